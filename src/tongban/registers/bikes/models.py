"""Tables of the register of bikes."""

from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform

from tongban.core.actor import SEE, Actor
from tongban.core.closed import ClosedModel
from tongban.registers.dated import DatedFact


class Bike(ClosedModel):
    """The current state of a bike: a narrow row for lists and locks, equal to the fold of its facts."""

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=17, db_comment="整车编码 on the frame")
    motor = models.CharField(max_length=40, default="", db_comment="电动机编号")
    make = models.JSONField(db_comment="what its maker fixed: brand, model, edition, certificate, certification ...")
    colour = models.CharField(max_length=3, db_comment="letters of the national code list")
    owner = models.UUIDField(db_comment="people.Person or people.Organisation")
    owner_kind = models.CharField(max_length=12, default="person")
    region = models.CharField(max_length=6, db_comment="GB/T 2260 code of the registering office")
    kind = models.CharField(max_length=12, db_comment="of its plate: ordinary, delivery")
    plate = models.CharField(max_length=12, db_comment="号牌号码")
    tag = models.CharField(max_length=32, default="", db_comment="EPC of the RFID tag of its plate, hexadecimal")
    firm = models.UUIDField(null=True, db_comment="people.Organisation for which it delivers")
    rider = models.UUIDField(null=True, db_comment="people.Person who rides it for that firm")
    licence = models.CharField(max_length=13, default="", db_comment="serial of the electronic licence")
    registered_on = models.DateField()
    check_due_on = models.DateField(null=True, db_comment="of a delivery bike: the last day for the next check")
    ended = models.CharField(max_length=12, default="", db_comment="stolen, lost, unused, revoked")
    revision = models.PositiveIntegerField(default=0, db_comment="one more with each entry")

    class Meta:
        db_table_comment = "Current state of each bike; equals the fold of bikes_bikefact"
        indexes = [
            models.Index(fields=["owner"], name="bikes_owner"),
            models.Index(fields=["firm"], name="bikes_firm", condition=Q(firm__isnull=False)),
            models.Index(fields=["check_due_on"], name="bikes_check_due", condition=Q(check_due_on__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=Q(ended=""), name="bikes_one_live_code"),
            models.UniqueConstraint(fields=["region", "plate"], name="bikes_number_once", condition=Q(ended="")),
            models.UniqueConstraint(fields=["tag"], condition=Q(ended="") & ~Q(tag=""), name="bikes_one_live_tag"),
            models.CheckConstraint(
                condition=Q(kind="delivery", firm__isnull=False, rider__isnull=False) & ~Q(tag="")
                | Q(kind="ordinary", firm__isnull=True, rider__isnull=True, tag=""),
                name="bikes_delivery_has_firm_rider_and_tag",
            ),
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        if actor.kind == "citizen":
            return Q(owner=actor.person_id) if actor.person_id else Q(pk__in=[])
        return Q() if actor.may_somewhere(SEE) else Q(pk__in=[])


class BikeFact(DatedFact):
    """One dated statement about one facet of a bike."""

    pk = models.CompositePrimaryKey("subject", "facet", "since", "entry")

    class Meta:
        db_table_comment = "As of a day: the latest `since` not after it whose row no later entry has struck"
        indexes = [
            models.Index(KeyTextTransform(2, "value"), name="bikes_facts_of_tag", condition=Q(facet="delivery")),
        ]


class Series(models.Model):
    """The last number of a region and kind of plate, or of its licences, that was given."""

    region = models.CharField(max_length=6)
    kind = models.CharField(max_length=12)
    last = models.PositiveIntegerField()
    pk = models.CompositePrimaryKey("region", "kind")

    class Meta:
        db_table_comment = (
            "The last number that was given, by region and kind of plate or licence: numbers follow each other"
        )


class Reader(models.Model):
    """A reader of tags at the roadside, and how its line stands."""

    code = models.CharField(max_length=20, primary_key=True, db_comment="its number on the line")
    address = models.CharField(max_length=80, db_comment="host:port of its roadside unit")
    place = models.JSONField(db_comment="where it stands, in both languages")
    lat = models.FloatField()
    lon = models.FloatField()
    closed_on = models.DateField(null=True)
    run = models.BigIntegerField(default=0, db_comment="the run of the last read that is kept")
    sequence = models.BigIntegerField(default=0, db_comment="the last read of it that is kept")
    heard_at = models.DateTimeField(null=True, db_comment="when its line last said anything")
    off = models.FloatField(null=True, db_comment="seconds its clock is before ours")
    trouble = models.CharField(max_length=200, default="", db_comment="why there is no line; empty while it stands")

    class Meta:
        db_table_comment = "Readers of RFID plates"


class TagRead(ClosedModel):
    """One passage of a tag at a reader, and whose plate it was then. Says where somebody was: closed."""

    id = models.UUIDField(primary_key=True)
    reader = models.ForeignKey(Reader, on_delete=models.PROTECT, related_name="+")
    run = models.BigIntegerField()
    sequence = models.BigIntegerField()
    at = models.DateTimeField(db_comment="by the reader's clock")
    until_at = models.DateTimeField(db_comment="last read of the same passage")
    times = models.PositiveIntegerField(default=1, db_comment="reads of this passage")
    tag = models.CharField(max_length=64, db_comment="EPC, hexadecimal")
    bike = models.UUIDField(null=True, db_comment="the bike whose plate bore the tag at that instant")
    plate = models.CharField(max_length=12, default="", db_comment="its number at that instant")
    clock_right = models.BooleanField(db_comment="the reader's clock was right, by reads.clock")
    matter = models.CharField(max_length=40, default="", db_comment="what it is kept for; empty = goes by reads.kept")

    class Meta:
        db_table_comment = "Passages of tags at readers; what led to nothing goes after reads.kept"
        indexes = [
            models.Index(fields=["tag", "at"], name="bikes_reads_of_tag"),
            models.Index(fields=["bike", "at"], name="bikes_reads_of_bike", condition=Q(bike__isnull=False)),
            models.Index(fields=["at"], name="bikes_reads_to_forget", condition=Q(matter="")),
        ]
        constraints = [models.UniqueConstraint(fields=["reader", "run", "sequence"], name="bikes_read_once")]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        sees = "supervision" in actor.posts and any(grant.power == SEE for grant in actor.grants)
        return Q() if sees else Q(pk__in=[])


class TagDoubt(ClosedModel):
    """One tag at two places that no bike reaches in the time: perhaps a copied plate. A person finds out."""

    id = models.UUIDField(primary_key=True)
    tag = models.CharField(max_length=64)
    bike = models.UUIDField(null=True)
    first = models.ForeignKey(TagRead, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(TagRead, on_delete=models.PROTECT, related_name="+")
    metres = models.PositiveIntegerField()
    seconds = models.FloatField()
    found_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=40, default="")
    finding = models.CharField(max_length=12, default="", db_comment="copied, mistaken, moved")
    words = models.CharField(max_length=200, default="")

    class Meta:
        db_table_comment = "One tag at two places at once: a report for a person, who decides"
        constraints = [
            models.UniqueConstraint(fields=["tag"], condition=Q(closed_at=None), name="bikes_one_open_doubt")
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        return TagRead._visible(actor)
