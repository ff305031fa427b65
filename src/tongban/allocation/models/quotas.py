"""The table of quota certificates that were used."""

from django.db import models
from django.db.models import Q

from tongban.core.actor import Actor
from tongban.core.closed import ClosedModel
from tongban.core.ids import new_id


class QuotaUse(ClosedModel):
    """A quota certificate (指标) that a decision used for a vehicle. One use of a certificate stands at most."""

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.CharField(max_length=100, db_comment="number of the certificate, as its office gives it")
    vin = models.CharField(max_length=17)
    person = models.UUIDField(db_comment="who applied: people.Person")
    case = models.UUIDField()
    used_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, db_comment="when the quota office had heard of it")
    given_back_at = models.DateTimeField(null=True, db_comment="when the registration was struck")

    class Meta:
        db_table_comment = "Quota certificates that were used for a vehicle, and given back"
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=Q(given_back_at=None), name="allocation_quota_once")
        ]
        indexes = [models.Index(fields=["case"], name="allocation_quota_case")]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        return Q(person=actor.person_id) if actor.person_id else Q(pk__in=[])
