"""Actions of core: notices of working days, orders, changes of law."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import connection, transaction

from tongban.core import clock, entries, fresh, law_book, outbox
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.core.models import DayOverride, Order
from tongban.law import packs
from tongban.law.book import Book
from tongban.law.book import Order as LawOrder
from tongban.law.dates import next_day
from tongban.law.packs import Kind, Pack
from tongban.law.text import Text
from tongban.law.values import BadParameters, plain

REGISTER = "core"
_ADOPTING = 7_203_002  # advisory lock: one adoption at a time


def load_notice(*, year: int, days: Mapping[date, bool], source: str, actor: Actor) -> UUID:
    """Load the State Council's notice for a year: day -> works. The year is no longer provisional; return
    the entry.

    Raises BadInput for a notice without days or with days that are not of that year or the one before.
    """
    if not days or not source.strip() or any(day.year not in (year - 1, year) for day in days):
        raise BadInput(
            "days",
            Text(zh="放假通知应写明出处和该年度的日期。", en="A notice names its source and days of its year."),
        )
    with transaction.atomic(savepoint=False):
        _store_days(days, source=source, notice_year=year)
        return _written("working_days", "noticed", actor, {"year": year, "source": source, "days": _listed(days)})


def override_day(*, day: date, working: bool, source: str, actor: Actor) -> UUID:
    """Let one day work or rest against the week and the notice (a local measure); return the entry."""
    if not source.strip():
        raise BadInput("source", Text(zh="请写明依据。", en="Name the source."))
    with transaction.atomic(savepoint=False):
        kept = DayOverride.objects.filter(day=day).values_list("notice_year", flat=True).first()
        _store_days({day: working}, source=source, notice_year=kept)
        return _written("working_days", "overridden", actor, {"source": source, "days": _listed({day: working})})


def give_order(
    *, number: str, basis: str, since: date, values: Mapping[str, Any], actor: Actor,
    until: date | None = None, region: str = "",
) -> Order:  # fmt: skip
    """Put an order in force: parameter values for a time and a region (emergency mode, announced measures).

    Raises BadInput where a parameter is unknown or of another kind, Conflict where the number is taken.
    """
    _check_order(LawOrder(number, basis, since, values, until, region))
    order = Order(number=number, basis=basis, region=region, since=since, until=until, values=dict(values))
    return _put_in_force(order, "ordered", actor, f"order:{number}", {})


def adopt_pack(*, text: str, actor: Actor, cause: str) -> Order:
    """Adopt a change of law: its values hold from its first day on, by themselves; pages tell people before.

    Raises BadInput with every fault: in the pack itself, against the book, against what was adopted before, and for
    a new rule that would begin today or earlier, when decisions have gone by the old one. Conflict for a known name.
    """
    with transaction.atomic(savepoint=False):
        _one_adoption_at_a_time()
        pack = _checked_pack(text)
        order = Order(
            number=pack.name,
            basis=pack.instrument.zh,
            region=pack.region,
            since=pack.since,
            until=pack.until,
            values={value.key: plain(value.value) for value in pack.values},
            pack=text,
        )
        digest = hashlib.sha256(text.encode()).hexdigest()
        return _put_in_force(order, "pack_adopted", actor, cause, {"kind": pack.kind.value, "pack_sha256": digest})


def end_order(*, number: str, until: date, reason: str, actor: Actor) -> Order:
    """Let an order end with a day, its last one. Raises NotFound."""
    with transaction.atomic(savepoint=False):
        order = Order.objects.select_for_update().filter(number=number).first()
        if order is None:
            raise NotFound(Text(zh="没有这项命令。", en="There is no such order."))
        order.until = until
        order.save(update_fields=["until"])
        _written(f"order:{number}", "order_ended", actor, {"number": number, "until": until, "reason": reason})
        outbox.announce("law_changed", since=next_day(until))
    return order


def _put_in_force(order: Order, kind: str, actor: Actor, cause: str, more: Mapping[str, str]) -> Order:
    """Write the order and its entry, and tell who keeps days that were reckoned by the book before."""
    names = ("number", "basis", "region", "since", "until", "values")
    with transaction.atomic(savepoint=False):
        facts = {name: getattr(order, name) for name in names}
        _, made = Order.objects.get_or_create(number=order.number, defaults=facts | {"pack": order.pack})
        if not made:
            raise Conflict(Text(zh="这个编号已经使用。", en="This number is taken."))
        facts |= dict(more)
        _written(f"order:{order.number}", kind, actor, facts, cause)
        outbox.announce("law_changed", since=order.since)
    return order


def _one_adoption_at_a_time() -> None:
    """Wait for another adoption to end, then see what it brought: until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ADOPTING])
    fresh.forget_all()


def _checked_pack(text: str) -> Pack:
    try:
        pack = packs.read_pack(text, "pack")
    except BadParameters as error:
        raise BadInput("pack", Text(zh=f"变更包有误：{error}", en=f"The pack is wrong: {error}")) from error
    wrong = packs.faults(pack, law_book.before_adoptions(), law_book.adopted())
    if pack.kind is Kind.NEW_RULE and pack.since <= clock.today():
        wrong.append(f"{pack.name}: a new rule begins after today; for days that have passed it is a correction")
    if wrong:
        told = "\n".join(wrong)
        raise BadInput("pack", Text(zh=f"变更包不能采用：{told}", en=f"The pack cannot be adopted: {told}"))
    return pack


def _check_order(order: LawOrder) -> None:
    ended_before_begun = order.until is not None and order.until < order.since
    if not order.number.strip() or not order.basis.strip() or not order.values or ended_before_begun:
        raise BadInput(
            "order",
            Text(
                zh="命令应有编号、依据、内容和期限。",
                en="An order has a number, a basis, values and its days.",
            ),
        )
    try:
        Book.load(orders=[order])
    except BadParameters as error:
        raise BadInput("values", Text(zh=f"命令内容有误：{error}", en=f"The order is wrong: {error}")) from error


def _store_days(days: Mapping[date, bool], *, source: str, notice_year: int | None) -> None:
    DayOverride.objects.bulk_create(
        [DayOverride(day=day, working=works, source=source, notice_year=notice_year) for day, works in days.items()],
        update_conflicts=True,
        unique_fields=["day"],
        update_fields=["working", "source", "notice_year"],
    )


def _listed(days: Mapping[date, bool]) -> dict[str, bool]:
    return {day.isoformat(): works for day, works in sorted(days.items())}


def _written(what: str, kind: str, actor: Actor, facts: Mapping[str, Any], cause: str = "") -> UUID:
    """Write the entry of an action whose subject is a table of core: its id is made of its name. Whoever holds the
    table in this process reads it again."""
    fresh.forget_all()
    subject = uuid5(NAMESPACE_URL, f"tongban:core:{what}")
    return entries.write(
        register=REGISTER,
        subject=subject,
        kind=kind,
        effective_on=clock.today(),
        actor=actor,
        cause=cause or what,
        facts=facts,
    )
