"""Tables of the machines that act for an outlet through the partner API. Tokens are kept as digests only."""

import hashlib

from django.db import models
from django.db.models import F, Q

from tongban.core.ids import new_id


def digest(token: str) -> bytes:
    """What is kept of a token: its SHA-256. A random token of 256 bits needs no slow hash."""
    return hashlib.sha256(token.encode()).digest()


class ApiClient(models.Model):
    """A program of an outlet (a post office, hospital, bank ...) that may use the partner API."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=40, unique=True, db_comment="what logs and looks call it")
    outlet = models.ForeignKey("outlets.Outlet", models.PROTECT, related_name="+")
    roles = models.JSONField(default=list, db_comment="start, evidence, status")
    services = models.JSONField(default=list, db_comment="catalogue codes or *; the delegation matrix on top")
    per_minute = models.PositiveIntegerField(default=600, db_comment="requests answered in one minute")
    token_digest = models.BinaryField(unique=True, db_comment="SHA-256 of a random token of 256 bits")
    since = models.DateField()
    until = models.DateField(null=True, db_comment="last day, fixed beforehand")
    ended_on = models.DateField(null=True, db_comment="taken back: first day on which it does not hold any more")
    entry = models.UUIDField()

    class Meta:
        db_table_comment = "Programs of outlets that use the partner API"
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="outlets_api_client_days"
            ),
        ]


class StartedCase(models.Model):
    """Which outlet began a case through the API: the case itself lies with the office that handles it."""

    case = models.UUIDField(primary_key=True)
    client = models.ForeignKey(ApiClient, models.PROTECT, related_name="+")
    outlet = models.ForeignKey("outlets.Outlet", models.PROTECT, related_name="+")

    class Meta:
        db_table_comment = "Cases begun through the partner API, by outlet; what an outlet's programs may see"
        indexes = [models.Index(fields=["outlet", "-case"], name="outlets_started_at")]
