"""Pages of driving schools: their own learners, how far they are, what is booked, what was passed; nothing else.

A school's staff are employed by the office at the school's outlet and see who names it (`assessment.exams.schools`).
Each page that shows a learner writes a look with the purpose *partner*, the CSV file one with *export*: the learner
reads both. Who examines, scores, pictures and answers stand on no page, since what the pages are given has no place
for them. Preferences are said for a learner only who lets the school (`services.driving_schools.prefer`).
"""
