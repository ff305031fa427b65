"""Other offices, and the letters we write to them."""

from django.db import models
from django.db.models import Q

from tongban.core.actor import SEE, Actor
from tongban.core.closed import ClosedModel
from tongban.core.ids import new_id
from tongban.exchange.models.questions import NOBODY


class Office(models.Model):
    """Another deployment that we exchange letters with. Its key is a row of `PartnerKey`."""

    region = models.CharField(max_length=6, primary_key=True, db_comment="GB/T 2260 code of the city")
    address = models.CharField(max_length=200, db_comment="Where it is reached")
    introduced_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, db_comment="No letters any more since")

    class Meta:
        db_table = "exchange_office"
        db_table_comment = "Other offices that we exchange letters with"


class Letter(ClosedModel):
    """A letter to another office, handed over until it is acknowledged."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False, db_comment="Its number: acted on once")
    office = models.CharField(max_length=6)
    kind = models.CharField(max_length=32)
    body = models.BinaryField(db_comment="Sealed: a letter may speak of a person")
    digest = models.CharField(max_length=100)
    about = models.UUIDField(db_comment="What it belongs to: the move of a vehicle, a vehicle check")
    written_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    try_at = models.DateTimeField(db_comment="The next try, where the first job did not do it")
    said = models.CharField(max_length=200, default="", db_comment="What came of the latest try, for the log")
    acknowledged_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True, db_comment="Refused for good: a person has to look at it")
    receipt = models.UUIDField(null=True, db_comment="exchange_question that holds the signed receipt")

    class Meta:
        db_table = "exchange_letter"
        db_table_comment = "Letters to other offices"
        indexes = [
            models.Index(
                fields=["try_at"],
                name="exchange_letter_waiting",
                condition=Q(acknowledged_at=None, refused_at=None),
            ),
            models.Index(fields=["about"], name="exchange_letter_about"),
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        return Q() if actor.kind != "citizen" and actor.may(SEE) else NOBODY
