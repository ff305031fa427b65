"""Tables of theory tests."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class Question(models.Model):
    """One version of a question. Its words never change; where it stands does."""

    code = models.CharField(max_length=20)
    version = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=3)
    section = models.CharField(max_length=20)
    groups = ArrayField(models.CharField(max_length=12), db_comment="class groups it is asked of")
    kind = models.CharField(max_length=8, db_comment="judge, single, multiple")
    zh = models.CharField(max_length=500)
    en = models.CharField(max_length=800)
    options = models.JSONField(default=list, db_comment="pairs of texts")
    right = models.CharField(max_length=8, db_comment="T, F, or letters of options")
    article = models.CharField(max_length=20, db_comment="law/articles.toml")
    rule = models.CharField(max_length=60, default="", db_comment="parameter of law that the right answer follows from")
    value = models.CharField(max_length=20, default="", db_comment="what that parameter said")
    explain_zh = models.CharField(max_length=500, default="")
    explain_en = models.CharField(max_length=800, default="")
    since = models.DateField(db_comment="from which day it is right")
    digest = models.CharField(max_length=64, db_comment="SHA-256 of what it says")
    state = models.CharField(max_length=9, default="draft")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60, db_comment="the actor as in entries")
    approved_by = models.CharField(max_length=60, default="")
    withdrawn_because = models.CharField(max_length=400, default="")

    class Meta:
        db_table_comment = "Questions of theory tests 试题, every version of each"
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="theory_version_once"),
            models.UniqueConstraint(fields=["code"], condition=Q(state="approved"), name="theory_one_approved"),
            models.CheckConstraint(
                condition=~Q(state="approved") | ~Q(approved_by="") & ~Q(approved_by=F("made_by")),
                name="theory_approved_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawn_because=""), name="theory_withdrawn_with_reason"
            ),
        ]


class Edition(models.Model):
    """The approved questions of a moment: what papers are drawn from."""

    append_only: ClassVar[bool] = True

    digest = models.CharField(max_length=64, primary_key=True, db_comment="SHA-256 over codes, versions and digests")
    questions = ArrayField(models.IntegerField(), db_comment="ids, by code")
    made_at = models.DateTimeField()

    class Meta:
        db_table_comment = "Editions of the question bank"


class PaperSet(models.Model):
    """The papers of one session: the seed they are drawn with, committed to before the first."""

    session = models.UUIDField(primary_key=True)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
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
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
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
