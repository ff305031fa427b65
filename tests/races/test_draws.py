"""Races about draws: somebody applies while the list is fixed; two make the same draw."""

import threading
from typing import Any

import psycopg
import pytest
from tests.allocation import builders
from tests.allocation.builders import NUMBER, OFFICE
from tests.config.conftest import Urls
from tests.races.test_cases import at_once, meet

from tongban.allocation import actions, outcome, record
from tongban.allocation.models import Announcement, Application, Draw, Result
from tongban.core import clock
from tongban.core.errors import Conflict


def without_the_guard(urls: Urls, monkeypatch: pytest.MonkeyPatch) -> None:
    """No lock of the draw's row, no trigger on its list."""
    monkeypatch.setattr(record, "alone", lambda number: Draw.objects.get(number=number))
    monkeypatch.setattr(record, "among_others", lambda number: Draw.objects.get(number=number))
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        owner.execute("DROP TRIGGER allocation_application_fixed ON allocation_application")


@pytest.mark.parametrize("guarded", [False, True])
def test_who_is_told_that_they_applied_is_on_the_list(
    committed: Urls, monkeypatch: pytest.MonkeyPatch, guarded: bool
) -> None:
    builders.an_open_draw(people=1)
    if not guarded:
        without_the_guard(committed, monkeypatch)
    found_open, announced = threading.Event(), threading.Event()

    def the_last_second(draw: Draw) -> None:
        found_open.set()
        announced.wait(2)  # in vain where the guard holds the announcement up

    def apply() -> Any:
        return actions.apply(number=NUMBER, person=builders.a_person(2), wishes=(), actor=OFFICE)

    def announce() -> None:
        found_open.wait(10)
        actions.announce(number=NUMBER, actor=OFFICE)
        announced.set()

    monkeypatch.setattr(actions, "_check_open_now", the_last_second)
    with clock.frozen(builders.CLOSES):
        applied, _ = at_once(apply, announce)
    listed = bytes(Announcement.objects.get().applicants).count(b"\n")
    told = 1 if isinstance(applied, Conflict) else 2
    assert Application.for_system("test").count() == told
    assert (listed == told) is guarded


@pytest.mark.parametrize("guarded", [False, True])
def test_two_make_one_draw_and_the_second_is_told_so(
    committed: Urls, monkeypatch: pytest.MonkeyPatch, guarded: bool
) -> None:
    builders.a_complete_draw()
    if not guarded:
        monkeypatch.setattr(record, "alone", lambda number: Draw.objects.get(number=number))
        with psycopg.connect(committed.owner, autocommit=True) as owner:
            owner.execute("ALTER TABLE allocation_result DROP CONSTRAINT allocation_result_pkey")
    meet(monkeypatch, outcome, "_ready")
    with clock.frozen(builders.EVENING):
        answers = at_once(*[lambda: outcome.draw(number=NUMBER, actor=OFFICE)] * 2)
    refused = [answer for answer in answers if isinstance(answer, Conflict)]
    assert Result.objects.count() == (1 if guarded else 2)
    assert [one.code for one in refused] == (["drawn_already"] if guarded else [])
