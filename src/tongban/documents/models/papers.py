"""Tables of papers and blanks. What they print about a person is sealed."""

from django.db import models
from django.db.models import Q

from tongban.core.actor import SEE, Actor
from tongban.core.closed import ClosedModel


def own_or_seen(actor: Actor, office: str = "") -> Q:
    """One's own; to staff what their office made (`office` names the column), or, where no office did, any."""
    if actor.kind == "citizen":
        return Q(person=actor.person_id) if actor.person_id else Q(pk__in=[])
    offices = {grant.office for grant in actor.grants if grant.power == SEE}
    if "*" in offices or (offices and not office):
        return Q()
    return Q(**{f"{office}__in": offices}) if offices else Q(pk__in=[])


class Device(ClosedModel):
    """A phone that holds an electronic licence: its public key, made in the phone and never leaving it."""

    id = models.UUIDField(primary_key=True)
    person = models.UUIDField()
    jwk = models.JSONField(db_comment="EC P-256 public key")
    thumbprint = models.CharField(max_length=43, db_comment="RFC 7638")
    label = models.CharField(max_length=60, default="")
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table_comment = "Phones that hold an electronic licence: public keys only"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "thumbprint"], condition=Q(ended_at=None), name="documents_device_once"
            )
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        return own_or_seen(actor)


class Credential(ClosedModel):
    """One issued electronic document: a licence on a phone, or a document of a vehicle, which no phone holds.

    Revoked in the status list, never deleted."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(
        max_length=16, default="driving_licence", db_comment="driving_licence, vehicle_licence, inspection_mark"
    )
    subject = models.UUIDField(db_comment="driver file or vehicle")
    person = models.UUIDField(db_comment="whose it is: people.Person; of a vehicle its first owner, a person or a firm")
    device = models.ForeignKey(
        Device, on_delete=models.PROTECT, related_name="+", null=True, db_comment="null: a document of a vehicle"
    )
    card_serial = models.CharField(max_length=13, default="", db_comment="empty: no card goes with it")
    content = models.BinaryField(db_comment="sealed IssuerSigned (CBOR)")
    status_list = models.PositiveIntegerField()
    status_index = models.PositiveIntegerField()
    issued_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    suspended = models.BooleanField(default=False)
    cause = models.CharField(max_length=60)

    class Meta:
        db_table_comment = "Issued electronic licences and vehicle documents (mdoc); revoked, never deleted"
        constraints = [
            models.CheckConstraint(
                condition=Q(device__isnull=True) ^ Q(kind="driving_licence"), name="documents_licence_on_a_phone"
            ),
            models.UniqueConstraint(fields=["status_list", "status_index"], name="documents_status_place"),
        ]
        indexes = [
            models.Index(fields=["subject"], name="documents_of_subject"),
            models.Index(fields=["person"], name="documents_of_person"),
            models.Index(
                fields=["status_list"],
                name="documents_not_valid",
                condition=Q(revoked_at__isnull=False) | Q(suspended=True),
            ),
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        return own_or_seen(actor)


class Blank(models.Model):
    """An unprinted card or a plate without a number, by its serial. Received, then taken, spoilt or still in stock."""

    serial = models.CharField(max_length=13, primary_key=True)
    office = models.CharField(max_length=20)
    kind = models.CharField(
        max_length=16,
        default="driving_licence",
        db_comment="driving_licence, vehicle_licence, or colour and size of a plate",
    )
    state = models.CharField(max_length=8, default="stock", db_comment="stock, taken, spoilt")
    received_on = models.DateField()
    taken_on = models.DateField(null=True)
    cause = models.CharField(max_length=60, default="")
    spoilt_on = models.DateField(null=True)
    spoilt_by = models.UUIDField(null=True)
    spoilt_seen_by = models.UUIDField(null=True)

    class Meta:
        db_table_comment = "Blanks of cards and plates by serial: in stock, taken or spoilt by two people"
        indexes = [
            models.Index(fields=["office", "kind", "serial"], name="documents_stock", condition=Q(state="stock"))
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="spoilt")
                | Q(spoilt_by__isnull=False)
                & Q(spoilt_seen_by__isnull=False)
                & ~Q(spoilt_by=models.F("spoilt_seen_by")),
                name="documents_spoilt_by_two",
            ),
            models.CheckConstraint(condition=Q(serial__regex=r"^[0-9]{13}$"), name="documents_serial_form"),
        ]


class Card(ClosedModel):
    """A licence card on its way: ordered, printed, in custody, posted, delivered or handed over."""

    serial = models.CharField(max_length=13, primary_key=True)
    kind = models.CharField(max_length=16, default="driving_licence", db_comment="as of its blank")
    subject = models.UUIDField()
    person = models.UUIDField()
    case = models.UUIDField()
    office = models.CharField(max_length=20)
    fields = models.BinaryField(db_comment="sealed JSON of what is printed")
    delivery = models.CharField(max_length=8, db_comment="post, office")
    address = models.BinaryField(default=b"", db_comment="sealed JSON: to whom and where")
    state = models.CharField(max_length=12, default="ordered")
    parcel = models.CharField(max_length=40, default="", blank=True, db_comment="exchange parcel id")
    tries = models.PositiveSmallIntegerField(default=0, db_comment="how often it was posted")
    ordered_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    handed_by = models.UUIDField(null=True)

    class Meta:
        db_table_comment = "Licence cards on their way to the person; what is printed is sealed"
        indexes = [
            models.Index(fields=["office", "state"], name="documents_card_state"),
            models.Index(fields=["subject"], name="documents_card_subject"),
            models.Index(fields=["person"], name="documents_card_person"),
            models.Index(fields=["case"], name="documents_card_case"),
            models.Index(fields=["parcel"], name="documents_card_parcel", condition=~Q(parcel="")),
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        return own_or_seen(actor, "office")


class Receipt(ClosedModel):
    """What was done, in numbers anybody can check: carries the latest sealed root of all entries."""

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=12, unique=True, db_comment="what a public page asks for")
    case = models.UUIDField()
    person = models.UUIDField()
    content = models.JSONField(db_comment="service, outcome, amount, office: no personal data")
    entry = models.UUIDField(db_comment="the entry it witnesses")
    root_size = models.BigIntegerField()
    root_hex = models.CharField(max_length=64)
    issued_at = models.DateTimeField()

    class Meta:
        db_table_comment = "Receipts that anybody can check; each carries a sealed root of all entries"
        indexes = [models.Index(fields=["case"], name="documents_receipt_case")]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        return own_or_seen(actor, "content__office")


class Portrait(ClosedModel):
    """The portrait of a driver's licence: as last printed from the photo library, or handed in by its owner."""

    subject = models.UUIDField(primary_key=True)
    person = models.UUIDField()
    jpeg = models.BinaryField(db_comment="sealed JPEG")
    kept_at = models.DateTimeField()
    submitted_on = models.DateField(null=True, db_comment="handed in by its owner on this day; null = the library's")

    class Meta:
        db_table_comment = "The portrait of a licence as last printed, sealed"

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        return own_or_seen(actor)
