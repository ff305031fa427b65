"""What goes out: messages to telephones, and parcels."""

from django.db import models
from django.db.models import Q

from tongban.core.actor import SEE, Actor
from tongban.core.closed import ClosedModel
from tongban.core.ids import new_id
from tongban.exchange.models.questions import NOBODY


class Notice(ClosedModel):
    """A message to a telephone.

    Number and words are sealed; the words of a one-time code go once it is sent.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person_id = models.UUIDField(null=True)
    case_id = models.UUIDField(null=True)
    topic = models.CharField(max_length=48)
    language = models.CharField(max_length=8)
    to = models.BinaryField(db_comment="Telephone number, sealed")
    words = models.BinaryField(null=True, db_comment="Sealed; null once a secret was sent")
    secret = models.BooleanField(default=False)
    state = models.CharField(max_length=12, db_comment="queued, accepted, delivered, failed")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, db_comment="Not sent after this: a code that has run out")
    accepted_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "exchange_notice"
        db_table_comment = "Messages to telephones"
        indexes = [
            models.Index(fields=["person_id", "-created_at"], name="exchange_notice_person"),
            models.Index(fields=["created_at"], name="exchange_notice_queued", condition=Q(state="queued")),
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        if actor.kind == "citizen":
            return Q(person_id=actor.person_id) if actor.person_id else NOBODY
        return Q() if actor.may(SEE) else NOBODY


class Parcel(ClosedModel):
    """A parcel to a person. The address is sealed and goes when the parcel has arrived or come back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=32, unique=True, db_comment="Our number, under which the post acts once")
    case_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    address = models.BinaryField(null=True, db_comment="Name, phone, address as sealed JSON")
    contents = models.CharField(max_length=100)
    tracking_number = models.CharField(max_length=40, unique=True, null=True)
    state = models.CharField(max_length=16, db_comment="ordered, or the kind of the latest event")
    state_at = models.DateTimeField()
    ordered_at = models.DateTimeField()

    class Meta:
        db_table = "exchange_parcel"
        db_table_comment = "Parcels sent by post"
        indexes = [models.Index(fields=["case_id"], name="exchange_parcel_case")]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        if actor.kind == "citizen":
            return Q(person_id=actor.person_id) if actor.person_id else NOBODY
        return Q() if actor.may(SEE) else NOBODY


class ParcelEvent(models.Model):
    """What happened to a parcel, as the post told it, once each."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=16)
    at = models.DateTimeField()
    place = models.CharField(max_length=100)

    class Meta:
        db_table = "exchange_parcel_event"
        db_table_comment = "Events of parcels"
        constraints = [models.UniqueConstraint(fields=["parcel", "kind", "at"], name="exchange_parcel_event_once")]
