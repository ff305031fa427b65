"""What was asked of partners, what they told us, and the keys they sign with."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from tongban.core.actor import SEE, Actor
from tongban.core.closed import ClosedModel
from tongban.core.ids import new_id

NOBODY = Q(pk__in=())


class PartnerKey(models.Model):
    """The key a partner signs with, pinned when it was registered. One at a time is in force."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    partner = models.CharField(max_length=32)
    kid = models.CharField(max_length=64)
    x = models.CharField(max_length=64, db_comment="Ed25519 public key, base64url")
    pinned_at = models.DateTimeField()
    pinned_by = models.CharField(max_length=64)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "exchange_partner_key"
        db_table_comment = "Pinned public keys of partners; a message under another key is refused"
        constraints = [
            models.UniqueConstraint(fields=["partner"], condition=Q(ended_at=None), name="exchange_one_key_per_partner")
        ]


class Question(ClosedModel):
    """One question put to a partner, whatever came of it. Written once, in one statement, by `client`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    partner = models.CharField(max_length=32)
    question = models.CharField(max_length=32)
    case_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True, db_comment="The citizen concerned, who may read this row")
    purpose = models.CharField(max_length=64)
    key = models.CharField(max_length=200, db_comment="Idempotency key: the same for every try")
    asked_at = models.DateTimeField()
    seconds = models.FloatField()
    tries = models.SmallIntegerField()
    outcome = models.CharField(max_length=16)
    detail = models.CharField(max_length=200, blank=True, db_comment="For the log: never shown to a citizen")
    digest = models.CharField(max_length=100, null=True, db_comment="RFC 9530 digest of the answer")
    signed_headers = models.JSONField(db_comment="Signature of the answer, to check it again later")
    body = models.BinaryField(null=True, db_comment="The answer, sealed; removed after the agreed days")

    class Meta:
        db_table = "exchange_question"
        db_table_comment = "Every question put to a partner: the log that is open to the citizen concerned"
        indexes = [
            models.Index(fields=["person_id", "-asked_at"], name="exchange_question_person"),
            models.Index(fields=["case_id"], name="exchange_question_case", condition=Q(case_id__isnull=False)),
            BrinIndex(fields=["asked_at"], name="exchange_question_when", autosummarize=True),
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        if actor.kind == "citizen":
            return Q(person_id=actor.person_id) if actor.person_id else NOBODY
        return Q() if actor.may(SEE) else NOBODY


class Message(ClosedModel):
    """What a partner told us, stored once per idempotency key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    partner = models.CharField(max_length=32)
    event = models.CharField(max_length=32)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=100)
    signed_headers = models.JSONField()
    body = models.BinaryField(db_comment="Sealed: a message may speak of a person")
    received_at = models.DateTimeField()

    class Meta:
        db_table = "exchange_message"
        db_table_comment = "Messages partners sent us, verified, each stored once however often it was sent"
        constraints = [models.UniqueConstraint(fields=["partner", "key"], name="exchange_message_once")]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        return Q() if actor.kind != "citizen" and actor.may(SEE) else NOBODY
