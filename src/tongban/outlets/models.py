"""Tables of outlets, staff, rights and the delegation matrix. No personal data: staff are numbers."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from tongban.core.actor import POWERS
from tongban.core.ids import new_id
from tongban.outlets.api_clients import ApiClient as ApiClient
from tongban.outlets.api_clients import StartedCase as StartedCase
from tongban.outlets.types import LEVELS, OutletKind

_KINDS = [(kind.value, kind.value) for kind in OutletKind]


def in_force(on: date) -> Q:
    """The condition on grants and delegations that hold on a day; the first and the last day count."""
    begun = Q(since__lte=on)
    return begun & (Q(until=None) | Q(until__gte=on)) & (Q(ended_on=None) | Q(ended_on__gt=on))


class Outlet(models.Model):
    """A service point."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=20, unique=True)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    kind = models.CharField(max_length=24, choices=_KINDS)
    region = models.CharField(max_length=6, db_comment="GB/T 2260")
    address = models.CharField(max_length=200, default="")
    lat = models.FloatField(null=True, db_comment="degrees, WGS 84")
    lon = models.FloatField(null=True, db_comment="degrees, WGS 84")
    phone = models.CharField(max_length=20, default="")
    opens = models.JSONField(default=dict, db_comment="working_day, rest_day: [[from, to]] in Chinese time")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, db_comment="first day on which it is no more")

    class Meta:
        db_table_comment = "Service points: offices, stations, partners, kiosks, the online service"
        indexes = [models.Index(fields=["kind", "region"], name="outlets_outlet_kind")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in OutletKind]), name="outlets_outlet_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lon__isnull=True) | Q(lat__range=(-90, 90), lon__range=(-180, 180)),
                name="outlets_outlet_place",
            ),
        ]


class Window(models.Model):
    """A window of an outlet."""

    id = models.UUIDField(primary_key=True, default=new_id)
    outlet = models.ForeignKey(Outlet, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    label_zh = models.CharField(max_length=40)
    label_en = models.CharField(max_length=40)
    services = models.JSONField(default=list, db_comment="catalogue codes; empty: everything")

    class Meta:
        db_table_comment = "Windows of outlets"
        constraints = [models.UniqueConstraint(fields=["outlet", "number"], name="outlets_window_once")]


class StaffMember(models.Model):
    """An account that works at an outlet."""

    id = models.UUIDField(primary_key=True, default=new_id)
    account = models.OneToOneField("people.Account", models.PROTECT, related_name="+")
    person = models.UUIDField(null=True, db_comment="people.Person of the clerk: nobody handles their own matters")
    number = models.CharField(max_length=15, unique=True, db_comment="staff number, the account's user name")
    outlet = models.ForeignKey(Outlet, models.PROTECT, related_name="+")
    posts = models.JSONField(default=list, db_comment="acceptance, review, consultation, supervision, production, till")
    employed_on = models.DateField()
    left_on = models.DateField(null=True, db_comment="first day on which they no longer work here")

    class Meta:
        db_table_comment = "Staff of offices and partners, by number"


class StaffGrant(models.Model):
    """One power of one staff member."""

    id = models.UUIDField(primary_key=True, default=new_id)
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    power = models.CharField(max_length=9, db_comment="see, work, decide, configure")
    service = models.CharField(max_length=8, default="*", db_comment="catalogue code or *")
    office = models.CharField(max_length=20, default="*", db_comment="outlet code or *")
    since = models.DateField()
    until = models.DateField(null=True, db_comment="last day, fixed beforehand")
    ended_on = models.DateField(null=True, db_comment="taken back: first day on which it does not hold any more")
    entry = models.UUIDField()

    class Meta:
        db_table_comment = "Powers of staff per service and office"
        indexes = [models.Index(fields=["staff", "since"], name="outlets_grant_staff")]
        constraints = [
            models.CheckConstraint(condition=Q(power__in=POWERS), name="outlets_grant_power"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="outlets_grant_days"
            ),
        ]


class Qualification(models.Model):
    """Something a staff member passed; written by the room that teaches and tests."""

    id = models.UUIDField(primary_key=True, default=new_id)
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40, db_comment="checking_officer, examiner ...")
    grade = models.CharField(max_length=20, default="")
    since = models.DateField()
    until = models.DateField(null=True, db_comment="last day")
    entry = models.UUIDField()

    class Meta:
        db_table_comment = "Qualifications of staff, with their days"
        indexes = [models.Index(fields=["staff", "kind"], name="outlets_qualification_staff")]


class Delegation(models.Model):
    """A service that one kind of outlet, or one outlet, may accept, decide or produce."""

    id = models.UUIDField(primary_key=True, default=new_id)
    service = models.CharField(max_length=8, db_comment="catalogue code or *")
    level = models.CharField(max_length=8, db_comment="accept, decide, produce")
    outlet_kind = models.CharField(max_length=24, choices=_KINDS)
    outlet = models.ForeignKey(Outlet, models.PROTECT, null=True, related_name="+", db_comment="null: all of the kind")
    region = models.CharField(max_length=6, default="", db_comment="GB/T 2260; empty: everywhere")
    since = models.DateField()
    until = models.DateField(null=True, db_comment="last day, fixed beforehand")
    ended_on = models.DateField(null=True, db_comment="taken back: first day on which it does not hold any more")
    basis_zh = models.CharField(max_length=120)
    basis_en = models.CharField(max_length=120)
    entry = models.UUIDField()

    class Meta:
        db_table_comment = "The delegation matrix: service x level x outlet x region x days"
        indexes = [models.Index(fields=["service", "level", "outlet_kind"], name="outlets_delegation_asked")]
        constraints = [
            models.CheckConstraint(condition=Q(level__in=LEVELS), name="outlets_delegation_level"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="outlets_delegation_days"
            ),
        ]
