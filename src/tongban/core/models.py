"""Tables of core. Entries and looks are partitioned by month; migration 0001 makes them by SQL."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Func

from tongban.core.ids import new_id


class _MomentOf(models.GeneratedField):
    """The instant inside a uuidv7 id: generated, so it cannot differ from the id."""

    def __init__(self, **options: Any) -> None:
        options |= {
            "expression": Func(F("id"), function="uuid_extract_timestamp"),
            "output_field": models.DateTimeField(),
            "db_persist": True,
        }
        super().__init__(**options)


class Entry(models.Model):
    """One thing that happened to one subject. Written by `core.entries.write` only, never changed."""

    append_only: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True, default=new_id)
    register = models.TextField()
    subject = models.UUIDField()
    kind = models.TextField(db_comment="past participle: renewed")
    effective_on = models.DateField(db_comment="the law's day")
    recorded_at = _MomentOf(db_comment="the clock's instant, from the id")
    actor = models.TextField(db_comment="kind:account or kind:label, never a name")
    office = models.TextField()
    channel = models.TextField()
    cause = models.TextField(db_comment="case, decision, partner message, correction")
    facts = models.JSONField(db_comment="ids and codes, not names; personal values as salted hashes")
    corrects = models.UUIDField(null=True)
    request_id = models.TextField()

    class Meta:
        db_table_comment = "What happened: append-only, partitioned by month of id, sealed"
        indexes = [
            models.Index(fields=["subject", "id"], name="core_entry_subject"),
            models.Index(fields=["cause", "id"], name="core_entry_cause"),
        ]


class PersonalValue(models.Model):
    """A personal value an entry commits to by a salted hash. Erasing deletes the row; the entry stays."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    name = models.TextField()
    salt = models.BinaryField()
    sealed = models.BinaryField(db_comment="sealed (core.personal)")

    class Meta:
        db_table = "core_personal_value"
        db_table_comment = "Personal values behind the hashes in entries; deleted when erased"
        constraints = [models.UniqueConstraint(fields=["entry", "name"], name="core_personal_value_once")]


class LawBook(models.Model):
    """A book of law by which something was decided, whole, so that it can be explained when the law is another."""

    append_only: ClassVar[bool] = True

    digest = models.CharField(max_length=64, primary_key=True)
    content = models.TextField(db_comment="canonical JSON; the digest is its SHA-256")

    class Meta:
        db_table = "core_law_book"
        db_table_comment = "Every book of law by which something was decided"


class Unsealed(models.Model):
    """Entries that no seal covers yet; written in the entry's own statement."""

    entry = models.UUIDField(primary_key=True)

    class Meta:
        db_table_comment = "Entries waiting for the next seal"


class Seal(models.Model):
    """A signed root over the first `size` leaves of the whole log."""

    append_only: ClassVar[bool] = True

    number = models.BigIntegerField(primary_key=True)
    size = models.BigIntegerField(unique=True, db_comment="leaves covered")
    root = models.BinaryField()
    previous_root = models.BinaryField()
    sealed_at = models.DateTimeField()
    day = models.DateField(db_comment="day in China on which it was sealed")
    frontier = models.BinaryField(db_comment="peaks of the tree, largest first, 32 bytes each")
    key_id = models.TextField(db_comment="first 16 hex digits of SHA-256 of the public key")
    signature = models.BinaryField(db_comment="Ed25519 over the canonical statement of this seal")

    class Meta:
        db_table_comment = "Signed roots of the log of entries"
        indexes = [models.Index(fields=["day", "number"], name="core_seal_day")]


class SealLeaf(models.Model):
    """Which entry stands at which position of the log, and its leaf hash."""

    append_only: ClassVar[bool] = True

    position = models.BigIntegerField(primary_key=True)
    entry = models.UUIDField(unique=True)
    hash = models.BinaryField()

    class Meta:
        db_table = "core_seal_leaf"
        db_table_comment = "Leaves of the log, by position from 0"


class SealNode(models.Model):
    """The root of a full subtree of the log: a proof reads these in place of the leaves below."""

    append_only: ClassVar[bool] = True

    pk = models.CompositePrimaryKey("level", "place")
    level = models.SmallIntegerField(db_comment="it stands over 2^level leaves")
    place = models.BigIntegerField(db_comment="the first of them is place * 2^level")
    hash = models.BinaryField()

    class Meta:
        db_table = "core_seal_node"
        db_table_comment = "Roots of full subtrees of the log, from 256 leaves up"


class Look(models.Model):
    """Somebody looked at a person's data, for a purpose."""

    append_only: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True, default=new_id)
    looked_at = _MomentOf()
    person = models.UUIDField(db_comment="whose data")
    actor_kind = models.TextField()
    actor_label = models.TextField()
    account = models.UUIDField(null=True, db_comment="who looked, where there is an account")
    office = models.TextField()
    channel = models.TextField()
    purpose = models.TextField(db_comment="see core.audit.Purpose")
    what = models.TextField(db_comment="code of what was shown")
    case = models.UUIDField(null=True)
    request_id = models.TextField()

    class Meta:
        db_table_comment = "Who looked at whose data for which purpose: append-only, partitioned by month of id"
        indexes = [
            models.Index(fields=["person", "id"], name="core_look_person"),
            models.Index(fields=["account", "id"], name="core_look_account"),
        ]


class Request(models.Model):
    """A request already begun: its digest and the row it led to."""

    scope = models.TextField(db_comment="account or partner; another's key is unknown")
    key = models.TextField()
    digest = models.BinaryField(db_comment="SHA-256 of the body")
    row = models.TextField(null=True, db_comment="id of the row it led to")
    forget_on = models.DateField()
    pk = models.CompositePrimaryKey("scope", "key")

    class Meta:
        db_table_comment = "Idempotency keys, kept until forget_on"
        indexes = [models.Index(fields=["forget_on"], name="core_request_forget_on")]


class JobRun(models.Model):
    """The last day a daily job has finished."""

    name = models.TextField(primary_key=True)
    last_success = models.DateField()

    class Meta:
        db_table = "core_job_run"
        db_table_comment = "Daily jobs catch up from their last success"


class DayOverride(models.Model):
    """A day that works or rests against the week, by a notice."""

    day = models.DateField(primary_key=True)
    working = models.BooleanField()
    notice_year = models.IntegerField(null=True, db_comment="year whose State Council notice this belongs to")
    source = models.TextField()

    class Meta:
        db_table = "core_day_override"
        db_table_comment = "Working days and days off by dated notices"


class Order(models.Model):
    """Values of law that an order, or a change of law adopted as a pack, brings for its days and its region."""

    number = models.TextField(primary_key=True, db_comment="of an order, or the name of a pack")
    basis = models.TextField(db_comment="legal basis, shown to people")
    region = models.TextField(db_comment="GB/T 2260; empty: everywhere")
    since = models.DateField()
    until = models.DateField(null=True, db_comment="last day; empty: until ended")
    values = models.JSONField(db_comment="parameter key: value")
    pack = models.TextField(default="", db_comment="the pack's file as adopted; empty: an order")

    class Meta:
        db_table_comment = "Orders and adopted changes of law"
