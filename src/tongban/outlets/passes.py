"""Passes: what the posts of somebody need on a day, what they hold of it, and why something does not hold.

One resolution for every door: the actor of a request (`queries.actor_for`), the program of an outlet
(`queries.api_client`), and the moment of a decision (`must_be_qualified_now`). Each answer says how many SQL statements
it costs; within `actor_for` and `api_client` it is none of its own.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import JSONObject

from tongban.core import clock
from tongban.core.actor import Actor, Lack, Pass
from tongban.core.law_book import book
from tongban.law.book import Book
from tongban.law.dates import next_day
from tongban.law.rules import qualifications as law
from tongban.law.text import Text
from tongban.outlets.models import Posting, Qualification, StaffMember, Withdrawal

WORDS = {
    "acceptance": Text(zh="受理岗", en="acceptance"),
    "review": Text(zh="审核岗", en="review"),
    "partner": Text(zh="委托网点受理", en="acceptance at a service point"),
    "checking_officer": Text(zh="查验员", en="checking officer"),
    "examiner": Text(zh="考试员", en="examiner"),
}
MISSING, ENDED, WITHDRAWN = "qualification.missing", "qualification.ended", "qualification.withdrawn"
_SAID = {
    MISSING: Text(
        zh="您还没有“{name}”资格，暂时不能办理。",
        en="You do not hold the pass “{name}” yet, so you cannot do this.",
    ),
    ENDED: Text(
        zh="您的“{name}”资格到{until}为止，已经到期，不能继续办理。",
        en="Your pass “{name}” ran out: its last day was {until}. You cannot do this now.",
    ),
    WITHDRAWN: Text(
        zh="您的“{name}”资格已被撤销，不能办理。",
        en="Your pass “{name}” was withdrawn. You cannot do this now.",
    ),
}
_SAID_OF_OUTLET = {
    MISSING: Text(
        zh="该网点没有人持有“{name}”资格，不能办理。",
        en="Nobody at this service point holds the pass “{name}”.",
    ),
    ENDED: Text(
        zh="该网点最后一个“{name}”资格到{until}为止，已经到期，不能继续办理。",
        en="The last pass “{name}” at this service point ran out: its last day was {until}.",
    ),
    WITHDRAWN: Text(zh="该网点的“{name}”资格已被撤销。", en="The pass “{name}” at this service point was withdrawn."),
}
_SIT = Text(
    zh="请打开“我的资格”，学完课程并通过考试，通过后马上恢复。",
    en="Open “My qualifications”, take the course and pass the examination: you can go on at once.",
)
_ELSEWHERE = Text(
    zh="请换领有效的证书，交本单位负责人登记，登记后马上恢复。",
    en="Get a valid certificate and have the head of your office write it down: you can go on at once.",
)
_ASK = Text(
    zh="想知道原因或者要求恢复，请找本单位负责人；恢复由两个人决定。",
    en="Ask the head of your office why. Two persons decide about giving it back.",
)
_ENDS = Text(
    zh="您的“{name}”资格到{until}为止，到期后不能办理业务。",
    en="Your pass “{name}” holds to {until}. After that you cannot handle items.",
)
_SIT_BEFORE = Text(zh="请在这之前通过考试。", en="Pass the examination before that day.")
_RENEW_BEFORE = Text(
    zh="请在这之前换领证书并交负责人登记。", en="Get a new certificate before that day and have it written down."
)


@dataclass(frozen=True, slots=True)
class Held:
    """One row of the table: a qualification with its days."""

    kind: str
    since: date
    until: date | None

    def holds(self, on: date) -> bool:
        """True from its first to its last day."""
        return self.since <= on and (self.until is None or on <= self.until)


def name_of(qualification: str) -> Text:
    """The word for people; a kind that an authority added is called by its code."""
    return WORDS.get(qualification) or Text(zh=qualification, en=qualification)


def with_passes(outer: str = "pk") -> dict[str, Any]:
    """Annotations that bring the qualifications of staff members in the same statement: `held` and `withdrawn`."""
    rows = Qualification.objects.filter(staff=OuterRef(outer), struck_by=None)
    gone = Withdrawal.objects.filter(_IN_FORCE, staff=OuterRef(outer))
    return {
        "held": ArraySubquery(rows.values(one=JSONObject(kind=F("kind"), since=F("since"), until=F("until")))),
        "withdrawn": ArraySubquery(gone.values("kind")),
    }


_IN_FORCE = Q(back_confirmed_at=None, dropped_at=None, confirmed_at__isnull=False)


def of_staff(staff: Any, on: date) -> tuple[Pass, ...]:
    """What the posts of a staff member read with `with_passes` need on a day. No statement."""
    rules = book().at(staff.outlet.region)
    found = law.needs(staff.posts, staff.outlet.kind, on, rules)
    return tuple(_pass(need, read(staff.held), staff.withdrawn, on, rules, _SAID) for need in found)


def of_outlet(kind: str, region: str, held: Sequence[Mapping[str, Any]], on: date) -> tuple[Pass, ...]:
    """What a program of an outlet needs: somebody there who holds the pass. `held`: of all who work there and from
    whom nothing is withdrawn. No statement."""
    rules = book().at(region)
    found = law.needs(("acceptance",), kind, on, rules)
    return tuple(_pass(need, read(held), (), on, rules, _SAID_OF_OUTLET) for need in found)


def read(held: Iterable[Mapping[str, Any]]) -> list[Held]:
    """Rows as JSON brought them."""
    return [
        Held(one["kind"], date.fromisoformat(one["since"]), date.fromisoformat(one["until"]) if one["until"] else None)
        for one in held
    ]


def last_day(held: Iterable[Held], kind: str, on: date) -> tuple[bool, date | None]:
    """Whether a kind holds on a day and to which day without a gap (None: without end); or when it last did."""
    rows = sorted((one for one in held if one.kind == kind), key=lambda one: one.since)
    current = [one for one in rows if one.holds(on)]
    if not current:
        return False, max((one.until for one in rows if one.until and one.until < on), default=None)
    until = max(one.until or date.max for one in current)
    for one in rows:
        if until < date.max and one.since <= next_day(until):
            until = max(until, one.until or date.max)
    return True, None if until == date.max else until


def _pass(
    need: law.Need, held: Iterable[Held], withdrawn: Collection[str], on: date, rules: Book, said: Mapping[str, Text]
) -> Pass:
    kind, name = need.qualification, name_of(need.qualification)
    holds, until = last_day(held, kind, on)
    elsewhere = law.given_elsewhere(kind, on, rules)
    lack = warning = None
    if kind in withdrawn:
        lack = Lack(WITHDRAWN, _joined(said[WITHDRAWN].fill(name=name), _ASK))
    elif not holds:
        code = ENDED if until else MISSING
        lack = Lack(code, _joined(said[code].fill(name=name, until=until), _ELSEWHERE if elsewhere else _SIT))
    elif until is not None and law.warned_from(until, on, rules) <= on:
        warning = _joined(_ENDS.fill(name=name, until=until), _RENEW_BEFORE if elsewhere else _SIT_BEFORE)
    return Pass(kind, need.post, need.powers, need.services, until, lack, warning)


def _joined(*sentences: Text) -> Text:
    return Text(zh="".join(one.zh for one in sentences), en=" ".join(one.en for one in sentences))


def must_be_qualified_now(actor: Actor, power: str, service: str, *, post: str) -> None:
    """Refuse whoever lacks the pass at this moment, whatever held when the request began. Raises NotAllowed.

    One statement, none for an actor of no account.
    """
    if actor.account_id is None:
        return
    rows = StaffMember.objects.select_related("outlet").annotate(**with_passes())
    staff = rows.filter(account=actor.account_id).first()
    if staff is None:
        return
    now = Actor(kind=actor.kind, label=actor.label, channel=actor.channel, passes=of_staff(staff, clock.today()))
    now.must_be_qualified(power, service, post=post)


def has_qualification(number: str, kind: str, on: date) -> bool:
    """True where a staff member holds a qualification on a day. One statement."""
    return number in scopes((number,), kind, on)


def scopes(numbers: Iterable[str], kind: str, on: date) -> dict[str, dict[str, list[str]]]:
    """Those of the staff numbers that hold a qualification on a day, with what it holds for: lists by name, of several
    rows together. One statement."""
    gone = Withdrawal.objects.filter(_IN_FORCE, kind=kind).values("staff")
    rows = Qualification.objects.filter(staff__number__in=list(numbers), kind=kind, since__lte=on, struck_by=None)
    rows = rows.exclude(until__lt=on).exclude(staff__in=gone)
    found: dict[str, dict[str, list[str]]] = {}
    for number, scope in rows.values_list("staff__number", "scope"):
        known = found.setdefault(number, {})
        for name, values in scope.items():
            known[name] = sorted({*known.get(name, ()), *values})
    return found


@dataclass(frozen=True, slots=True)
class QualificationView:
    """A qualification as its holder and their lead see it."""

    id: UUID
    kind: str
    certificate: str
    since: date
    until: date | None
    examination: UUID | None
    struck: bool


@dataclass(frozen=True, slots=True)
class WithdrawalView:
    """A withdrawal that waits or is in force. `state`: proposed, in_force, back_proposed."""

    id: UUID
    number: str
    kind: str
    reason: str
    state: str
    asked_by: UUID  # the account that proposed what waits now
    label: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody at an outlet with what their posts need."""

    number: str
    account_id: UUID
    posts: frozenset[str]
    passes: tuple[Pass, ...]


def qualifications_of(account_id: UUID) -> list[QualificationView]:
    """Everything somebody passed or holds, the newest first; what was struck too. One statement."""
    rows = Qualification.objects.filter(staff__account=account_id).order_by("-since", "-id")
    return [
        QualificationView(
            row.id, row.kind, row.certificate, row.since, row.until, row.examination, row.struck_by is not None
        )
        for row in rows
    ]  # fmt: skip


def passes_of(account_id: UUID, on: date) -> tuple[Pass, ...]:
    """What the posts of an account need on a day, held or not. One statement."""
    rows = StaffMember.objects.select_related("outlet").annotate(**with_passes())
    staff = rows.filter(account=account_id).first()
    return of_staff(staff, on) if staff else ()


def holders(outlets: Collection[str], on: date) -> dict[str, list[Holder]]:
    """Who works at each of some outlets on a day, by number, with what their posts need. One statement."""
    rows = StaffMember.objects.select_related("outlet").annotate(**with_passes())
    found: dict[str, list[Holder]] = {}
    for staff in rows.filter(outlet__code__in=list(outlets), employed_on__lte=on).order_by("outlet__code", "number"):
        if staff.left_on is None or on < staff.left_on:
            one = Holder(staff.number, staff.account_id, frozenset(staff.posts), of_staff(staff, on))
            found.setdefault(staff.outlet.code, []).append(one)
    return found


def withdrawals(outlets: Collection[str]) -> list[WithdrawalView]:
    """Withdrawals of some outlets that wait or are in force, the oldest first. One statement."""
    rows = Withdrawal.objects.select_related("staff").filter(staff__outlet__code__in=list(outlets))
    rows = rows.filter(back_confirmed_at=None, dropped_at=None).order_by("proposed_at")
    return [_withdrawal(row) for row in rows]


def _withdrawal(row: Withdrawal) -> WithdrawalView:
    if row.back_proposed_by is not None:
        state, asked_by, label, reason = "back_proposed", row.back_proposed_by, row.back_proposed_label, row.back_reason
    else:
        state = "in_force" if row.confirmed_at else "proposed"
        asked_by, label, reason = row.proposed_by, row.proposed_label, row.reason
    return WithdrawalView(
        row.id, row.staff.number, row.kind, reason, state, asked_by, label, row.confirmed_at or row.proposed_at
    )


@dataclass(frozen=True, slots=True)
class Rotation:
    """Somebody who holds a post at one outlet for long: information for the lead, nothing follows from it by itself."""

    number: str
    outlet: str
    post: str
    since: date
    by: date

    def over(self, on: date) -> bool:
        """True where the day of rotation has passed."""
        return self.by < on


def rotations(on: date, outlets: Collection[str] | None = None) -> list[Rotation]:
    """Whose rotation is due or near, the longest first; of some outlets or all. One statement."""
    rows = Posting.objects.select_related("staff", "outlet").filter(ended_on=None, since__lte=on).order_by("since")
    if outlets is not None:
        rows = rows.filter(outlet__code__in=list(outlets))
    found = []
    for row in rows:
        rules = book().at(row.outlet.region)
        if law.rotation_told_from(row.since, on, rules) <= on:
            by = law.rotate_by(row.since, on, rules)
            found.append(Rotation(row.staff.number, row.outlet.code, row.post, row.since, by))
    return found


def held_at(outlet: str) -> Any:
    """A subquery: the qualifications of everybody who works at an outlet (by its field) and from whom nothing of the
    kind is withdrawn. For the program of an outlet."""
    gone = Withdrawal.objects.filter(_IN_FORCE, staff=OuterRef("staff"), kind=OuterRef("kind")).values("pk")
    rows = Qualification.objects.filter(staff__outlet=OuterRef(outlet), struck_by=None)
    rows = rows.filter(~Exists(gone), Q(staff__left_on=None) | Q(staff__left_on__gt=clock.today()))
    return ArraySubquery(rows.values(one=JSONObject(kind=F("kind"), since=F("since"), until=F("until"))))
