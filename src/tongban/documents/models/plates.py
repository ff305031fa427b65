"""Tables of plates: who makes them, each set that was ordered, each piece on its blank, and what was destroyed."""

from django.db import models
from django.db.models import F, Q

from tongban.core.actor import SEE, Actor
from tongban.core.closed import ClosedModel
from tongban.core.ids import new_id
from tongban.documents.models.papers import own_or_seen


class PlateMaker(models.Model):
    """Where plates are made: the centre, or an on-site point (现场制作点) at a service point. Its stock is the blanks
    of that outlet."""

    outlet = models.CharField(max_length=20, primary_key=True)
    centre = models.BooleanField(default=False, db_comment="the making centre; false: an on-site point")
    plate_types = models.JSONField(default=list, db_comment="types it makes; empty: all")
    press = models.CharField(max_length=60, default="", db_comment="host:port of its press; empty: the common one")
    since = models.DateField()
    suspended_on = models.DateField(null=True, db_comment="takes no orders from this day on (O164.71)")

    class Meta:
        db_table_comment = "Plate makers: the centre and the on-site points"


class PlateSet(ClosedModel):
    """The plates of one number, made together. Of a number one set at most is not void.

    A set from before production was kept here has no case and no maker.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    plate_type = models.CharField(max_length=2)
    number = models.CharField(max_length=9)
    vehicle = models.UUIDField()
    person = models.UUIDField(null=True, db_comment="who gets them: people.Person")
    case = models.UUIDField(null=True)
    office = models.CharField(max_length=20, default="", db_comment="office of the case")
    maker = models.CharField(max_length=20, default="", db_comment="outlet that makes it; empty: nobody can yet")
    state = models.CharField(
        max_length=16, default="ordered",
        db_comment="ordered, assigned, blank_issued, pressed, in_stock, posted, issued",
    )  # fmt: skip
    urgent = models.BooleanField(default=False)
    delivery = models.CharField(max_length=8, default="office", db_comment="post, office")
    address = models.BinaryField(default=b"", db_comment="sealed JSON: to whom and where")
    parcel = models.CharField(max_length=40, default="", db_comment="exchange parcel id")
    tries = models.PositiveSmallIntegerField(default=0, db_comment="how often it was posted")
    ordered_at = models.DateTimeField()
    promised_at = models.DateTimeField(null=True, db_comment="when it can be picked up or posted, as was said")
    ready_at = models.DateTimeField(null=True, db_comment="when it could")
    reached_at = models.DateTimeField(null=True, db_comment="when it was in its owner's hand")
    changed_at = models.DateTimeField()
    voided_on = models.DateField(null=True)
    void_cause = models.CharField(max_length=60, default="", db_comment="what made it void")

    class Meta:
        db_table_comment = "Sets of plates: ordered, made, handed out, void"
        constraints = [
            models.UniqueConstraint(
                fields=["plate_type", "number"], condition=Q(voided_on=None), name="documents_one_live_set"
            ),
            models.UniqueConstraint(fields=["case", "vehicle"], name="documents_set_of_a_case"),
        ]
        indexes = [
            models.Index(fields=["maker", "state"], name="documents_set_maker"),
            models.Index(fields=["number"], name="documents_set_number"),
            models.Index(fields=["vehicle"], name="documents_set_vehicle"),
            models.Index(fields=["parcel"], name="documents_set_parcel", condition=~Q(parcel="")),
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        seen = own_or_seen(actor, "office")
        made = bool(actor.office) and actor.may(SEE, office=actor.office) and seen != Q()  # Q() | x would be x alone
        return seen | Q(maker=actor.office) if made else seen


class Destruction(models.Model):
    """A batch of plates destroyed before two witnesses. Proposed by the first, done when the second has seen it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    outlet = models.CharField(max_length=20)
    first_witness = models.UUIDField()
    second_witness = models.UUIDField(null=True)
    weight_grams = models.PositiveIntegerField(null=True)
    video = models.CharField(max_length=64, default="", db_comment="SHA-256 of the recording")
    begun_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        db_table_comment = "Batches of plates destroyed before two witnesses, with weight and recording"
        constraints = [
            models.CheckConstraint(
                condition=Q(destroyed_at=None)
                | (
                    Q(second_witness__isnull=False, weight_grams__isnull=False)
                    & ~Q(video="")
                    & ~Q(first_witness=F("second_witness"))
                ),
                name="documents_destroyed_by_two",
            ),
        ]


class PlatePiece(models.Model):
    """One plate of a set: first on its blank, then pressed, checked, given out, and one day back and destroyed."""

    id = models.UUIDField(primary_key=True, default=new_id)
    set = models.ForeignKey(PlateSet, on_delete=models.PROTECT, related_name="pieces")
    place = models.CharField(max_length=5, db_comment="front, rear")
    kind = models.CharField(max_length=16, db_comment="of blank: colour and size")
    serial = models.CharField(max_length=13, default="", db_comment="of its blank; empty: none yet, or from before")
    state = models.CharField(
        max_length=16, default="ordered",
        db_comment="ordered, blank_issued, pressed, checked, in_stock, issued, rejected, due, returned, missing, "
        "destroyed",
    )  # fmt: skip
    where = models.CharField(max_length=20, default="", db_comment="outlet at which it lies; empty: with its owner")
    machine = models.CharField(max_length=40, default="", db_comment="press and die set that made it")
    pressed_at = models.DateTimeField(null=True)
    read = models.CharField(max_length=9, default="", db_comment="number read back from the picture")
    picture = models.BinaryField(default=b"", db_comment="sealed picture of the finished plate")
    picture_type = models.CharField(max_length=20, default="")
    checked_by = models.UUIDField(null=True)
    destruction = models.ForeignKey(Destruction, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        db_table_comment = "Plates: each on one blank, from pressing to destruction"
        constraints = [
            models.UniqueConstraint(fields=["serial"], condition=~Q(serial=""), name="documents_piece_of_a_blank"),
            models.UniqueConstraint(
                fields=["set", "place"],
                condition=~Q(state="rejected") & ~Q(state="destroyed"),
                name="documents_one_piece",
            ),
            models.CheckConstraint(
                condition=~Q(state="destroyed") | Q(destruction__isnull=False), name="documents_destroyed_in_batch"
            ),
            models.CheckConstraint(
                condition=Q(serial__in=[""]) | Q(serial__regex=r"^[0-9]{13}$"), name="documents_piece_serial"
            ),
        ]
        indexes = [models.Index(fields=["where", "state"], name="documents_piece_where")]
