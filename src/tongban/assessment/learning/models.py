"""Tables of education."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tongban.core.actor import SEE, Actor
from tongban.core.closed import ClosedModel


class Course(ClosedModel):
    """One person's course. Its row is the lock of everything that happens in it."""

    id = models.UUIDField(primary_key=True)
    person = models.UUIDField(db_comment="people.Person")
    driver = models.UUIDField(db_comment="the driver file that it is written into")
    kind = models.CharField(max_length=12, db_comment="points_limit, review, reduction")
    mode = models.CharField(max_length=8, db_comment="online, on_site, activity: what points are reckoned by")
    region = models.CharField(max_length=6, db_comment="GB/T 2260 code of the file's authority")
    target = models.CharField(max_length=2, db_comment="class whose questions are asked")
    begun_at = models.DateTimeField()
    begun_on = models.DateField()
    studied_on = models.DateField(null=True, db_comment="day on which the study was complete")
    passed = models.JSONField(default=list, db_comment="subjects of the exam file at the points limit that are passed")
    state = models.CharField(max_length=5, default="open")
    end = models.CharField(max_length=12, default="", db_comment="why it ended without a result")
    refusal = models.JSONField(default=list, db_comment="why a passed course takes nothing off, in words")
    finished_at = models.DateTimeField(null=True)
    credited = models.PositiveSmallIntegerField(default=0, db_comment="points taken off, or hours written down")
    waits_until = models.DateField(null=True, db_comment="an activity counts from this day where nobody objects")

    class Meta:
        db_table_comment = "Courses: points-limit, review, points reduction"
        indexes = [models.Index(fields=["person"], name="learning_course_person")]
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], condition=Q(state="open"), name="learning_one_open"),
            models.CheckConstraint(
                condition=Q(state="ended") & ~Q(end="") | ~Q(state="ended") & Q(end=""), name="learning_says_why"
            ),
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        if actor.kind == "citizen":
            return Q(person=actor.person_id) if actor.person_id else Q(pk__in=[])
        return Q() if actor.may_somewhere(SEE) else Q(pk__in=[])


class Day(models.Model):
    """What counts of one day of a course."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    online_seconds = models.PositiveIntegerField(default=0)
    on_site_minutes = models.PositiveSmallIntegerField(default=0, db_comment="the longest class without a break")
    alone = models.BooleanField(default=False, db_comment="a day of study by oneself, on their own word")
    pk = models.CompositePrimaryKey("course_id", "on")

    class Meta:
        db_table_comment = "Days of study: what counts of each"


class Viewing(ClosedModel):
    """One lesson of one course: it is held by one device, and counts once."""

    id = models.UUIDField(primary_key=True)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    person = models.UUIDField(db_comment="whose only running one it is")
    lesson = models.CharField(max_length=20)
    edition = models.CharField(max_length=64, db_comment="SHA-256 of the lesson's text")
    state = models.CharField(max_length=7, default="running")
    device = models.CharField(max_length=64, db_comment="SHA-256 of the secret of the device that holds it")
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_comment="last sign of life, by the server's clock")
    counted_seconds = models.PositiveIntegerField(default=0)
    held_seconds = models.PositiveIntegerField(default=0, db_comment="presence shown, sitting still too short to count")
    waiting_seconds = models.PositiveIntegerField(default=0, db_comment="since presence was last shown")
    sitting_seconds = models.PositiveIntegerField(default=0, db_comment="without a break so far, as far as shown")
    broken = models.BooleanField(default=False, db_comment="there was a silence since presence was last shown")
    check_at = models.DateTimeField(db_comment="when presence is asked for next; drawn")
    asked_at = models.DateTimeField(null=True, db_comment="since when the open check waits for an answer")
    word = models.CharField(max_length=12, default="", db_comment="the right answer to the open check")
    checks_passed = models.PositiveSmallIntegerField(default=0)
    checks_missed = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table_comment = "Lessons of courses: time that counts, presence"
        constraints = [
            models.UniqueConstraint(fields=["course", "lesson"], name="learning_lesson_once"),
            models.UniqueConstraint(fields=["person"], condition=Q(state="running"), name="learning_one_running"),
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        return Q(course__in=Course.visible_to(actor).values("pk"))


class OnSiteClass(models.Model):
    """A class on-site, or an activity for the public. Teacher, checker and confirmer are three persons."""

    id = models.UUIDField(primary_key=True)
    office = models.CharField(max_length=20)
    place = models.CharField(max_length=80)
    activity = models.BooleanField(default=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    places = models.PositiveSmallIntegerField()
    teacher = models.CharField(max_length=20, db_comment="number of the member of staff who teaches")
    checker = models.CharField(max_length=20, default="", db_comment="who signs people in and out")
    confirmer = models.CharField(max_length=20, default="", db_comment="who confirms the minutes")
    state = models.CharField(max_length=9, default="planned")

    class Meta:
        db_table_comment = "On-site classes of drivers' education"
        indexes = [models.Index(fields=["starts_at"], name="learning_class_time")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="learning_class_length"),
            models.CheckConstraint(
                condition=(Q(checker="") | ~Q(checker=F("teacher")))
                & (Q(confirmer="") | ~Q(confirmer=F("teacher")) & ~Q(confirmer=F("checker"))),
                name="learning_three_persons",
            ),
            models.UniqueConstraint(fields=["office", "place", "starts_at"], name="learning_class_once"),
        ]


class Attendance(ClosedModel):
    """Somebody's place in a class."""

    on_site = models.ForeignKey(OnSiteClass, on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    booked_at = models.DateTimeField()
    came_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    minutes = models.PositiveSmallIntegerField(default=0, db_comment="as confirmed")
    pk = models.CompositePrimaryKey("on_site_id", "course_id")

    class Meta:
        db_table_comment = "Who has a place in a class; sign-in and sign-out"
        indexes = [models.Index(fields=["course"], name="learning_attendance_course")]
        constraints = [
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(came_at__isnull=False), name="learning_left_after_coming"
            )
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        return Q(course__in=Course.visible_to(actor).values("pk"))


class Paper(ClosedModel):
    """A test of a course: what was asked follows from the edition of the bank, the plan of law and the seed."""

    id = models.UUIDField(primary_key=True)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    edition = models.CharField(max_length=64, db_comment="of the question bank")
    seed = models.CharField(max_length=64, db_comment="drawn when it was set")
    items = models.JSONField(db_comment="[[question, order of its options, right letters]]")
    marks = models.PositiveSmallIntegerField(db_comment="for each question")
    begun_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    score = models.PositiveSmallIntegerField(null=True)
    passed = models.BooleanField(null=True)

    class Meta:
        db_table_comment = "Tests of points-reduction courses"
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="learning_paper_number"),
            models.UniqueConstraint(fields=["course"], condition=Q(ended_at__isnull=True), name="learning_one_paper"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, score__isnull=True) | Q(ended_at__isnull=False, score__isnull=False),
                name="learning_ended_has_a_score",
            ),
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        return Q(course__in=Course.visible_to(actor).values("pk"))


class Answer(models.Model):
    """A final answer of a test."""

    append_only: ClassVar[bool] = True

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    given = models.CharField(max_length=8)
    at = models.DateTimeField()
    pk = models.CompositePrimaryKey("paper_id", "place")

    class Meta:
        db_table_comment = "Answers of tests of courses, each once"
