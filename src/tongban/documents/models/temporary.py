"""Tables of temporary plates: each with its span, and the next serial of each authority."""

from django.db import models
from django.db.models import F, Q

from tongban.core.actor import Actor
from tongban.core.closed import ClosedModel
from tongban.core.ids import new_id
from tongban.documents.models.papers import own_or_seen


class TemporarySerial(models.Model):
    """How many temporary plates of an authority and letter were numbered: the row is the one lock of their order."""

    prefix = models.CharField(max_length=8, primary_key=True, db_comment="临, authority, letter")
    last = models.PositiveIntegerField()

    class Meta:
        db_table_comment = "The last serial of temporary plates by authority and letter"


class TemporaryPlate(ClosedModel):
    """One temporary plate (临时行驶车号牌). Days that are compared say whether it is valid."""

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.CharField(max_length=16, unique=True)
    row = models.CharField(max_length=16, db_comment="the case of law: bought, transfer_out ...")
    area = models.CharField(max_length=12, db_comment="in_area, cross_area, test, special")
    sheets = models.PositiveSmallIntegerField()
    vin = models.CharField(max_length=17)
    name = models.CharField(max_length=120, default="", db_comment="brand and model, as it prints")
    vehicle_type = models.CharField(max_length=3)
    person = models.UUIDField(db_comment="whose it is: people.Person")
    holder = models.UUIDField(db_comment="the owner it is counted for: a person, or the firm that sells")
    case = models.UUIDField(null=True)
    office = models.CharField(max_length=20)
    region = models.CharField(max_length=6)
    since = models.DateField()
    until = models.DateField(db_comment="last day as given; never after the insurance")
    insured_until = models.DateField()
    extended_until = models.DateField(null=True, db_comment="last day by an order (core_order)")
    extended_by = models.CharField(max_length=40, default="", db_comment="number of that order")
    formal_on = models.DateField(null=True, db_comment="the owner received the formal plates")
    ended_on = models.DateField(null=True, db_comment="void from this day: corrected, handed in")
    ended_by = models.CharField(max_length=60, default="")
    reminded_on = models.DateField(null=True)
    given_at = models.DateTimeField()

    class Meta:
        db_table_comment = "Temporary plates: for which vehicle, why, from when until when"
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="documents_temporary_span"),
            models.CheckConstraint(condition=Q(until__lte=F("insured_until")), name="documents_temporary_insured"),
            models.CheckConstraint(condition=Q(sheets__in=[1, 2]), name="documents_temporary_sheets"),
            models.CheckConstraint(
                condition=Q(extended_until=None, extended_by="") | ~Q(extended_by=""), name="documents_temporary_order"
            ),
        ]
        indexes = [
            models.Index(fields=["vin"], name="documents_temporary_vin"),
            models.Index(fields=["person"], name="documents_temporary_person"),
            models.Index(fields=["until"], name="documents_temporary_until", condition=Q(ended_on=None)),
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        return own_or_seen(actor, "office")


class TemporaryExtension(models.Model):
    """An order that extends temporary plates: proposed by one, put in force by another person, done in batches."""

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.CharField(max_length=40, unique=True, db_comment="of the order in core_order")
    basis = models.CharField(max_length=200, db_comment="the notice it rests on")
    region = models.CharField(max_length=6, default="", db_comment="GB/T 2260; empty: the whole country")
    since = models.DateField()
    until = models.DateField(db_comment="last day of the order, and of the plates it extends")
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    concerned = models.PositiveIntegerField(db_comment="plates concerned when it was proposed")
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True, db_comment="when the last batch had been carried out")
    extended = models.PositiveIntegerField(default=0)
    told = models.PositiveIntegerField(default=0, db_comment="owners who had a telephone")
    short = models.PositiveIntegerField(default=0, db_comment="ended by their insurance before the order's last day")
    ended_on = models.DateField(null=True, db_comment="ended early: last day of the plates it had extended")
    ended_why = models.CharField(max_length=200, default="")

    class Meta:
        db_table_comment = "Orders that extend temporary plates, with what came of each"
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")), name="documents_extended_by_two"
            ),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="documents_extension_span"),
        ]
