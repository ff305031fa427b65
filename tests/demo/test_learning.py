"""Two years of tests in the demo city: lawful lives, centres that differ, schemes that leave traces and no mark."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import override_settings
from tests.demo.builders import BOOK, CHEAP, DAY, MORNING

from tongban.allocation.slots import queries as slots
from tongban.allocation.slots.types import PlanState
from tongban.assessment.exams import models
from tongban.assessment.exams.rates.models import PassSum
from tongban.core import clock
from tongban.core.actor import system
from tongban.demo import opening
from tongban.demo.learning import lives, loading, places, schemes, sealing
from tongban.demo.learning.lives import LEARNT, City, Life
from tongban.demo.learning.schemes import Scheme
from tongban.law import facts
from tongban.law.rules import exams as law
from tongban.registers.drivers import queries as drivers

SECRET, SEED, SOME, OFFICE = b"s" * 32, 5, 60, system("test")


@pytest.fixture(scope="module")
def city(django_db_setup: object, django_db_blocker: Any) -> City:
    with django_db_blocker.unblock():
        return loading.city_of(SEED, SECRET, DAY, few=False)


def drawn(city: City, count: int = 1_500) -> list[Life]:
    return [lives.life(city, position) for position in range(count)]


Cheated = list[tuple[Life, dict[Scheme, tuple[int, ...]]]]


@pytest.fixture(scope="module")
def ring(city: City) -> schemes.Ring:
    """Who is in it, and after `cheated` the recordings that were there to be copied."""
    return schemes.ring_of(SECRET, city)


@pytest.fixture(scope="module")
def cheated(city: City, ring: schemes.Ring) -> Cheated:
    return [(one, dict(found)) for one, found in (schemes.applied(ring, city, each) for each in drawn(city, 3_000))]


def test_the_same_seed_and_secret_make_the_same_lives_and_the_seed_alone_tells_nothing(city: City) -> None:
    assert drawn(city, 50) == drawn(city, 50)
    with clock.frozen(MORNING):
        other = loading.city_of(SEED, b"t" * 32, DAY, few=False)
    assert drawn(other, 50) != drawn(city, 50)


def test_every_booking_of_every_life_is_one_that_law_allows(city: City) -> None:
    for one in drawn(city, 400):
        booked: list[facts.ExamBooking] = []
        permit = None
        for each in one.tries:
            if each.attempt == 1:
                exam = facts.Exam(
                    target=one.target, kind="initial", accepted_on=one.accepted_on, subjects=lives.SUBJECTS,
                    state="open", holds_car=False, learner_permit_on=permit,
                    learner_permit_to=permit and permit + timedelta(days=1_000), bookings=tuple(booked),
                )  # fmt: skip
                day = each.starts_at.date()
                verdict = law.may_book(exam, each.subject, day, BOOK, asked_on=each.booked_on)
                assert verdict.allowed, (one.position, each.subject, [reason.code for reason in verdict.reasons])
            passed = each.score is not None and each.score >= law.pass_mark(each.subject, one.target, DAY, BOOK)
            if each.attempt == 2:
                booked.pop()
            outcome = "passed" if passed else "failed"
            booked.append(facts.ExamBooking(each.subject, each.starts_at.date(), outcome, True))
            permit = each.starts_at.date() if passed and each.subject == "S1" else permit


def test_centres_differ_as_their_ease_says_and_people_fail_stay_away_and_give_up(city: City) -> None:
    tried: dict[str, list[bool]] = defaultdict(list)
    ends: Counter[str] = Counter()
    for one in drawn(city):
        ends[one.end] += 1
        for each in one.tries:
            if each.subject == "S3R" and each.score is not None:
                mark = law.pass_mark("S3R", one.target, DAY, BOOK)
                tried[city.sites[each.site].code].append(each.score >= mark)
    rate = {code: sum(all_) / len(all_) for code, all_ in tried.items()}
    assert rate["NJ-K02"] > rate["NJ-K09"] + 0.1
    assert {"licensed", "given_up", ""} <= set(ends)
    assert any(each.score is None for one in drawn(city, 200) for each in one.tries)


def test_most_people_are_honest_and_every_scheme_falls_on_somebody(cheated: Cheated) -> None:
    assert {scheme for _, told in cheated for scheme in told} == set(Scheme)
    assert 0.005 < sum(bool(told) for _, told in cheated) / len(cheated) < 0.2


def test_each_scheme_leaves_the_trace_that_it_would_leave(cheated: Cheated, ring: schemes.Ring) -> None:
    for one, told in cheated:
        for place in told.get(Scheme.IMPOSSIBLE_SPEED, ()):
            assert one.tries[place].minutes < 3.5 and one.tries[place].score == 100
        for place in told.get(Scheme.EXAMINER_FOR_A_SCHOOL, ()):
            assert (one.school, one.tries[place].examiner) == (ring.friends, ring.examiner)
        for place in told.get(Scheme.STAND_IN, ()):
            assert one.tries[place].desk == schemes.DESK and (one.tries[place].score or 0) >= schemes.EXPERT[0]
        for place in told.get(Scheme.REPEATED_RECORDING, ()):
            assert one.tries[place].recording in ring.seen


def test_a_paying_school_passes_more_than_it_would(
    city: City, cheated: Cheated, ring: schemes.Ring
) -> None:  # fmt: skip
    before, after = Counter[bool](), Counter[bool]()
    for one, told in cheated:
        if Scheme.SCHOOL_PAYS in told:
            for counter, each in ((before, lives.life(city, one.position)), (after, one)):
                counter.update(_passed(each))
    assert ring.payer != ring.friends
    assert after[True] / after.total() > before[True] / before.total() + 0.2


def _passed(one: Life) -> Iterator[bool]:
    for each in one.tries:
        if each.subject in LEARNT and each.score is not None:
            yield each.score >= law.pass_mark(each.subject, one.target, DAY, BOOK)


@pytest.fixture
def loaded(db: None, tmp_path: Path) -> Iterator[tuple[loading.History, list[str]]]:
    said: list[str] = []
    with clock.frozen(MORNING), override_settings(PASSWORD_HASHERS=[CHEAP]):
        opening.open_places(OFFICE)
        opening.employ_staff("tongban-demo", OFFICE)
        yield load(tmp_path, said), said


def load(folder: Path, said: list[str], first: int = 0) -> loading.History:
    return loading.load(
        candidates=SOME, seed=SEED, first=first, day=DAY, folder=folder, actor=OFFICE, progress=said.append,
        secret=SECRET + str(first).encode(),
    )  # fmt: skip


def test_a_history_is_there_with_sums_sessions_licences_and_a_plan_with_its_proof(
    loaded: tuple[loading.History, list[str]],
) -> None:
    made, said = loaded
    assert made.files == SOME and said[-1].startswith(f"candidates {SOME} / {SOME}, ")
    files = list(models.ExamFile.for_system("test").all())
    sittings = models.Sitting.for_system("test").filter(state="judged").count()
    assert len(files) == SOME and sum(row.tests for row in PassSum.objects.all()) == sittings
    licensed = [one for one in files if one.state == "licensed"]
    assert licensed and all(drivers.find_driver(one.person) for one in licensed)
    [plan] = slots.plans()
    assert plan.state is PlanState.RUN and plan.given
    people = {one.person for one in files if one.state == "open" and one.passed == ["S1"]}
    assert {person for _, person in slots.people_in(plan.number)} <= people


def test_nothing_in_the_database_says_who_cheats_and_the_key_opens_the_list_that_does(
    loaded: tuple[loading.History, list[str]],
) -> None:
    made, _ = loaded
    told = sealing.opened(made.path, made.key)
    assert {one["scheme"] for one in told["files"]} <= set(Scheme)
    known = {one.id for one in models.Sitting.for_system("test").all()}
    assert {UUID(one) for each in told["files"] for one in each["sittings"]} <= known
    for scheme in Scheme:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM core_entry WHERE facts::text LIKE %s", [f"%{scheme}%"])
            assert cursor.fetchone() == (0,)
        assert scheme.encode() not in made.path.read_bytes()


def test_another_key_or_another_list_opens_nothing(loaded: tuple[loading.History, list[str]], tmp_path: Path) -> None:
    made, _ = loaded
    with pytest.raises(sealing.NotTheList, match="key"):
        sealing.opened(made.path, "00" * 32)
    forged, key = tmp_path / "forged.bin", bytes.fromhex(made.key)
    nonce = b"n" * sealing.NONCE
    forged.write_bytes(nonce + sealing.AESGCM(key).encrypt(nonce, json.dumps({"files": []}).encode(), None))
    with pytest.raises(sealing.NotTheList, match="hash"):
        sealing.opened(forged, made.key)


def test_the_list_and_its_key_are_for_their_owner_alone(loaded: tuple[loading.History, list[str]]) -> None:
    made, _ = loaded
    assert [path.stat().st_mode & 0o777 for path in (made.path, made.path.with_suffix(".key"))] == [0o600, 0o600]


def test_more_candidates_come_after_those_who_are_there(
    loaded: tuple[loading.History, list[str]], tmp_path: Path
) -> None:
    made, _ = loaded
    again = load(tmp_path, [], first=made.until)
    assert again.path != made.path and models.ExamFile.for_system("test").count() == 2 * SOME
    assert len({one.number for one in slots.plans()}) == 2


def test_who_examines_where_is_somebody_of_that_centre(loaded: tuple[loading.History, list[str]]) -> None:
    by_centre: dict[str, set[UUID]] = defaultdict(set)
    for row in models.Sitting.for_system("test").filter(examiner__isnull=False):
        by_centre[row.centre].add(row.examiner)
    assert all(len(found) <= places.EXAMINERS_OF_A_SITE for found in by_centre.values())
    assert not set.intersection(*by_centre.values())
