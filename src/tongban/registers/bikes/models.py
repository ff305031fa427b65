"""Tables of the register of bikes."""

from django.db import models
from django.db.models import Q

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
        return Q() if actor.may(SEE) else Q(pk__in=[])


class BikeFact(DatedFact):
    """One dated statement about one facet of a bike."""

    pk = models.CompositePrimaryKey("subject", "facet", "since", "entry")

    class Meta:
        db_table_comment = "As of a day: the latest `since` not after it whose row no later entry has struck"


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
