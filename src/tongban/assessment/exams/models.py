"""Tables of examinations."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tongban.assessment.exams.states import PENDING
from tongban.assessment.exams.types import FeeState, FileState, SittingState
from tongban.core.actor import SEE, Actor
from tongban.core.closed import ClosedModel

FEE_STANDS = (FeeState.DUE.value, FeeState.OWED.value, FeeState.PAID.value)
LIVE = (FileState.OPEN.value, FileState.PASSED.value)


class ExamFile(ClosedModel):
    """One person's way to one class. Its row is the lock of everything that happens in it."""

    id = models.UUIDField(primary_key=True)
    person = models.UUIDField(db_comment="people.Person")
    born = models.DateField(db_comment="for the ages of the class")
    target = models.CharField(max_length=2, db_comment="class applied for 申请准驾车型")
    kind = models.CharField(max_length=12)
    subjects = models.JSONField(db_comment="what the application asks for, by the law of its acceptance")
    holds_car = models.BooleanField(default=False, db_comment="held a class of the car family when it was accepted")
    accepted_on = models.DateField(db_comment="受理日期")
    case = models.UUIDField(null=True, unique=True, db_comment="casework.Case of the application")
    region = models.CharField(max_length=6, db_comment="GB/T 2260 code of the place of the tests 考试地")
    office = models.CharField(max_length=20, default="", db_comment="code of the office that keeps the file")
    schooling = models.CharField(max_length=10, default="none", db_comment="school, self_study, none")
    school = models.CharField(max_length=20, default="", db_comment="code of the school's outlet")
    school_named_at = models.DateTimeField(null=True, db_comment="since when the learner names this school")
    school_books = models.BooleanField(
        default=False, db_comment="the learner lets the school say preferences for them, until they take it back"
    )
    learner_permit_serial = models.CharField(max_length=20, null=True, unique=True, db_comment="学习驾驶证明编号")
    learner_permit_issued_on = models.DateField(null=True)
    learner_permit_valid_to = models.DateField(null=True, db_comment="its last day")
    passed = models.JSONField(default=list, db_comment="subjects whose pass counts now")
    state = models.CharField(max_length=8, default="open")
    end = models.CharField(max_length=16, default="", db_comment="why it ended")
    ended_on = models.DateField(null=True)
    passed_at = models.DateTimeField(null=True, db_comment="when the last subject was passed")
    licensed_at = models.DateTimeField(null=True, db_comment="when the licence was issued")
    moved_from = models.CharField(max_length=6, default="", db_comment="region of the office that had it before")
    moved_to = models.CharField(max_length=6, default="")
    places_changed = models.PositiveSmallIntegerField(default=0, db_comment="变更考试地次数")

    class Meta:
        db_table_comment = "Exam files 考试档案: one person, one class, until licence or end"
        indexes = [
            models.Index(fields=["person"], name="exams_file_person"),
            models.Index(fields=["school"], name="exams_file_school", condition=~Q(school="")),
            models.Index(fields=["learner_permit_valid_to"], name="exams_file_permit", condition=Q(state__in=LIVE)),
            models.Index(fields=["licensed_at"], name="exams_file_licensed", condition=Q(licensed_at__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "target"], condition=Q(state__in=LIVE), name="exams_one_live_file"
            ),
            models.CheckConstraint(
                condition=Q(state="ended", ended_on__isnull=False) & ~Q(end="") | ~Q(state="ended") & Q(end=""),
                name="exams_file_says_why_it_ended",
            ),
            models.CheckConstraint(
                condition=~Q(school="") | Q(school_named_at__isnull=True, school_books=False), name="exams_school_named"
            ),
            models.CheckConstraint(
                condition=Q(
                    learner_permit_serial__isnull=True,
                    learner_permit_issued_on__isnull=True,
                    learner_permit_valid_to__isnull=True,
                )
                | Q(learner_permit_serial__isnull=False, learner_permit_valid_to__gte=F("learner_permit_issued_on")),
                name="exams_permit_whole",
            ),
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        if actor.kind == "citizen":
            return Q(person=actor.person_id) if actor.person_id else Q(pk__in=[])
        if actor.may(SEE):
            return Q()
        return Q(office=actor.office) if actor.may(SEE, office=actor.office) else Q(pk__in=[])


class Sitting(ClosedModel):
    """One candidate at one session for one subject. Score and passed are those of the newest result."""

    id = models.UUIDField(primary_key=True)
    file = models.ForeignKey(ExamFile, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=3)
    booking = models.UUIDField(db_comment="the booking of allocation")
    booking_number = models.PositiveSmallIntegerField(db_comment="which booking of this subject in the file, from 1")
    attempt = models.PositiveSmallIntegerField(db_comment="1 first try, 2 re-sit 补考")
    session = models.UUIDField(db_comment="the session of allocation 场次")
    centre = models.CharField(max_length=20, db_comment="code of the test centre 考场")
    school = models.CharField(max_length=20, default="", db_comment="the candidate's school when it was, or is, taken")
    on = models.DateField(db_comment="day of the session in China")
    starts_at = models.DateTimeField(null=True)
    desk = models.CharField(max_length=20, default="")
    car = models.CharField(max_length=20, default="")
    route = models.CharField(max_length=20, default="")
    examiner = models.UUIDField(null=True, db_comment="account of the examiner drawn for it")
    present_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, default="expected")
    counts = models.BooleanField(default=True, db_comment="uses up a booking")
    void_reason = models.CharField(max_length=400, default="")
    score = models.SmallIntegerField(null=True)
    passed = models.BooleanField(null=True)
    recorded = models.BooleanField(default=False, db_comment="a recording is registered; a pass counts only then")
    held = models.CharField(max_length=20, default="", db_comment="why the result waits for a person; empty: it counts")

    class Meta:
        db_table_comment = "Sittings: who is or was tested when, where, in what, and what came of it"
        indexes = [
            models.Index(fields=["session"], name="exams_sitting_session"),
            models.Index(fields=["on", "centre"], name="exams_sitting_day"),
            models.Index(fields=["booking"], name="exams_sitting_booking"),
            models.Index(fields=["school", "on"], name="exams_sitting_school", condition=~Q(school="")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "subject", "booking_number", "attempt"],
                condition=~Q(state=SittingState.VOID),
                name="exams_attempt_once",
            ),
            models.UniqueConstraint(
                fields=["file", "subject"], condition=Q(state__in=PENDING), name="exams_one_pending_sitting"
            ),
            models.CheckConstraint(condition=Q(attempt__in=(1, 2)), name="exams_one_resit"),
            models.CheckConstraint(
                condition=Q(state=SittingState.JUDGED, score__isnull=False, passed__isnull=False)
                | Q(state=SittingState.VOID)
                | ~Q(state__in=(SittingState.JUDGED, SittingState.VOID)) & Q(score__isnull=True, passed__isnull=True),
                name="exams_judged_has_a_score",
            ),
            models.CheckConstraint(condition=Q(score__isnull=True) | Q(score__range=(0, 100)), name="exams_score"),
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        return Q(file__in=ExamFile.visible_to(actor).values("pk"))


class Result(models.Model):
    """One result of a sitting. Another one is added where it is changed, with its reason."""

    append_only: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True)
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    score = models.SmallIntegerField()
    passed = models.BooleanField()
    edition = models.CharField(max_length=40, db_comment="edition of the rules it was scored by")
    deductions = models.JSONField(default=list)
    evidence_digest = models.CharField(max_length=64, db_comment="SHA-256 of what it was scored from")
    reason = models.CharField(max_length=400, default="", db_comment="of a change by hand")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60, db_comment="the actor as in entries")
    entry = models.UUIDField(db_comment="core_entry")

    class Meta:
        db_table_comment = "Results of sittings; the newest counts, all stay"
        constraints = [
            models.UniqueConstraint(fields=["sitting", "number"], name="exams_result_number"),
            models.CheckConstraint(
                condition=Q(number=1, reason="") | Q(number__gt=1) & ~Q(reason=""), name="exams_change_has_a_reason"
            ),
        ]


class Signature(models.Model):
    """Candidate or examiner signed one result."""

    append_only: ClassVar[bool] = True

    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, db_comment="candidate, examiner")
    signed_at = models.DateTimeField()
    method = models.CharField(max_length=20, db_comment="pad, account, paper")
    digest = models.CharField(max_length=64, db_comment="SHA-256 of the signature's image or of what was confirmed")
    entry = models.UUIDField(db_comment="core_entry")
    by = models.CharField(max_length=60, default="", db_comment="the actor as in entries: who signed or entered it")
    pk = models.CompositePrimaryKey("result_id", "role")

    class Meta:
        db_table_comment = "Signatures under results; without both no licence is issued"


class Recording(models.Model):
    """A recording of a sitting, by hash. The bytes are kept by the test centre or the recording store."""

    append_only: ClassVar[bool] = True

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    reference = models.CharField(max_length=200, db_comment="under which its keeper finds it")
    camera = models.CharField(max_length=10)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    keep_until = models.DateField(db_comment="last day of the time for keeping it")
    entry = models.UUIDField(db_comment="core_entry")
    pk = models.CompositePrimaryKey("sitting_id", "sha256")

    class Meta:
        db_table_comment = "Recordings of sittings: hash, place, time, and until when they are kept"
        constraints = [
            models.CheckConstraint(condition=Q(ended_at__gt=F("started_at")), name="exams_recording_has_length")
        ]


class Series(models.Model):
    """The last number that was given in a region and year."""

    region = models.CharField(max_length=6)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()
    pk = models.CompositePrimaryKey("region", "year")

    class Meta:
        db_table_comment = "The last serial of a learner permit, by region and year: serials follow each other"


class Ceremony(models.Model):
    """One oath ceremony of an office on a day (领证宣誓仪式), with the education before it."""

    id = models.UUIDField(primary_key=True)
    office = models.CharField(max_length=20)
    place = models.CharField(max_length=80, db_comment="hall or room")
    on = models.DateField()
    starts_at = models.DateTimeField()

    class Meta:
        db_table_comment = "Oath ceremonies: education about safe driving, the oath, the licence on the spot"
        constraints = [models.UniqueConstraint(fields=["office", "starts_at"], name="exams_ceremony_once")]


class Attendance(models.Model):
    """Who is asked to a ceremony, and what they did there."""

    ceremony = models.ForeignKey(Ceremony, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(ExamFile, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    came_at = models.DateTimeField(null=True)
    educated_minutes = models.PositiveSmallIntegerField(default=0)
    sworn_at = models.DateTimeField(null=True)
    pk = models.CompositePrimaryKey("ceremony_id", "file_id")

    class Meta:
        db_table_comment = "Who came to an oath ceremony, for how long they were taught, when they took the oath"
        indexes = [models.Index(fields=["file"], name="exams_attendance_file")]
        constraints = [
            models.CheckConstraint(
                condition=Q(sworn_at__isnull=True) | Q(came_at__isnull=False), name="exams_sworn_after_coming"
            )
        ]


class FaceCheck(ClosedModel):
    """Is the candidate the person of the file: one picture taken at a sitting, compared with that one person alone."""

    id = models.UUIDField(primary_key=True)
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="+")
    moment = models.CharField(max_length=8, db_comment="entry, during, end")
    picture = models.BinaryField(db_comment="sealed JPEG; empty once its time is over")
    picture_sha256 = models.CharField(max_length=64)
    taken_at = models.DateTimeField()
    engine = models.CharField(max_length=40, db_comment="what compared first; clerk: nobody but people")
    reference = models.CharField(max_length=80, default="", db_comment="the engine's own number")
    same = models.BooleanField(null=True, db_comment="null: waits for a person")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, default="", db_comment="the actor as in entries")
    reason = models.CharField(max_length=400, default="")

    class Meta:
        db_table_comment = "Comparisons of candidates with the photograph of their own file, one to one"
        indexes = [
            models.Index(fields=["taken_at"], name="exams_face_waiting", condition=Q(same__isnull=True)),
            models.Index(fields=["sitting"], name="exams_face_sitting"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(same__isnull=True, decided_at__isnull=True)
                | Q(same__isnull=False, decided_at__isnull=False),
                name="exams_face_decided_when",
            )
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        return Q(sitting__in=Sitting.visible_to(actor).values("pk"))


class TestFee(ClosedModel):
    """The fee of one subject of a booking: the test and its re-sit. Its id is what an order pays for."""

    __test__ = False

    id = models.UUIDField(primary_key=True)
    file = models.ForeignKey(ExamFile, on_delete=models.PROTECT, related_name="+")
    booking = models.UUIDField(db_comment="the booking of allocation")
    session = models.UUIDField(db_comment="the session of allocation 场次")
    subject = models.CharField(max_length=3)
    amount = models.DecimalField(max_digits=8, decimal_places=2)
    charged_at = models.DateTimeField()
    due_at = models.DateTimeField(db_comment="afterwards the slot goes to the next in line")
    order = models.CharField(max_length=24, default="", db_comment="number of the newest payment order")
    state = models.CharField(max_length=6, default="due", db_comment="due, owed, paid, lapsed, over, back")
    paid_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "exams_test_fee"
        db_table_comment = "Fees of tests: one for each subject of a booking, paid once"
        indexes = [
            models.Index(fields=["file"], name="exams_fee_file"),
            models.Index(fields=["due_at"], name="exams_fee_due", condition=Q(state="due")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["booking", "subject"], condition=Q(state__in=FEE_STANDS), name="exams_fee_once"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="exams_fee_costs_something"),
            models.CheckConstraint(condition=Q(state__in=[state.value for state in FeeState]), name="exams_fee_state"),
            models.CheckConstraint(
                condition=Q(state__in=FEE_STANDS, ended_at__isnull=True)
                | ~Q(state__in=FEE_STANDS) & Q(ended_at__isnull=False),
                name="exams_fee_ended",
            ),
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        return Q(file__in=ExamFile.visible_to(actor).values("pk"))
