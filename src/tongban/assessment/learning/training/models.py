"""Tables of training. No personal data: staff are accounts and numbers."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tongban.core.ids import new_id


class LessonRead(models.Model):
    """Somebody confirmed that they read a lesson, in the wording it had."""

    append_only: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True, default=new_id)
    account = models.UUIDField()
    lesson = models.CharField(max_length=20, db_comment="topic, as in lessons.toml")
    digest = models.CharField(max_length=64, db_comment="SHA-256 of what it said")
    read_at = models.DateTimeField()

    class Meta:
        db_table_comment = "Lessons that staff and partners' clerks read"
        constraints = [
            models.UniqueConstraint(fields=["account", "lesson", "digest"], name="training_lesson_read_once")
        ]


class Attempt(models.Model):
    """One sitting of an examination at somebody's own account."""

    id = models.UUIDField(primary_key=True, default=new_id)
    account = models.UUIDField()
    number = models.CharField(max_length=15, db_comment="staff number")
    outlet = models.CharField(max_length=20, db_comment="where they worked then")
    qualification = models.CharField(max_length=40)
    edition = models.CharField(max_length=64, db_comment="of the question bank")
    seed = models.BinaryField(db_comment="sealed; the paper follows from it")
    marks = models.PositiveSmallIntegerField(db_comment="for each item")
    pass_mark = models.PositiveSmallIntegerField(db_comment="of a hundred, as it was when it began")
    on = models.DateField(db_comment="the law's day on which it began")
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=10, default="", db_comment="handed_in, time")
    score = models.PositiveSmallIntegerField(null=True)
    passed = models.BooleanField(null=True)

    class Meta:
        db_table_comment = "Examinations that staff and partners' clerks sat 上岗考试"
        indexes = [
            models.Index(fields=["account", "-started_at"], name="training_attempt_account"),
            models.Index(fields=["ends_at"], name="training_attempt_running", condition=Q(ended_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=Q(ended_at=None), name="training_one_paper_at_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("started_at")), name="training_attempt_has_time"),
        ]


class Item(models.Model):
    """One item of a paper: which question, in which order its options stand, which letters are right there."""

    append_only: ClassVar[bool] = True

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    question = models.ForeignKey("questions.Question", models.PROTECT, related_name="+")
    order = models.CharField(max_length=8, default="", db_comment="places of the options as the question has them")
    right = models.CharField(max_length=8)
    pk = models.CompositePrimaryKey("attempt_id", "place")

    class Meta:
        db_table_comment = "Items of papers of training"


class Answer(models.Model):
    """What was answered last before the end."""

    attempt = models.UUIDField()
    place = models.PositiveSmallIntegerField()
    given = models.CharField(max_length=8)
    at = models.DateTimeField()
    pk = models.CompositePrimaryKey("attempt", "place")

    class Meta:
        db_table_comment = "Answers of training, the last before the end"


class Held(models.Model):
    """A training that was held (集中培训): what, where, how long, led by whom."""

    id = models.UUIDField(primary_key=True, default=new_id)
    topic = models.CharField(max_length=20)
    outlet = models.CharField(max_length=20)
    held_on = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    led_by = models.CharField(max_length=40, db_comment="staff number")
    numbers = models.JSONField(default=list, db_comment="staff numbers of those who took part")
    entry = models.UUIDField()

    class Meta:
        db_table_comment = "Trainings held, with those who took part by number"


class Note(models.Model):
    """What a lead tells a post before the shift (岗前点评)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    outlet = models.CharField(max_length=20)
    post = models.CharField(max_length=20)
    words = models.CharField(max_length=400)
    written_by = models.UUIDField(db_comment="account")
    written_label = models.CharField(max_length=40)
    written_at = models.DateTimeField()
    until = models.DateField(db_comment="last day on which it is shown")

    class Meta:
        db_table_comment = "Notes to a post before the shift"
        indexes = [models.Index(fields=["outlet", "post", "until"], name="training_note_shown")]


class NoteRead(models.Model):
    """Somebody at the post confirmed that they read a note."""

    append_only: ClassVar[bool] = True

    note = models.ForeignKey(Note, models.PROTECT, related_name="+")
    account = models.UUIDField()
    number = models.CharField(max_length=40)
    read_at = models.DateTimeField()
    pk = models.CompositePrimaryKey("note_id", "account")

    class Meta:
        db_table_comment = "Who read which note"
