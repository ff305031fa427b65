"""Examiners are drawn on the day: what rules one out, the proof, two people for a change, an illness in the morning."""

import hmac
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

import pytest
from django.db import transaction
from tests.allocation import sessions as built
from tests.allocation.sessions import ANNA, BEN, FIRST, OFFICE, SITE, a_person, a_session, prefer
from tests.passes import SETUP, an_employed_examiner

from tongban.allocation.models import ExaminerDraw
from tongban.allocation.plates import secrets
from tongban.allocation.slots import examining, sites
from tongban.allocation.slots.examining import Candidate
from tongban.core import clock
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound

pytestmark = pytest.mark.django_db
MORNING = FIRST - timedelta(hours=1)
DAY = FIRST.date()
NAMES = ("EX1", "EX2", "EX3")


def an_examiner(staff: str, *, subjects: tuple[str, ...] = ("S2", "S3R"), to: date = date(2027, 1, 1)) -> str:
    an_employed_examiner(staff)
    sites.certify(
        staff=staff, region="320100", subjects=subjects, classes=["C1", "C2"], certificate=f"K-{staff}", to=to,
        actor=SETUP,
    )  # fmt: skip
    return staff


def a_test_day(*names: str) -> None:
    """Two sessions at different hours on one morning, two candidates in each; these examiners are there."""
    built.a_site()
    later = a_session()
    later = type(later)(SITE, FIRST + timedelta(hours=4), FIRST + timedelta(hours=6), later.subjects, later.classes, 2)
    built.a_plan(a_session(), later)
    for order in (1, 2):
        prefer(order, 1)
    for order in (3, 4):
        prefer(order, 2)
    built.fix_draw_and_run()
    for name in names:
        an_examiner(name)


def draw(*names: str, candidates: dict[UUID, Candidate] | None = None, at: datetime = MORNING) -> dict[str, str]:
    with clock.frozen(at), transaction.atomic():
        row = examining.draw(site=SITE, on_duty=names, candidates=candidates or {}, actor=OFFICE)
    return dict(row.result)


def test_each_group_gets_an_examiner_who_follows_from_the_secret_that_is_published_the_day_after() -> None:
    a_test_day(*NAMES)
    result = draw(*NAMES)
    assert len(result) == 2 and set(result.values()) <= set(NAMES)
    with clock.frozen(FIRST + timedelta(days=1)):
        seed = examining.seed_from(secrets.published(DAY), SITE, DAY)
    for group, staff in result.items():
        lots = {name: hmac.new(seed, f"1|{group}|{name}".encode(), sha256).digest() for name in NAMES}
        assert staff == min(NAMES, key=lambda name: lots[name])


def test_examiners_are_drawn_on_the_day_once() -> None:
    a_test_day(*NAMES)
    with pytest.raises(Conflict), transaction.atomic():
        draw(*NAMES, at=MORNING - timedelta(days=1))
    draw(*NAMES)
    with pytest.raises(Conflict), transaction.atomic():
        draw(*NAMES)
    with pytest.raises(NotFound), transaction.atomic():
        examining.confirm_change(change=a_person(1), actor=BEN)


@pytest.mark.parametrize("why", ["certificate", "expired", "suspended", "school", "person", "last_failed"])
def test_whom_something_rules_out_is_never_drawn_and_the_reason_is_kept(why: str) -> None:
    a_test_day("EX2")
    an_examiner("EX1", subjects=("S1",) if why == "certificate" else ("S2",), to=DAY - timedelta(days=why == "expired"))
    candidates = {a_person(1): Candidate(a_person(1), "SCHOOL-A", "EX1" if why == "last_failed" else "")}
    with clock.frozen(MORNING):
        if why == "suspended":
            sites.suspend(staff="EX1", to=None, why="inquiry", actor=OFFICE)
        if why == "school":
            sites.declare(staff="EX1", school="SCHOOL-A", actor=OFFICE)
        if why == "person":
            sites.declare(staff="EX1", person=a_person(1), actor=OFFICE)
    result = draw("EX1", "EX2", candidates=candidates)
    with clock.frozen(MORNING):
        first = next(one for one in examining.groups_of(SITE, DAY) if one.session == built.session_id(1))
    expected = {"expired": "certificate", "school": "relation", "person": "relation"}.get(why, why)
    assert first.ruled_out == {"EX1": expected} and result[first.id] == "EX2"


def test_nobody_examines_two_groups_at_once_or_more_people_than_a_day_allows() -> None:
    a_test_day("EX1")
    groups = _groups(overlapping=True)
    duty = examining.OnDuty("EX1", frozenset({"S2"}), frozenset({"C1"}), True, False, False, frozenset(), frozenset())
    made = examining.assign(b"seed", 1, groups, [duty], {}, all_groups=groups, most=100)
    assert sorted(made.result.values()) == ["", "EX1"]
    apart = _groups(overlapping=False)
    made = examining.assign(b"seed", 1, apart, [duty], {}, all_groups=apart, most=1)
    assert sorted(made.result.values()) == ["", "EX1"]
    assert "load" in [why for one in made.ruled_out.values() for why in one.values()]


def _groups(*, overlapping: bool) -> list[examining.Group]:
    later = FIRST if overlapping else FIRST + timedelta(hours=5)
    return [
        examining.Group(
            name, frozenset({"S2"}), frozenset({"C1"}), at, at + timedelta(hours=2), (Candidate(a_person(order)),)
        )
        for order, (name, at) in enumerate([("a", FIRST), ("b", later)], 1)
    ]


def test_after_five_days_in_a_row_at_a_site_an_examiner_is_elsewhere() -> None:
    a_test_day("EX1", "EX2")
    for back in range(1, 6):
        ExaminerDraw(
            site_id=SITE, day=DAY - timedelta(days=back), number=1, inputs={}, result={"x": "EX1"},
            drawn_at=FIRST - timedelta(days=back),
        ).save(force_insert=True)  # fmt: skip
    assert set(draw("EX1", "EX2").values()) == {"EX2"}


def test_who_falls_ill_in_the_morning_is_replaced_by_a_draw_of_their_groups_only() -> None:
    a_test_day(*NAMES)
    before = draw(*NAMES)
    ill = next(iter(before.values()))
    theirs = {group for group, staff in before.items() if staff == ill}
    with clock.frozen(MORNING):
        after = examining.redraw(site=SITE, ill=ill, candidates={}, actor=OFFICE).result
    assert ill not in after.values() and "" not in after.values()
    assert {group for group in before if before[group] != after[group]} == theirs
    assert ExaminerDraw.objects.get(number=1).result == before


def test_a_group_that_has_begun_is_not_drawn_anew() -> None:
    a_test_day("EX1", "EX2")
    an_examiner("EX3")
    before = draw("EX1")
    with clock.frozen(FIRST + timedelta(hours=1)):
        after = examining.redraw(site=SITE, ill="EX1", candidates={}, actor=OFFICE).result
    first = f"{built.session_id(1)}:1"
    assert after[first] == before[first] == "EX1"
    assert after[f"{built.session_id(2)}:1"] == ""  # nobody else was on duty: shown to a human


def test_a_change_by_hand_needs_two_people_and_a_reason() -> None:
    a_test_day(*NAMES)
    result = draw("EX1", "EX2")
    group = next(iter(result))
    with clock.frozen(MORNING):
        with pytest.raises(BadInput), transaction.atomic():
            examining.propose_change(site=SITE, group=group, examiner="EX3", why=" ", actor=ANNA)
        with pytest.raises(NotAllowed), transaction.atomic():
            examining.propose_change(site=SITE, group=group, examiner="EX3", why="ill", actor=OFFICE)
        change = examining.propose_change(site=SITE, group=group, examiner="EX3", why="late", actor=ANNA)
        assert {one.id: one.examiner for one in examining.groups_of(SITE, DAY)} == result
        with pytest.raises(NotAllowed), transaction.atomic():
            examining.confirm_change(change=change, actor=ANNA)
        examining.confirm_change(change=change, actor=BEN)
        (now,) = [one for one in examining.groups_of(SITE, DAY) if one.id == group]
        assert (now.examiner, now.by_hand) == ("EX3", True)
        assert examining.changes_of(SITE, DAY) == []
