"""Examinations 考试: who is being tested for which licence class, what they passed, and by which evidence.

Words. An *exam file* (考试档案) is one person's way to one target class, from acceptance to licence; its *kind*
says how the person came (first licence, addition, military, foreign, restoration, points limit), its *subjects*
which tests that asks for: S1, S2, S3R (on the road), S3T (theory of subject 3). The *learner permit* (学习驾驶证明)
hangs on it. A *booking* is allocation's: a place of a session, for one test and one re-sit. A *sitting* is one
candidate at one session for one subject, first try or re-sit. A *result* is what was scored, with the edition of
the rules, the digest of its evidence and both *signatures*; a change of it is another result with its reason, and
both stay visible. A *recording* is named by its hash; where it is kept is not this room's business.

States. Of a file: open, passed (everything), licensed, ended (and why). Of a sitting: expected, present, running,
judged, void, absent. `states` holds both tables of moves, nothing else decides them.

Promises. All change goes through `actions` and leaves an entry under register "exams", its subject the file. One
person has one live file for a class. A sitting is judged once; telling the same result again changes nothing,
telling another is refused. A pass counts when its recording is registered: without one it is withheld. The mark
that passes comes from law, never from whoever scored. When a subject has failed as often as it may be booked, the
file ends by itself and what was passed in it is void. Results, signatures and recordings are never changed; the
database refuses.

A driving school sees who names it, and of them no examiner, score, picture or answer (`schools`). A *fee* hangs on
a booking; a payment is noted once, and money for what does not take place goes back (`fees`).

Callers. `theory` and `driving`, rooms of their own inside this one, run the tests and tell `actions` what came of
them. `services` opens files, books and issues the licence; `allocation` below knows sessions and places, never
candidates' files. `web` and `demo` ask `queries`.
"""
