"""Staff: employed, moved, dismissed; what they may do."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction

from tongban.core import clock
from tongban.core.actor import POWERS, Actor
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.core.ids import new_id
from tongban.law.text import Text
from tongban.outlets import record
from tongban.outlets.actions.places import locked as locked_outlet
from tongban.outlets.models import Outlet, Posting, StaffGrant, StaffMember
from tongban.outlets.types import OFFICE_KINDS, POSTS
from tongban.people import actions as people
from tongban.people.types import AccountKind


def employ(
    *,
    number: str,
    outlet: str,
    posts: Iterable[str],
    password: str,
    actor: Actor,
    cause: str,
    person_id: UUID | None = None,
    employed_on: date | None = None,
    password_hash: str = "",
) -> StaffMember:
    """Employ somebody at an outlet: opens their account, whose user name is the staff number, without any
    power.

    At an office it is a staff account, anywhere else a partner's. `person_id` is the clerk's own person, so
    that nobody handles their own matters; `password_hash` is that of an account taken over. Raises BadInput,
    NotFound, NotAllowed, Conflict where the number is taken.
    """
    record.must_configure(actor, office=outlet)
    kept = _posts(posts)
    since = employed_on or clock.today()
    with transaction.atomic(savepoint=False):
        place = locked_outlet(outlet)
        account = people.open_work_account(
            username=number, kind=_account_kind(place), password=password, actor=actor, cause=cause,
            password_hash=password_hash,
        )  # fmt: skip
        staff = StaffMember(
            account_id=account.id, person=person_id, number=number, outlet=place, posts=kept, employed_on=since
        )
        staff.save(force_insert=True)
        entry = record.write(
            staff.id, "employed", actor=actor, cause=cause, effective_on=since,
            facts={"number": number, "outlet": outlet, "posts": kept},
        )  # fmt: skip
        _post(staff, kept, since, entry)
    return staff


def move_staff(*, number: str, outlet: str, posts: Iterable[str], actor: Actor, cause: str) -> None:
    """Give a staff member another outlet of the same sort, or other posts. Raises BadInput, NotFound,
    NotAllowed."""
    kept = _posts(posts)
    with transaction.atomic(savepoint=False):
        staff = locked_staff(number)
        record.must_configure(actor, office=staff.outlet.code)
        record.must_configure(actor, office=outlet)
        must_be_other(staff, actor)
        place = locked_outlet(outlet)
        if _account_kind(place) != _account_kind(staff.outlet):
            raise BadInput(
                "outlet",
                Text(
                    zh="内部人员与合作单位人员不能互调。",
                    en="Staff of an office do not become a partner's, nor the reverse.",
                ),
            )
        staff.outlet, staff.posts = place, kept
        staff.save(update_fields=["outlet", "posts"])
        entry = record.write(staff.id, "moved", actor=actor, cause=cause, facts={"outlet": outlet, "posts": kept})
        _post(staff, kept, clock.today(), entry)


def dismiss(*, number: str, on: date, actor: Actor, cause: str) -> None:
    """End an employment: `on` is the first day without it, and from then on no power holds. Raises NotFound,
    NotAllowed."""
    with transaction.atomic(savepoint=False):
        staff = locked_staff(number)
        record.must_configure(actor, office=staff.outlet.code)
        staff.left_on = on
        staff.save(update_fields=["left_on"])
        entry = record.write(staff.id, "dismissed", actor=actor, cause=cause, effective_on=on)
        _post(staff, (), on, entry)


def grant(
    *,
    number: str,
    power: str,
    actor: Actor,
    cause: str,
    service: str = "*",
    office: str = "*",
    since: date | None = None,
    until: date | None = None,
) -> UUID:
    """Give a staff member one power, for one service or all, at one office or all; return the grant.

    Only who may configure that service at that office can; nobody can for themselves; and nobody outside an
    office ever decides: a station assists. Raises BadInput, NotFound, NotAllowed.
    """
    record.must_configure(actor, service=service, office=office)
    first = since or clock.today()
    if power not in POWERS or (until is not None and until < first):
        known = ", ".join(POWERS)
        raise BadInput(
            "power", Text(zh="权限或期限不正确。", en=f"A power is one of {known}, and ends after it begins.")
        )
    with transaction.atomic(savepoint=False):
        staff = locked_staff(number)
        must_be_other(staff, actor)
        record.must_be_office_to_decide(power, staff.outlet.kind)
        identifier = new_id()
        entry = record.write(
            staff.id, "granted", actor=actor, cause=cause, effective_on=first,
            facts={"grant": identifier, "power": power, "service": service, "office": office, "until": until},
        )  # fmt: skip
        StaffGrant(
            id=identifier, staff=staff, power=power, service=service, office=office, since=first, until=until,
            entry=entry,
        ).save(force_insert=True)  # fmt: skip
    return identifier


def end_grant(*, grant_id: UUID, actor: Actor, cause: str, on: date | None = None) -> None:
    """Take a power back: `on` (today) is the first day without it. Raises NotFound, NotAllowed, Conflict if
    it ended."""
    with transaction.atomic(savepoint=False):
        row = StaffGrant.objects.select_for_update(of=("self",)).select_related("staff").filter(pk=grant_id).first()
        if row is None:
            raise NotFound(Text(zh="没有这项授权。", en="There is no such grant."))
        record.must_configure(actor, service=row.service, office=row.office)
        if row.ended_on is not None:
            raise Conflict(Text(zh="该授权已终止。", en="This grant has ended already."))
        row.ended_on = on or clock.today()
        row.save(update_fields=["ended_on"])
        facts = {"grant": row.id}
        record.write(row.staff_id, "grant_ended", actor=actor, cause=cause, effective_on=row.ended_on, facts=facts)


def _account_kind(outlet: Outlet) -> AccountKind:
    """Offices and police stations are ours; everybody else is a partner."""
    ours = (*OFFICE_KINDS, "police_station", "online", "kiosk")
    return AccountKind.STAFF if outlet.kind in ours else AccountKind.PARTNER


def _post(staff: StaffMember, posts: Iterable[str], on: date, entry: UUID) -> None:
    """Begin the postings that are new on a day, and end those that are not held any more."""
    wanted = set(posts)
    for row in Posting.objects.filter(staff=staff, ended_on=None):
        if row.outlet_id == staff.outlet_id and row.post in wanted:
            wanted.discard(row.post)
        else:
            row.ended_on = on
            row.save(update_fields=["ended_on"])
    Posting.objects.bulk_create(
        Posting(staff=staff, outlet=staff.outlet, post=post, since=on, entry=entry) for post in sorted(wanted)
    )


def _posts(posts: Iterable[str]) -> list[str]:
    kept = sorted(set(posts))
    unknown = ", ".join(post for post in kept if post not in POSTS)
    if unknown:
        raise BadInput("posts", Text(zh="岗位名称不正确。", en=f"Posts are {', '.join(POSTS)}, not {unknown}."))
    return kept


def must_be_other(staff: StaffMember, actor: Actor) -> None:
    """Refuse whoever would give rights to themselves. Raises NotAllowed."""
    if actor.account_id == staff.account_id:
        raise NotAllowed(Text(zh="不能为本人授权。", en="Nobody gives rights to themselves."))


def locked_staff(number: str) -> StaffMember:
    """Return a staff member for changing, locked. Raises NotFound."""
    rows = StaffMember.objects.select_for_update(of=("self",)).select_related("outlet")
    staff = rows.filter(number=number).first()
    if staff is None:
        raise NotFound(Text(zh="没有这个工号。", en="There is no such staff number."))
    return staff
