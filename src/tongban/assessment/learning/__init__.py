"""Education of drivers 学习教育: at the points limit (满分教育), for a licence review (审验教育), to take points off
(学法减分).

Words. A *course* is one person's way through one of the three kinds. A *lesson* (课) is a text of ours with its
articles (`lessons/`), of a standard length. A *viewing* is one lesson of one course, held by one device. A *presence
check* (在场确认) is asked at a moment that the server draws; what was studied since the last one counts only when it is
answered in time. A *sitting* is study without a break. A *class* (现场课) is held on-site: places, sign-in, sign-out,
confirmation. A *paper* is the test of a points-reduction course.

Promises. Time is the server's: nothing on the other side makes it pass quicker, a silence or a jump of the clock counts
nothing, a lesson counts once in a course and never for more than its length. One viewing of a person runs at a time.
Who teaches a class, who signs people in and who confirms it are three persons. A course that is complete writes what it
is worth into the register of drivers in the same transaction, or says every reason why it cannot; what law says is
asked again then, on the file as it stands. Everything that has been counted is on record: a server that is killed loses
at most the seconds since the last sign of the page.

Callers. `services` opens courses and goes on when they are complete; `web` shows lessons, classes and tests; `demo`.
The room does not know examinations: the tests at the points limit are theirs, and `services` tells a course what was
passed. The training of staff is a room of its own inside this one.
"""
