"""Tables of plate numbers: pools, what was released into them, every number, and who is choosing."""

from django.db import models
from django.db.models import F, Q

from tongban.allocation.models.draws import Draw
from tongban.core.actor import Actor
from tongban.core.closed import ClosedModel
from tongban.core.ids import new_id

STANDINGS = ("pool", "used", "withheld", "round")


class Pool(models.Model):
    """All numbers of one authority, type of plate and kind of drive: every point gives out of the same one."""

    id = models.UUIDField(primary_key=True, default=new_id)
    authority = models.CharField(max_length=8, db_comment="发牌机关, e.g. 苏A")
    region = models.CharField(max_length=6, db_comment="GB/T 2260 code whose dated rules hold")
    plate_type = models.CharField(max_length=2, db_comment="号牌种类")
    energy = models.CharField(max_length=8, default="", db_comment="electric, hybrid; empty for an ordinary plate")
    places = models.IntegerField(default=0, db_comment="numbers have places from 1 to here, so that one can be drawn")

    class Meta:
        db_table_comment = "Pools of plate numbers: one for each authority, type of plate and kind of drive"
        constraints = [
            models.UniqueConstraint(fields=["authority", "plate_type", "energy"], name="allocation_one_pool"),
        ]


class Segment(models.Model):
    """A block of numbers that is released together (号段). Its release is announced before it happens."""

    id = models.UUIDField(primary_key=True, default=new_id)
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="+")
    mask = models.CharField(max_length=9, unique=True, db_comment="苏A####K: # is any digit")
    size = models.IntegerField()
    filed_on = models.DateField(db_comment="filed with the province")
    announced_at = models.DateTimeField(null=True, db_comment="when the public was told of the release")
    released_at = models.DateTimeField(null=True, db_comment="from this instant its numbers can be had")

    class Meta:
        db_table_comment = "Blocks of numbers with the notice and the instant of their release"
        constraints = [
            models.CheckConstraint(
                condition=Q(released_at__isnull=True) | Q(announced_at__lt=F("released_at")),
                name="allocation_release_announced",
            ),
        ]


class Number(ClosedModel):
    """A plate number as it stands. What time alone changes is not stored: a claim ends by comparison with the clock.

    `free`: standing "pool", `opens_at` not later than now, and no claim that still runs. `opens_at` of a number that
    came back lies in the future: it is kept for its owner, or cools down.
    """

    id = models.UUIDField(primary_key=True)
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="+")
    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, null=True, related_name="+")
    place = models.IntegerField(db_comment="in the pool, from 1")
    plate_type = models.CharField(max_length=2)
    number = models.CharField(max_length=9)
    standing = models.CharField(
        max_length=8, default="pool", db_comment="pool, used, withheld, round (announced for a draw)"
    )
    opens_at = models.DateTimeField(null=True, db_comment="from this instant it can be drawn; null = not released")
    askable_at = models.DateTimeField(null=True, db_comment="from this instant it can be asked for by name")
    claim = models.CharField(max_length=8, default="", db_comment="offered (in a set), reserved; runs to claim_ends_at")
    claim_ends_at = models.DateTimeField(null=True, db_comment="the claim is over from this instant on")
    choice = models.UUIDField(null=True, db_comment="the choice that claims it")
    holder = models.UUIDField(null=True, db_comment="for whom it is reserved: person or organisation")
    vin = models.CharField(max_length=17, default="", db_comment="for which vehicle it is reserved")
    vehicle = models.UUIDField(null=True, db_comment="on which vehicle it is")
    round = models.CharField(max_length=20, default="", db_comment="the draw for which it is announced")
    kept_for = models.UUIDField(null=True, db_comment="who used it last and may have it again (O164.44)")
    kept_to = models.DateField(null=True, db_comment="the last day on which they may")
    returned_on = models.DateField(null=True, db_comment="when it last came back")
    why_zh = models.TextField(default="", db_comment="the public reason of a withheld number")
    why_en = models.TextField(default="")

    class Meta:
        db_table_comment = "Every plate number and how it stands"
        constraints = [
            models.UniqueConstraint(fields=["plate_type", "number"], name="allocation_number_once"),
            models.UniqueConstraint(fields=["pool", "place"], name="allocation_place_once"),
            models.UniqueConstraint(fields=["vin"], condition=Q(claim="reserved"), name="allocation_one_reserved"),
            models.CheckConstraint(condition=Q(standing__in=STANDINGS), name="allocation_number_standing"),
            models.CheckConstraint(
                condition=(Q(standing="used") & Q(vehicle__isnull=False))
                | (~Q(standing="used") & Q(vehicle__isnull=True)),
                name="allocation_used_by_one",
            ),
            models.CheckConstraint(
                condition=(Q(standing="round") & ~Q(round="")) | (~Q(standing="round") & Q(round="")),
                name="allocation_in_a_round",
            ),
            models.CheckConstraint(
                condition=~Q(standing="withheld") | (~Q(why_zh="") & ~Q(why_en="")), name="allocation_withheld_why"
            ),
            models.CheckConstraint(
                condition=Q(claim="") | Q(claim_ends_at__isnull=False), name="allocation_claim_ends"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["kept_for"], name="allocation_kept_for", condition=Q(kept_for__isnull=False)),
            models.Index(fields=["choice"], name="allocation_claims_of", condition=Q(choice__isnull=False)),
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        return Q(holder=actor.person_id) | Q(kept_for=actor.person_id) if actor.person_id else Q(pk__in=[])


class Choice(ClosedModel):
    """Somebody's choice of a number for one vehicle: what they were offered, tried and got."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.UUIDField(db_comment="person or organisation that will own the vehicle")
    vin = models.CharField(max_length=17)
    name = models.CharField(max_length=120, default="", db_comment="brand and model of the vehicle")
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, db_comment="online, window, partner ...: how many tries there are")
    begun_at = models.DateTimeField()
    sets = models.IntegerField(default=0, db_comment="random sets that were drawn")
    tries = models.IntegerField(default=0, db_comment="numbers that were tried by name")
    offered = models.JSONField(default=list, db_comment="the last random set, in the order drawn")
    set_ends_at = models.DateTimeField(null=True, db_comment="until when one of the set can be taken")
    got = models.CharField(max_length=9, default="", db_comment="the number that was reserved")
    got_at = models.DateTimeField(null=True)
    lapses_at = models.DateTimeField(null=True)
    ended = models.CharField(max_length=8, default="", db_comment="used, void (no fault), breach; empty: runs")

    class Meta:
        db_table_comment = "Choices of a number for a vehicle: sets drawn, numbers tried, what was reserved"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "vin"], condition=Q(ended=""), name="allocation_one_choice"
            ),
            models.CheckConstraint(
                condition=Q(got="") | Q(lapses_at__isnull=False), name="allocation_reserved_until"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["lapses_at"], name="allocation_breaches", condition=Q(ended="", lapses_at__isnull=False)
            ),
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        return Q(person=actor.person_id) if actor.person_id else Q(pk__in=[])


class Ban(ClosedModel):
    """A dated ban from choosing numbers online. Who lifts it says why."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.UUIDField()
    ground = models.CharField(max_length=20, db_comment="not_registered, misuse")
    since = models.DateField()
    until = models.DateField(db_comment="the last day")
    choice = models.UUIDField(null=True)
    lift_proposed_by = models.UUIDField(null=True, db_comment="account of who says that it should be lifted")
    lift_proposed_label = models.CharField(max_length=40, default="", db_comment="their staff number")
    lifted_on = models.DateField(null=True)
    lifted_why = models.TextField(default="")

    class Meta:
        db_table_comment = "Who may not choose a number online until when, and why it was lifted"
        indexes = [models.Index(fields=["person"], name="allocation_bans_of")]
        constraints = [
            models.UniqueConstraint(fields=["choice"], name="allocation_one_ban"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="allocation_ban_days"),
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        return Q(person=actor.person_id) if actor.person_id else Q(pk__in=[])


class DaySecret(models.Model):
    """The secret from which the random sets of a day follow. Its hash is public that day, it itself the day after."""

    day = models.DateField(primary_key=True)
    commitment = models.CharField(max_length=64, db_comment="SHA-256 of the secret")
    secret = models.BinaryField(db_comment="sealed")

    class Meta:
        db_table = "allocation_day_secret"
        db_table_comment = "Secrets of the generator of random sets, one a day, committed to before they are used"


class Motion(models.Model):
    """What one officer proposed about a number and another confirmed: to withhold it, or to give it free again."""

    id = models.UUIDField(primary_key=True, default=new_id)
    plate_type = models.CharField(max_length=2)
    number = models.CharField(max_length=9)
    kind = models.CharField(max_length=8, db_comment="withhold, free")
    why_zh = models.TextField(db_comment="the public reason")
    why_en = models.TextField()
    proposed_by = models.UUIDField(db_comment="account")
    proposed_label = models.TextField(db_comment="staff number")
    proposed_at = models.DateTimeField()
    confirmed_by = models.UUIDField(null=True, db_comment="account of somebody else")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        db_table_comment = "Numbers that two officers withheld or gave free, with the public reason"
        constraints = [
            models.UniqueConstraint(
                fields=["plate_type", "number"], condition=Q(confirmed_at__isnull=True), name="allocation_one_motion"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")), name="allocation_two_people"
            ),
        ]


class Round(models.Model):
    """A draw that gives out numbers of one pool (a collected round)."""

    draw = models.OneToOneField(Draw, on_delete=models.PROTECT, primary_key=True, related_name="+")
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, db_comment="when its numbers were reserved for who was drawn")

    class Meta:
        db_table_comment = "Draws whose items are plate numbers of a pool"


class RoundEntry(ClosedModel):
    """For which choice (which vehicle) somebody wishes a number of a round; the wishes stand in the application."""

    draw = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    person = models.UUIDField()
    vin = models.CharField(max_length=17)
    choice = models.UUIDField()
    pk = models.CompositePrimaryKey("draw_id", "person")

    class Meta:
        db_table_comment = "For which vehicle a person takes part in a round; a vehicle takes part once"
        constraints = [models.UniqueConstraint(fields=["draw", "vin"], name="allocation_vehicle_once_a_round")]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        return Q(person=actor.person_id) if actor.person_id else Q(pk__in=[])
