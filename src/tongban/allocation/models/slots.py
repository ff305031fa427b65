"""Tables of slots: sites and their sessions, plans, preferences, and who has which slot.

What was fixed and run is only ever added to, and preferences cannot be touched once their plan is fixed: triggers of
migration 0004 say so.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tongban.core.actor import Actor
from tongban.core.closed import ClosedModel
from tongban.core.ids import new_id


class Site(models.Model):
    """A test centre, an inspection station or an office, as a place where sessions are held."""

    code = models.CharField(max_length=20, primary_key=True)
    kind = models.CharField(max_length=12, db_comment="test_centre, inspection, counter")
    region = models.CharField(max_length=6)
    name_zh = models.TextField()
    name_en = models.TextField()
    address = models.TextField()
    layout_zh = models.TextField(db_comment="layout, route and process, as published")
    layout_en = models.TextField()
    hours = models.JSONField(db_comment="working_day, rest_day: lists of [from, to]")
    daily_limit = models.IntegerField(db_comment="most persons a day that were approved")
    mobile = models.BooleanField(default=False, db_comment="brought to a township for some days")
    county = models.CharField(max_length=6, default="", db_comment="GB/T 2260 of the county it stands in")
    town = models.CharField(max_length=12, default="", db_comment="the town a mobile site is brought to; empty: none")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)

    class Meta:
        db_table_comment = "Places where sessions are held"
        constraints = [models.CheckConstraint(condition=Q(daily_limit__gte=0), name="allocation_site_limit")]


class Unit(models.Model):
    """What a session is held with: a room with seats, a route, a vehicle, a lane, a window."""

    id = models.UUIDField(primary_key=True, default=new_id)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, db_comment="room, route, vehicle, lane, window")
    label = models.TextField()
    subjects = models.JSONField(db_comment="list")
    classes = models.JSONField(db_comment="list of classes, or of service codes at a counter")
    count = models.IntegerField(default=1, db_comment="seats of a room; 1 for a vehicle")
    since = models.DateField()
    until = models.DateField(null=True, db_comment="last day")

    class Meta:
        db_table_comment = "Rooms, routes, vehicles, lanes and windows of sites"
        constraints = [
            models.UniqueConstraint(fields=["site", "kind", "label"], name="allocation_unit_once"),
            models.CheckConstraint(condition=Q(count__gt=0), name="allocation_unit_count"),
        ]


class Plan(models.Model):
    """A published plan: its sessions, when preferences are taken, its rule, and what will decide among equals."""

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=12)
    region = models.CharField(max_length=6)
    title_zh = models.TextField()
    title_en = models.TextField()
    rule = models.JSONField(db_comment="order and grain, docs/assignment-format.md")
    sources = models.JSONField(db_comment="public values of the draw among equals, as in allocation_draw")
    secret = models.BinaryField(db_comment="sealed; from it and the person follows their code in this plan")
    first_on = models.DateField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField(db_comment="preferences end here")
    result_by = models.DateField()

    class Meta:
        db_table_comment = "Published plans of sessions for which preferences are taken"
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="allocation_plan_window"),
        ]


class Session(models.Model):
    """A session: where, when, for what, for how many."""

    id = models.UUIDField(primary_key=True, default=new_id)
    plan = models.ForeignKey(Plan, null=True, on_delete=models.PROTECT, related_name="+", db_comment="NULL: direct")
    place = models.IntegerField(db_comment="line of sessions.txt, from 1; 0 without a plan")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    subjects = models.CharField(
        max_length=20, db_comment="S1, S2, S3R, S3T, inspection, counter; joined by + in one go"
    )
    classes = models.CharField(max_length=60, db_comment="with commas")
    capacity = models.IntegerField(db_comment="by the formula")
    formula = models.JSONField(db_comment="what the formula was given")
    quota = models.IntegerField(db_comment="as published")
    taken = models.IntegerField(default=0)
    weekend = models.BooleanField(default=False, db_comment="opened since the forecast waiting time was too long")
    cancelled_at = models.DateTimeField(null=True)
    why_zh = models.TextField(default="")
    why_en = models.TextField(default="")

    class Meta:
        db_table_comment = "Sessions of tests, lanes and counters"
        constraints = [
            models.CheckConstraint(condition=Q(taken__gte=0, taken__lte=F("quota")), name="allocation_never_oversold"),
            models.CheckConstraint(condition=Q(quota__lte=F("capacity")), name="allocation_quota_within"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="allocation_session_time"),
            models.UniqueConstraint(
                fields=["plan", "place"], condition=Q(place__gt=0), name="allocation_session_place"
            ),
        ]
        indexes = [models.Index(fields=["site", "begins_at"], name="allocation_session_of")]


class Preference(ClosedModel):
    """What somebody prefers in a plan for one test, with the key that others found for them."""

    pk = models.CompositePrimaryKey("plan_id", "code", "subjects")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=12, db_collation="C", db_comment="stands for the person in the published list")
    subjects = models.CharField(max_length=20, db_collation="C")
    person = models.UUIDField()
    priority = models.BooleanField(default=False)
    ordering_at = models.DateTimeField()
    event = models.CharField(max_length=20, db_comment="what gave the ordering time")
    submitted_at = models.DateTimeField(db_comment="first time; changing a preference does not change it")
    school = models.TextField(default="", db_comment="code of the school, empty for self-study")
    places = models.TextField(db_comment="lines of sessions.txt, best first, with commas")
    stands_by = models.BooleanField(default=False, db_comment="takes a slot that is freed later")

    class Meta:
        db_table_comment = "Preferences; one for each person and test of a plan"
        constraints = [
            models.UniqueConstraint(fields=["person", "plan", "subjects"], name="allocation_preference_once"),
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        return Q(person=actor.person_id) if actor.person_id else Q(code="")


class FixedPlan(models.Model):
    """A plan as it was fixed when preferences ended: the announcement and its two files, byte for byte."""

    append_only: ClassVar[bool] = True

    plan = models.OneToOneField(Plan, on_delete=models.PROTECT, primary_key=True, related_name="+")
    commitment = models.CharField(max_length=64)
    document = models.BinaryField(db_comment="the announcement")
    sessions = models.BinaryField(db_comment="sessions.txt")
    applicants = models.BinaryField(db_comment="applicants.txt")
    count = models.IntegerField()
    schools = models.JSONField(db_comment="school to its number in applicants.txt")
    fixed_at = models.DateTimeField()

    class Meta:
        db_table = "allocation_fixed_plan"
        db_table_comment = "Plans as they were fixed before anybody could know the draw"


class Run(models.Model):
    """The one run of a plan."""

    append_only: ClassVar[bool] = True

    plan = models.OneToOneField(FixedPlan, on_delete=models.PROTECT, primary_key=True, related_name="+")
    seed = models.CharField(max_length=64)
    proof = models.BinaryField(db_comment="proof.json")
    slots = models.BinaryField(db_comment="slots.txt")
    given = models.IntegerField()
    run_at = models.DateTimeField()

    class Meta:
        db_table_comment = "Results of plans with their proofs; one for each plan"


class Slot(ClosedModel):
    """Somebody's slot in a session, one row for each subject. `standing` says what became of it."""

    pk = models.CompositePrimaryKey("session_id", "person", "subject")
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )  # a run writes them by joining sessions, which the database never lets go: checking a million again takes longest
    person = models.UUIDField()
    subject = models.CharField(max_length=12)
    standing = models.CharField(max_length=10, default="booked")
    how = models.CharField(max_length=6, db_comment="run, freed, direct")
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table_comment = "Slots that were given, and what became of them"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "subject"], condition=Q(standing="booked"), name="allocation_one_slot_each"
            ),
            models.CheckConstraint(
                condition=Q(standing__in=("booked", "attended", "cancelled", "absent", "released", "void")),
                name="allocation_slot_standing",
            ),
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        return Q(person=actor.person_id) if actor.person_id else Q(standing="")


class Ranking(models.Model):
    """How a session stood when it was last reckoned: the keys of everybody who prefers it, in order."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, primary_key=True, related_name="+")
    keys = models.BinaryField(db_comment="keys of one length, ascending")
    last = models.BinaryField(db_comment="key of the last who would get a slot; empty while some are left")
    left = models.IntegerField(db_comment="slots nobody would get")
    reckoned_at = models.DateTimeField()

    class Meta:
        db_table_comment = "The order at each session as last reckoned; a job makes it anew"


class Examiner(models.Model):
    """An examiner, as draws know them. What they may examine, and to which day, is a qualification of `outlets`."""

    staff = models.CharField(max_length=20, primary_key=True, db_comment="staff number")
    region = models.CharField(max_length=6)
    suspended_from = models.DateField(null=True)
    suspended_to = models.DateField(null=True)

    class Meta:
        db_table_comment = "Examiners, and their suspensions"


class Relation(ClosedModel):
    """A declared relation of an examiner to a school or a person: they never examine them."""

    id = models.UUIDField(primary_key=True, default=new_id)
    examiner = models.ForeignKey(Examiner, on_delete=models.PROTECT, related_name="+")
    school = models.TextField(default="")
    person = models.UUIDField(null=True)
    declared_on = models.DateField()

    class Meta:
        db_table_comment = "Declared relations of examiners"
        constraints = [
            models.CheckConstraint(
                condition=(~Q(school="") & Q(person=None)) | (Q(school="") & Q(person__isnull=False)),
                name="allocation_relation_to_one",
            )
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        return Q(pk__in=[])


class ExaminerDraw(models.Model):
    """A draw of examiners for a site and day, and those made of the rest when somebody fell ill."""

    append_only: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True, default=new_id)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    number = models.IntegerField(db_comment="1 in the morning, then each redraw")
    inputs = models.JSONField(db_comment="who was on duty, the groups, who was ruled out and why")
    result = models.JSONField(db_comment="group to staff number")
    drawn_at = models.DateTimeField()

    class Meta:
        db_table = "allocation_examiner_draw"
        db_table_comment = "Draws of examiners, with what they were drawn from"
        constraints = [models.UniqueConstraint(fields=["site", "day", "number"], name="allocation_examiner_draw_once")]


class ExaminerChange(models.Model):
    """A change by hand: proposed by one, with a reason, and confirmed by another."""

    id = models.UUIDField(primary_key=True, default=new_id)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    group = models.CharField(max_length=40)
    examiner = models.ForeignKey(Examiner, on_delete=models.PROTECT, related_name="+")
    why = models.TextField()
    proposed_by = models.UUIDField(db_comment="account")
    proposed_label = models.TextField()
    proposed_at = models.DateTimeField()
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "allocation_examiner_change"
        db_table_comment = "Examiners changed by hand: two persons and a reason"
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")), name="allocation_changed_by_two"
            ),
            models.CheckConstraint(condition=~Q(why=""), name="allocation_change_why"),
        ]


class Town(models.Model):
    """A town whose people may ask for tests to come to them: a list that the office keeps."""

    code = models.CharField(max_length=12, primary_key=True, db_comment="division code of nine digits, or the office's")
    region = models.CharField(max_length=6, db_comment="county it belongs to")
    name_zh = models.TextField()
    name_en = models.TextField()
    central = models.BooleanField(default=False, db_comment="a central town 中心镇: counted in the coverage")
    closed_on = models.DateField(null=True)

    class Meta:
        db_table_comment = "Towns that mobile tests may be brought to"


class Demand(ClosedModel):
    """Somebody asks for a test of a class in their town: one for each person and class, and no longer than a time."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.UUIDField()
    town = models.ForeignKey(Town, on_delete=models.PROTECT, related_name="+")
    licence_class = models.CharField(max_length=2)
    asked_at = models.DateTimeField()

    class Meta:
        db_table_comment = "Who asks for tests in which town"
        constraints = [models.UniqueConstraint(fields=["person", "licence_class"], name="allocation_demand_once")]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        return Q(person=actor.person_id) if actor.person_id else Q(pk__in=[])


class Patrol(models.Model):
    """A visit to a site while it tests 巡考: planned, then what was found there. What was found is never changed."""

    id = models.UUIDField(primary_key=True, default=new_id)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    planned_on = models.DateField()
    staff = models.CharField(max_length=20, db_comment="staff number of who goes")
    visited_at = models.DateTimeField(null=True)
    in_order = models.BooleanField(null=True)
    found = models.TextField(default="")

    class Meta:
        db_table_comment = "Patrols of test sites: planned and recorded"
        constraints = [
            models.UniqueConstraint(fields=["site", "planned_on", "staff"], name="allocation_patrol_once"),
            models.CheckConstraint(
                condition=Q(visited_at=None, in_order=None) | Q(visited_at__isnull=False, in_order__isnull=False),
                name="allocation_patrol_recorded",
            ),
            models.CheckConstraint(condition=~Q(in_order=False) | ~Q(found=""), name="allocation_patrol_says_what"),
        ]
