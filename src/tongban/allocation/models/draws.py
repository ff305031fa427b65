"""Tables of draws. What was announced, read and drawn is only ever added to: triggers of migration 0001 say so."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tongban.core.actor import Actor
from tongban.core.closed import ClosedModel
from tongban.core.ids import new_id


class Draw(models.Model):
    """What can be had and by which rules. Never changed; its row is the one lock of everything about the draw."""

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.CharField(max_length=20, unique=True)
    title_zh = models.TextField()
    title_en = models.TextField()
    basis_zh = models.TextField(db_comment="by which rule it is drawn")
    basis_en = models.TextField()
    pilot = models.BooleanField(db_comment="no law provides for it: a trial")
    pool = models.TextField(db_comment="pool.txt of docs/draw-format.md")
    items = models.IntegerField(db_comment="lines of the pool")
    sources = models.JSONField(db_comment="public values to come, in order: name, kind, issue, due_at, demo")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField(db_comment="applications end here")
    first_due_at = models.DateTimeField(db_comment="before this instant no source can be known")

    class Meta:
        db_table_comment = "Draws: what can be had, until when people apply, which public values decide"
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="allocation_draw_window"),
            models.CheckConstraint(condition=Q(first_due_at__gt=F("closes_at")), name="allocation_draw_seed_later"),
            models.CheckConstraint(condition=Q(items__gt=0), name="allocation_draw_has_items"),
        ]


class Application(ClosedModel):
    """One person's application to one draw. May be changed until the draw is announced, by its trigger not after."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40, db_comment="stands for the person on the published list")
    person = models.UUIDField()
    weight = models.IntegerField(default=1)
    wishes = models.TextField(default="*", db_comment="places of the pool from 1, best first; *: anything")
    pk = models.CompositePrimaryKey("draw_id", "code")

    class Meta:
        db_table_comment = "Who applied to which draw; one for each person"
        constraints = [
            models.UniqueConstraint(fields=["draw", "person"], name="allocation_one_per_person"),
            models.CheckConstraint(condition=Q(weight__gte=1), name="allocation_weight"),
            models.CheckConstraint(condition=Q(code__regex="^[0-9A-Z]{4,40}$"), name="allocation_code"),
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        return Q(person=actor.person_id) if actor.person_id else Q(pk__in=[])


class Announcement(models.Model):
    """Pool, list and rules as they were fixed: the announcement and applicants.txt, byte for byte."""

    append_only: ClassVar[bool] = True

    draw = models.OneToOneField(Draw, on_delete=models.PROTECT, primary_key=True, related_name="+")
    commitment = models.CharField(max_length=64, db_comment="SHA-256 of the document")
    document = models.BinaryField(db_comment="announcement.json")
    applicants = models.BinaryField(db_comment="applicants.txt")
    count = models.IntegerField(db_comment="applicants")
    announced_at = models.DateTimeField()
    first_due_at = models.DateTimeField(db_comment="as in the draw, so that a constraint can compare")

    class Meta:
        db_table_comment = "What was fixed and published before the seed could be known"
        constraints = [
            models.CheckConstraint(condition=Q(first_due_at__gt=F("announced_at")), name="allocation_fixed_before_seed")
        ]


class CalledOff(models.Model):
    """A draw that will not take place; only before it was announced."""

    append_only: ClassVar[bool] = True

    draw = models.OneToOneField(Draw, on_delete=models.PROTECT, primary_key=True, related_name="+")
    reason_zh = models.TextField()
    reason_en = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "allocation_called_off"
        db_table_comment = "Draws that were called off, with the public reason"


class Reading(models.Model):
    """What one member of staff read of a source's figures. Each one's newest reading counts."""

    append_only: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True, default=new_id)
    draw = models.ForeignKey(Announcement, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=40)
    account = models.UUIDField(db_comment="who read")
    staff = models.TextField(db_comment="their staff number")
    published = models.JSONField(db_comment="list of strings")

    class Meta:
        db_table_comment = "Figures of public lotteries as read by each of two people"
        indexes = [models.Index(fields=["draw", "source"], name="allocation_reading_of")]


class Value(models.Model):
    """What a source published: the pulse of a partner, or what two people read alike."""

    append_only: ClassVar[bool] = True

    draw = models.ForeignKey(Announcement, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=40)
    published = models.JSONField(db_comment="list of strings, as published")
    published_at = models.DateTimeField()
    witness = models.TextField(db_comment="two staff numbers, or partner and message")
    pk = models.CompositePrimaryKey("draw_id", "source")

    class Meta:
        db_table_comment = "Public values that make the seed, one for each source"


class Result(models.Model):
    """The one result of a draw."""

    append_only: ClassVar[bool] = True

    draw = models.OneToOneField(Announcement, on_delete=models.PROTECT, primary_key=True, related_name="+")
    seed = models.CharField(max_length=64)
    proof = models.BinaryField(db_comment="proof.json")
    drawn_at = models.DateTimeField()

    class Meta:
        db_table_comment = "Results of draws with their proofs; one for each draw"
