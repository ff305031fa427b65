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
    """Something a staff member passed, or a certificate they hold. An earlier row stays; a wrong one is struck."""

    id = models.UUIDField(primary_key=True, default=new_id)
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40, db_comment="checking_officer, examiner, acceptance ...")
    grade = models.CharField(max_length=20, default="")
    certificate = models.CharField(max_length=30, default="", db_comment="number of a certificate given elsewhere")
    scope = models.JSONField(default=dict, db_comment="what it holds for: lists by name, such as subjects, classes")
    since = models.DateField()
    until = models.DateField(null=True, db_comment="last day")
    examination = models.UUIDField(null=True, db_comment="the attempt that it was won by")
    entry = models.UUIDField()
    struck_by = models.UUIDField(null=True, db_comment="the entry of the correction that struck it")

    class Meta:
        db_table_comment = "Qualifications of staff, with their days"
        indexes = [models.Index(fields=["staff", "kind"], name="outlets_qualification_staff")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="outlets_qualification_days"
            ),
            models.UniqueConstraint(fields=["examination"], name="outlets_qualification_won_once"),
        ]


class Withdrawal(models.Model):
    """A qualification of somebody taken away, whatever was passed: proposed by one, confirmed by another; the same for
    giving it back. Not in force before it is confirmed, nor after it is given back."""

    id = models.UUIDField(primary_key=True, default=new_id)
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    reason = models.CharField(max_length=400)
    proposed_by = models.UUIDField(db_comment="account")
    proposed_label = models.CharField(max_length=40)
    proposed_at = models.DateTimeField()
    confirmed_by = models.UUIDField(null=True, db_comment="another account; in force from then on")
    confirmed_label = models.CharField(max_length=40, default="")
    confirmed_at = models.DateTimeField(null=True)
    back_reason = models.CharField(max_length=400, default="")
    back_proposed_by = models.UUIDField(null=True, db_comment="account")
    back_proposed_label = models.CharField(max_length=40, default="")
    back_confirmed_by = models.UUIDField(null=True, db_comment="another account; not in force from then on")
    back_confirmed_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True, db_comment="the proposal was taken back before it was confirmed")

    class Meta:
        db_table_comment = "Qualifications withdrawn by two persons, and given back by two"
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "kind"], condition=Q(back_confirmed_at=None, dropped_at=None),
                name="outlets_withdrawal_once",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")), name="outlets_withdrawn_by_two"
            ),
            models.CheckConstraint(
                condition=Q(back_confirmed_by=None) | ~Q(back_confirmed_by=F("back_proposed_by")),
                name="outlets_given_back_by_two",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="outlets_withdrawal_reason"),
        ]  # fmt: skip


class Posting(models.Model):
    """Who holds which post at which outlet since when: what the rotation of posts is reckoned from."""

    id = models.UUIDField(primary_key=True, default=new_id)
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    outlet = models.ForeignKey(Outlet, models.PROTECT, related_name="+")
    post = models.CharField(max_length=20)
    since = models.DateField()
    ended_on = models.DateField(null=True, db_comment="first day on which it is not held any more")
    entry = models.UUIDField(null=True, db_comment="null: held before postings were kept")

    class Meta:
        db_table_comment = "Posts of staff at outlets, with their days"
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "outlet", "post"], condition=Q(ended_on=None), name="outlets_posting_once"
            )
        ]


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
