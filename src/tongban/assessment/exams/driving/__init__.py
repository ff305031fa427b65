"""Tests behind the wheel 场地驾驶、道路驾驶: what the car reported, and what it is worth by a published rule.

Words. A *test car* reports *frames* (position, speed, gear, lights, lines ...) of one *drive*, which belongs to one
sitting. A *course* is the survey of a site or route: areas, bay, lines, limits. A *sheet* is everything the law says
for one subject, class and day: items, points, limits (`law/rules/driving_tests.py`). A *judgement* is what one sheet
says of one drive: deductions with their evidence, and what nobody can judge. A *finding* says that signals are not as
they should be.

Promises. Frames are kept as they came and acknowledged only when they stand in the database; what is missing, double,
late, or cannot be true is said and never mended. The same drive and sheet give the same judgement, for ever: a
judgement keeps edition and digests, and a later edition may be asked for comparison without changing it. A drive that
reports too seldom for an item, or has a gap there, is not judged on it: an examiner decides. What the machine found
stays beside every change by hand, with its reason.

Parts. `frames`, `course`, `scoring` are pure. `taking_in` is the program that cars talk to
(docs/partners/test-car-protocol.md); it writes through `actions`. `site_files` takes in what a site without a network
kept for a day.
"""
