"""Tables of persons, accounts, organisations and mandates."""

from datetime import date
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q

from tongban.core import clock
from tongban.core.actor import SEE, Actor
from tongban.core.closed import ClosedModel
from tongban.core.ids import new_id
from tongban.people.types import AccountKind, IdentityKind


class AccountManager(BaseUserManager["Account"]):
    """Finds an account by its user name; accounts are made by actions."""


class Account(AbstractBaseUser):
    """What logs in. No personal data: the user name is random, for staff it is the staff number."""

    id = models.UUIDField(primary_key=True, default=new_id)
    username = models.CharField(max_length=40, unique=True, db_comment="random; staff: the staff number")
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in AccountKind])
    is_active = models.BooleanField(default=True)

    objects = AccountManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table_comment = "Accounts for logging in; the person is people_person"


class Session(AbstractBaseSession):
    """A browser that somebody is signed in with (`people.sessions`)."""

    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="+")

    class Meta:
        db_table_comment = "Sessions of browsers, with the account that is signed in"

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        """The engine that reads this table."""
        from tongban.people.sessions import SessionStore

        return SessionStore


def _own_or_granted(actor: Actor, own: Q) -> Q:
    """Citizens see their own rows, whoever holds a power to see sees all, others none."""
    if actor.kind == "citizen":
        return own if actor.person_id else Q(pk__in=[])
    return Q() if any(grant.power == SEE for grant in actor.grants) else Q(pk__in=[])


def accepted_mandates(on: date) -> Q:
    """The condition on mandates that both sides want on a day, whether or not both faces have been compared."""
    return Q(accepted_at__isnull=False, since__lte=on, until__gte=on) & (Q(ended_on=None) | Q(ended_on__gt=on))


def usable_mandates(on: date) -> Q:
    """The condition under which the agent may act: besides, each side was at a window, or their face was compared."""
    faces = Q()
    for side in ("principal_check", "agent_check"):
        faces &= Q(**{side: None}) | Q(**{f"{side}__outcome": "passed"})
    return accepted_mandates(on) & faces


class Person(ClosedModel):
    """A human being known to the office, as they are now."""

    id = models.UUIDField(primary_key=True, default=new_id)
    identity_kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in IdentityKind])
    identity = models.BinaryField(db_comment="current number, sealed (core.personal)")
    name = models.BinaryField(db_comment="sealed")
    sex = models.CharField(max_length=1, db_comment="GB/T 2261.1: 1 male, 2 female")
    born = models.DateField()
    region = models.CharField(max_length=6, db_comment="GB/T 2260 of the residence")
    address = models.BinaryField(db_comment="sealed")
    phone = models.BinaryField(null=True, db_comment="bound number, sealed")
    phone_lookup = models.BinaryField(null=True, unique=True, db_comment="one bound number, one person")
    alive = models.BooleanField(default=True)
    assurance = models.SmallIntegerField(default=0, db_comment="0 not known, 1 registered online, 2 at a window")
    account = models.OneToOneField(Account, models.PROTECT, null=True, related_name="+")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table_comment = "Persons, closed; number, name, address and phone sealed"
        constraints = [
            models.CheckConstraint(condition=Q(sex__in=["1", "2"]), name="people_person_sex"),
            models.CheckConstraint(condition=Q(assurance__range=(0, 2)), name="people_person_assurance"),
            models.CheckConstraint(
                condition=Q(phone__isnull=True, phone_lookup__isnull=True)
                | Q(phone__isnull=False, phone_lookup__isnull=False),
                name="people_person_phone_whole",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(account__isnull=True, phone__isnull=True),
                name="people_person_merged_is_empty",
            ),
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        """Citizens see themselves and those for whom they hold a mandate today."""
        principals = Mandate.objects.filter(usable_mandates(clock.today()), agent=actor.person_id)
        return _own_or_granted(actor, Q(pk=actor.person_id) | Q(pk__in=principals.values("principal")))


class PersonIdentity(ClosedModel):
    """A number and a name that a person has or had. A number leads to one person for ever."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    number = models.BinaryField(db_comment="sealed")
    name = models.BinaryField(db_comment="sealed")
    since = models.DateField(db_comment="the day from which the office knows it")
    entry = models.UUIDField(db_comment="core_entry that wrote it")
    struck_by = models.UUIDField(null=True, db_comment="core_entry of the correction that took it back")

    class Meta:
        db_table_comment = "Every number and name of a person, with the day from which it held"
        indexes = [
            models.Index(fields=["person", "since"], name="people_identity_person"),
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        return _own_or_granted(actor, Q(person=actor.person_id))


class IdentityNumber(models.Model):
    """Which person a number leads to: the lookup key alone, so that two persons can never share one."""

    lookup = models.BinaryField(primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        db_table_comment = "Lookup of an identity number to its person; never two persons for one number"


class PhoneCheck(ClosedModel):
    """A one-time code sent to a phone. The code is stored as a keyed hash."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    phone = models.BinaryField(db_comment="sealed")
    phone_lookup = models.BinaryField()
    code_hash = models.BinaryField()
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table_comment = "One-time codes; deleted a day after they expired"
        indexes = [
            models.Index(fields=["phone_lookup", "started_at"], name="people_phonecheck_phone"),
            models.Index(fields=["expires_at"], name="people_phonecheck_expires"),
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        return Q(pk__in=[])


class LiveCheck(models.Model):
    """A comparison of a living face with a document. Without an outcome it waits for a clerk. No pictures
    here."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    engine = models.CharField(max_length=40)
    reference = models.CharField(max_length=80, default="", db_comment="the engine's own number")
    asked_at = models.DateTimeField()
    outcome = models.CharField(max_length=6, default="", db_comment="empty, passed, failed")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, default="", db_comment="staff number or engine")
    reason = models.CharField(max_length=200, default="")

    class Meta:
        db_table_comment = "Comparisons of a living face with a document"
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(outcome=""), name="people_livecheck_one_open_per_person"
            ),
            models.CheckConstraint(condition=Q(outcome__in=["", "passed", "failed"]), name="people_livecheck_outcome"),
        ]


class Organisation(models.Model):
    """A firm, school, hospital or authority that acts through authorised persons."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=18, unique=True, db_comment="GB 32100")
    name = models.CharField(max_length=120)
    region = models.CharField(max_length=6, db_comment="GB/T 2260")
    address = models.CharField(max_length=200, default="", db_comment='where it is; "" while nobody has filed it')

    class Meta:
        db_table_comment = "Organisations by their unified social credit code"


class AuthorisedPerson(models.Model):
    """A person who acts for an organisation, from a day until it was ended."""

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    since = models.DateField()
    ended_on = models.DateField(null=True, db_comment="first day on which it does not hold any more")
    entry = models.UUIDField()

    class Meta:
        db_table_comment = "Who acts for an organisation"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"],
                condition=Q(ended_on__isnull=True),
                name="people_authorised_once",
            )
        ]


class Mandate(models.Model):
    """One person may act for another in one service until a day. Only ids here."""

    id = models.UUIDField(primary_key=True, default=new_id)
    principal = models.ForeignKey(Person, models.PROTECT, related_name="+")
    agent = models.ForeignKey(Person, models.PROTECT, related_name="+")
    service = models.CharField(max_length=8, db_comment="catalogue code, one")
    since = models.DateField()
    until = models.DateField(db_comment="last day")
    accepted_at = models.DateTimeField(null=True)
    principal_check = models.ForeignKey(LiveCheck, models.PROTECT, null=True, related_name="+")  # null: at a window
    agent_check = models.ForeignKey(LiveCheck, models.PROTECT, null=True, related_name="+")
    ended_on = models.DateField(null=True, db_comment="first day on which it does not hold any more")
    entry = models.UUIDField()

    class Meta:
        db_table_comment = "Mandates: one service, an end date, accepted by the agent; each side seen or compared"
        indexes = [
            models.Index(fields=["agent", "until"], name="people_mandate_agent"),
            models.Index(fields=["principal", "until"], name="people_mandate_principal"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(principal=F("agent")), name="people_mandate_two_persons"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="people_mandate_days_in_order"),
        ]
