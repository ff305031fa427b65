"""Tables of vehicles that enter for a time."""

from django.db import models
from django.db.models import F, Q

from tongban.core.actor import Actor
from tongban.core.closed import ClosedModel
from tongban.core.ids import new_id


class Clearance(ClosedModel):
    """One electronic plate with its licence. Whether it is valid days say; what ends it early is a fact of its own."""

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.CharField(max_length=16, unique=True)
    scheme = models.CharField(max_length=12, db_comment="hengqin, macau, hongkong")
    ground = models.CharField(max_length=12, default="", db_comment="why: investment, work, home, adult")
    person = models.UUIDField(db_comment="its owner: people.Person")
    vin = models.CharField(max_length=17)
    home_plate = models.CharField(max_length=12)
    name = models.CharField(max_length=120, db_comment="brand and model")
    drivers = models.JSONField(db_comment="people.Person of each filed driver")
    case = models.UUIDField(null=True)
    office = models.CharField(max_length=20)
    region = models.CharField(max_length=6)
    since = models.DateField()
    until = models.DateField(db_comment="last day; never after the insurance")
    insured_until = models.DateField()
    cancelled_on = models.DateField(null=True)
    cancelled_why = models.CharField(max_length=200, default="")
    warned = models.CharField(max_length=24, default="", db_comment="what the owner was told of last: kind and day")
    given_at = models.DateTimeField()

    class Meta:
        db_table_comment = "Clearances of vehicles that enter for a time: plate and licence, for whom and until when"
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="crossing_clearance_span"),
            models.CheckConstraint(condition=Q(until__lte=F("insured_until")), name="crossing_clearance_insured"),
            models.CheckConstraint(
                condition=Q(cancelled_on=None, cancelled_why="") | Q(cancelled_on__isnull=False) & ~Q(cancelled_why=""),
                name="crossing_cancelled_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["vin"], name="crossing_clearance_vin"),
            models.Index(fields=["person"], name="crossing_clearance_person"),
            models.Index(fields=["home_plate"], name="crossing_clearance_home"),
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        if actor.kind == "citizen":
            return Q(person=actor.person_id) if actor.person_id else Q(pk__in=[])
        return Q() if any(grant.power == "see" for grant in actor.grants) else Q(pk__in=[])


class Passage(models.Model):
    """One vehicle at the barrier, as border control told it."""

    number = models.CharField(max_length=40, primary_key=True, db_comment="border control's own")
    vin = models.CharField(max_length=17)
    kind = models.CharField(max_length=8, db_comment="entered, exited")
    at = models.DateTimeField()
    port = models.CharField(max_length=60)
    told_at = models.DateTimeField()

    class Meta:
        db_table_comment = "Log of the border: vehicles that entered and exited"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["entered", "exited"]), name="crossing_passage_kind"),
        ]
        indexes = [models.Index(fields=["vin", "at"], name="crossing_passage_vin")]
