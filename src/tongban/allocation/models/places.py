"""Tables of places: how many of a scheme are taken in a period, and for which case."""

from django.db import models
from django.db.models import Q

from tongban.core.ids import new_id


class PlaceCount(models.Model):
    """How many places of a quota are taken in a period: the row is the one lock of that quota."""

    scheme = models.CharField(max_length=20)
    period = models.CharField(max_length=7, db_comment="total, or a month: 2026-12")
    used = models.PositiveIntegerField(default=0)
    pk = models.CompositePrimaryKey("scheme", "period")

    class Meta:
        db_table_comment = "Quotas: places taken by scheme and period"


class SchemePlace(models.Model):
    """One place of a quota, taken for a case and perhaps given back. Who it is the case knows."""

    id = models.UUIDField(primary_key=True, default=new_id)
    scheme = models.CharField(max_length=20)
    period = models.CharField(max_length=7)
    case = models.UUIDField()
    taken_at = models.DateTimeField()
    given_back_at = models.DateTimeField(null=True)

    class Meta:
        db_table_comment = "Places of quotas: taken for which case, given back when it came to nothing"
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "case"], condition=Q(given_back_at=None), name="allocation_one_place"
            ),
        ]
        indexes = [models.Index(fields=["scheme", "taken_at"], name="allocation_place_taken")]
