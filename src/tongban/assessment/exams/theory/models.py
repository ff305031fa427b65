"""Tables of theory tests."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class PaperSet(models.Model):
    """The papers of one session: the seed they are drawn with, committed to before the first."""

    session = models.UUIDField(primary_key=True)
    edition = models.ForeignKey("questions.Edition", on_delete=models.PROTECT, related_name="+")
    seed = models.BinaryField(db_comment="sealed; secret until it is revealed")
    commitment = models.CharField(max_length=64, db_comment="SHA-256 of the seed")
    made_at = models.DateTimeField()
    revealed_at = models.DateTimeField(null=True)

    class Meta:
        db_table_comment = "Seeds of sessions: papers can be drawn again by anybody once a seed is revealed"


class Paper(models.Model):
    """What one sitting is asked, who holds it, until when."""

    sitting = models.UUIDField(primary_key=True)
    file = models.UUIDField(db_comment="exam file")
    session = models.ForeignKey(PaperSet, on_delete=models.PROTECT, related_name="+", db_column="session")
    subject = models.CharField(max_length=3)
    group = models.CharField(max_length=12)
    marks = models.PositiveSmallIntegerField(db_comment="for each item")
    count = models.PositiveSmallIntegerField()
    may_lose = models.PositiveSmallIntegerField(db_comment="marks; one more and the test ends")
    minutes = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=64, default="", db_comment="keyed hash of the one-time code; used once")
    desk = models.CharField(max_length=64, default="", db_comment="SHA-256 of the secret of the desk that holds it")
    started_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=12, default="", db_comment="answers, marks, time, examiner, stopped")
    given_seconds = models.PositiveIntegerField(default=0, db_comment="time given back")

    class Meta:
        db_table_comment = "Papers of theory tests"
        indexes = [
            models.Index(fields=["session"], name="theory_paper_session"),
            models.Index(fields=["ends_at"], name="theory_paper_running", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["code"], name="theory_paper_code", condition=~Q(code="")),
            models.Index(fields=["desk"], name="theory_paper_desk", condition=~Q(desk="")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(started_at__isnull=True, ends_at__isnull=True) | Q(ends_at__gt=F("started_at")),
                name="theory_paper_has_time",
            ),
        ]


class Item(models.Model):
    """One item of a paper: which question, in which order its options stand, which letters are right there."""

    append_only: ClassVar[bool] = True

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    question = models.ForeignKey("questions.Question", on_delete=models.PROTECT, related_name="+")
    order = models.CharField(max_length=8, default="", db_comment="places of the options as the question has them")
    right = models.CharField(max_length=8)
    pk = models.CompositePrimaryKey("paper_id", "place")

    class Meta:
        db_table_comment = "Items of papers"
        constraints = [models.UniqueConstraint(fields=["paper", "question"], name="theory_item_asked_once")]


class Answer(models.Model):
    """A final answer. The narrowest table there is: it is written a hundred times a second."""

    append_only: ClassVar[bool] = True

    paper = models.UUIDField()
    place = models.PositiveSmallIntegerField()
    given = models.CharField(max_length=8)
    correct = models.BooleanField()
    at = models.DateTimeField()
    pk = models.CompositePrimaryKey("paper", "place")

    class Meta:
        db_table_comment = "Answers of theory tests, each once"


class IdentityCheck(models.Model):
    """In the middle of a test: is it still the candidate? One for each paper, at a moment that the seed gives."""

    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, primary_key=True, related_name="+")
    due_at = models.DateTimeField(db_comment="drawn when the test began; told to nobody before")
    asked_at = models.DateTimeField(null=True, db_comment="when the desk was first told")
    done_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=8, default="", db_comment="camera, examiner")
    same = models.BooleanField(null=True, db_comment="null: not done, or a person is still to decide")
    by = models.CharField(max_length=60, default="", db_comment="the actor as in entries")
    given_seconds = models.PositiveIntegerField(default=0, db_comment="what it took, given back")

    class Meta:
        db_table_comment = "Random checks of identity during theory tests"
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, same__isnull=True, how="") | Q(done_at__isnull=False) & ~Q(how=""),
                name="theory_identity_done_somehow",
            )
        ]


class Remedy(models.Model):
    """A question that was found wrong after tests, and what is done about the papers that asked it: two persons."""

    id = models.UUIDField(primary_key=True)
    question = models.ForeignKey("questions.Question", on_delete=models.PROTECT, related_name="+")
    remedy = models.CharField(max_length=12, db_comment="credit_all, leave_out, credit_right, none")
    right = models.CharField(max_length=8, default="", db_comment="of credit_right: letters as the question has them")
    reason = models.CharField(max_length=400)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=60, db_comment="the actor as in entries")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=60, default="")

    class Meta:
        db_table_comment = "What was decided about questions that were found wrong after tests"
        constraints = [
            models.UniqueConstraint(fields=["question"], name="theory_remedy_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="theory_remedy_has_a_reason"),
            models.CheckConstraint(
                condition=Q(confirmed_by="", confirmed_at__isnull=True)
                | Q(confirmed_at__isnull=False) & ~Q(confirmed_by="") & ~Q(confirmed_by=F("proposed_by")),
                name="theory_remedy_by_two",
            ),
        ]


class Remedied(models.Model):
    """What a remedy did to one paper."""

    append_only: ClassVar[bool] = True

    remedy = models.ForeignKey(Remedy, on_delete=models.PROTECT, related_name="+")
    sitting = models.UUIDField()
    before = models.SmallIntegerField(db_comment="score")
    after = models.SmallIntegerField(null=True, db_comment="null: void, the attempt is given back")
    pk = models.CompositePrimaryKey("remedy_id", "sitting")

    class Meta:
        db_table_comment = "Papers that a remedy has changed, each once"


class Finding(models.Model):
    """Something noticed while a test ran; nothing follows from it by itself."""

    append_only: ClassVar[bool] = True

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)
    said = models.CharField(max_length=400, default="")
    at = models.DateTimeField()
    by = models.CharField(max_length=60, default="", db_comment="the actor as in entries")

    class Meta:
        db_table_comment = "What was noticed in theory tests"
        indexes = [models.Index(fields=["paper"], name="theory_finding_paper")]
