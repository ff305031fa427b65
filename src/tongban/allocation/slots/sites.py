"""Sites, their units, and examiners: what capacity is reckoned from."""

from collections.abc import Sequence
from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from tongban.allocation.models import Examiner, Relation, Site, Unit
from tongban.allocation.slots import examining, record
from tongban.allocation.slots.types import SiteKind
from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.law.text import Text
from tongban.outlets import actions as outlets

UNIT_KINDS = ("room", "route", "vehicle", "lane", "window")


@transaction.atomic(savepoint=False)
def open_site(
    *, code: str, kind: SiteKind, region: str, name: Text, address: str, layout: Text,
    hours: dict[str, list[list[str]]], daily_limit: int, opened_on: date, actor: Actor, mobile: bool = False,
    county: str = "", town: str = "",
) -> Site:  # fmt: skip
    """Open a site. `daily_limit`: the approved maximum of persons; `town`: where a mobile site is brought to. Raises
    Conflict for a code that is taken."""
    if Site.objects.filter(code=code).exists():
        raise Conflict(Text(zh="这个场地代码已经使用。", en="This code of a site is taken."))
    row = Site(
        code=code, kind=kind, region=region, name_zh=name.zh, name_en=name.en, address=address, layout_zh=layout.zh,
        layout_en=layout.en, hours=hours, daily_limit=daily_limit, mobile=mobile, opened_on=opened_on, county=county,
        town=town,
    )  # fmt: skip
    row.save(force_insert=True)
    facts = {"kind": kind, "region": region, "daily_limit": daily_limit, "mobile": mobile, "town": town}
    record.write(_subject(code), "site_opened", actor, facts, f"site:{code}")
    return row


@transaction.atomic(savepoint=False)
def equip(
    *, site: str, kind: str, label: str, subjects: Sequence[str], classes: Sequence[str], since: date, actor: Actor,
    count: int = 1,
) -> Unit:  # fmt: skip
    """Add a room, route, vehicle, lane or window to a site. Raises NotFound, BadInput."""
    if kind not in UNIT_KINDS or count < 1:
        raise BadInput("kind", Text(zh="没有这种设施，或者数量有误。", en="No such kind of unit, or a wrong number."))
    if not Site.objects.filter(code=site).exists():
        raise NotFound(record.NO_SITE)
    row = Unit(
        site_id=site, kind=kind, label=label, subjects=list(subjects), classes=list(classes), count=count, since=since
    )
    row.save(force_insert=True)
    facts = {"unit": row.id, "kind": kind, "label": label, "count": count}
    record.write(_subject(site), "unit_added", actor, facts, f"site:{site}")
    return row


@transaction.atomic(savepoint=False)
def take_away(*, unit: UUID, last_on: date, actor: Actor) -> None:
    """The last day of a unit: capacity of later sessions is reckoned without it. Raises NotFound."""
    row = Unit.objects.select_for_update().filter(id=unit, until=None).first()
    if row is None:
        raise NotFound(Text(zh="没有这个设施。", en="There is no such unit."))
    row.until = last_on
    row.save(update_fields=["until"])
    record.write(
        _subject(row.site_id), "unit_taken_away", actor, {"unit": unit, "until": last_on}, f"site:{row.site_id}"
    )


@transaction.atomic(savepoint=False)
def certify(
    *, staff: str, region: str, subjects: Sequence[str], classes: Sequence[str], certificate: str, to: date,
    actor: Actor,
) -> Examiner:  # fmt: skip
    """Write down an examiner's certificate, or a new one, among the qualifications of staff. `to`: its last day.

    Raises NotFound for a staff number that is nobody's.
    """
    row, _ = Examiner.objects.update_or_create(staff=staff, defaults={"region": region})
    outlets.qualify(
        number=staff, kind=examining.QUALIFICATION, since=min(clock.today(), to), until=to, certificate=certificate,
        scope={"subjects": subjects, "classes": classes}, actor=actor, cause=f"examiner:{staff}",
    )  # fmt: skip
    facts = {"certificate": certificate, "subjects": list(subjects), "classes": list(classes), "to": to}
    record.write(_examiner(staff), "examiner_certified", actor, facts, f"examiner:{staff}")
    return row


@transaction.atomic(savepoint=False)
def suspend(*, staff: str, to: date | None, why: str, actor: Actor) -> None:
    """Suspend an examiner from today, to a day or for good. Raises NotFound, BadInput without a reason."""
    if not why.strip():
        raise BadInput("why", Text(zh="请写明原因。", en="Say why."))
    row = Examiner.objects.select_for_update().filter(staff=staff).first()
    if row is None:
        raise NotFound(Text(zh="没有这名考试员。", en="There is no such examiner."))
    row.suspended_from, row.suspended_to = clock.today(), to
    row.save(update_fields=["suspended_from", "suspended_to"])
    record.write(_examiner(staff), "examiner_suspended", actor, {"to": to, "why": why}, f"examiner:{staff}")


@transaction.atomic(savepoint=False)
def declare(*, staff: str, actor: Actor, school: str = "", person: UUID | None = None) -> None:
    """An examiner declares a relation to a school or to a person: from now on they never examine them."""
    if bool(school) == (person is not None):
        raise BadInput("school", Text(zh="请写一所驾校或者一个人。", en="Name one school or one person."))
    Relation(examiner_id=staff, school=school, person=person, declared_on=clock.today()).save(force_insert=True)
    facts = {"school": school, "person": person}
    record.write(_examiner(staff), "relation_declared", actor, facts, f"examiner:{staff}")


def _subject(site: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"tongban:site:{site}")


def _examiner(staff: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"tongban:examiner:{staff}")
