"""Plans from publication to a proof: fixed once, run once, refused where they cannot be, changed files are seen."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from tests.allocation import sessions as built
from tests.allocation.sessions import (
    CLOSES,
    DRAWN,
    OFFICE,
    PLAN,
    TODAY,
    a_session,
    checked,
    got,
    prefer,
    refused,
)

from tongban.allocation import queries as draws
from tongban.allocation import tasks
from tongban.allocation.models import FixedPlan, Session
from tongban.allocation.program import verify_assignment
from tongban.allocation.slots import planning, queries, running
from tongban.allocation.slots.types import PlanState
from tongban.core import clock, entries
from tongban.core.errors import BadInput

pytestmark = pytest.mark.django_db


def test_a_plan_goes_from_publication_to_slots_and_a_proof_that_a_stranger_can_check() -> None:
    built.a_site()
    built.a_plan()
    for order in range(1, 6):
        prefer(order, 1, 2, school="SCHOOL-A" if order % 2 else "")
    prefer(6, 1, priority=True)
    commitment = built.fix()
    assert queries.get_plan(PLAN).state == PlanState.FIXED
    assert draws.files(PLAN, "pool.txt").content["pool.txt"].decode().endswith(f"{PLAN} {commitment}\n")
    built.draw()
    built.run()
    assert built.taken(range(1, 7)) == {1: [1], 2: [2], 3: [2], 4: [], 5: [], 6: [1]}
    assert all(checked(commitment).values())
    view = queries.get_plan(PLAN)
    assert (view.state, view.applicants, view.given, view.commitment) == (PlanState.RUN, 6, 4, commitment)
    kinds = [entry.kind for entry in entries.history(view.id)]
    assert kinds == ["plan_published", "plan_fixed", "plan_run"]


def test_a_plan_is_fixed_once_after_its_window_and_run_once_after_its_draw() -> None:
    built.a_site()
    built.a_plan()
    with clock.frozen(CLOSES):
        assert running.fix(number=PLAN, actor=OFFICE) is None  # nobody: nothing to fix
    prefer(1, 1)
    with clock.frozen(CLOSES - timedelta(seconds=1)):
        assert refused(lambda: running.fix(number=PLAN, actor=OFFICE)) == "plan_not_closed"
    built.fix()
    assert refused(built.fix) == "plan_fixed"
    assert refused(built.run) == "plan_waits"
    built.draw()
    built.run()
    assert refused(built.run) == "plan_run"
    assert built.booked() == 1


def test_the_jobs_fix_and_run_a_plan_and_may_come_twice() -> None:
    built.a_site()
    built.a_plan()
    prefer(1, 2)
    with clock.frozen(CLOSES):
        tasks.reckon_places(0)
        tasks.look_after_plans(0)
        tasks.look_after_plans(0)
    built.draw()
    with clock.frozen(DRAWN):
        tasks.run_plan(PLAN)
        tasks.run_plan(PLAN)
        tasks.look_after_plans(0)
    assert got(1) == [2] and built.booked() == 1


@pytest.mark.parametrize("changed", ["applicants", "sessions", "document"])
def test_changed_files_are_not_run(changed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database refuses the change; should it come about all the same, the published hash does not fit."""
    built.a_site()
    built.a_plan()
    prefer(1, 1)
    prefer(2, 1)
    built.fix()
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        FixedPlan.objects.update(count=1)
    built.draw()
    ready = running._ready

    def with_a_change(row: Any) -> Any:
        fixed = ready(row)
        setattr(fixed, changed, bytes(getattr(fixed, changed)).replace(b"2", b"3", 1))
        return fixed

    monkeypatch.setattr(running, "_ready", with_a_change)
    assert refused(built.run) == "plan_changed"
    assert built.booked() == 0


@pytest.mark.parametrize(
    ("file", "of", "to", "fails"),
    [
        ("applicants.txt", b"\t0\t", b"\t1\t", {"applicants"}),
        ("sessions.txt", b"\t2\n", b"\t3\n", {"sessions", "result", "nobody passed over", "no school preferred"}),
        ("slots.txt", b"\t1\n", b"\t2\n", {"result", "nobody passed over", "no school preferred"}),
        ("proof.json", b'"seed":"', b'"seed":"0', {"seed"}),
        ("proof.json", b'\\"grain\\":\\"second\\"', b'\\"grain\\":\\"day\\"', {"draw"}),
    ],
)
def test_a_changed_file_fails_its_checks(file: str, of: bytes, to: bytes, fails: set[str]) -> None:
    built.a_site()
    built.a_plan()
    for order in range(1, 6):
        prefer(order, 1, 2, hours=order // 2)
    commitment = built.fix()
    built.draw()
    built.run()
    files = queries.files(PLAN)
    assert of in files[file]
    files[file] = files[file].replace(of, to, 1)
    told = dict(
        verify_assignment.check(
            json.loads(files["proof.json"]), files["sessions.txt"], files["applicants.txt"], files["slots.txt"],
            commitment,
        )
    )  # fmt: skip
    assert fails <= {name for name, holds in told.items() if not holds}


def publish(**change: Any) -> None:
    with clock.frozen(TODAY), transaction.atomic():
        planning.publish(**{**_told(), **change})


def _told() -> dict[str, Any]:
    from tongban.allocation.slots.types import SiteKind
    from tongban.allocation.types import Source

    due = built.DUE
    return {
        "number": PLAN, "kind": SiteKind.TEST_CENTRE, "region": "320100", "title": built.TITLE,
        "sessions": [a_session()], "sources": [Source("", "beacon", "", due), Source("", "double-colour", "1", due)],
        "opens_at": TODAY, "closes_at": CLOSES, "actor": OFFICE,
    }  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"sessions": []},
        {"sessions": [a_session(-4)]},  # less than ten days before
        {"sessions": [a_session(2)]},  # a Saturday, when the site is closed
        {"sessions": [a_session(quota=107)]},  # one more than fits
        {"sessions": [a_session(quota=0)]},
        {"sessions": [a_session(quota=100), a_session(quota=101)]},  # beyond the daily limit
        {"sessions": [a_session(site="NOWHERE")]},
        {"closes_at": CLOSES + timedelta(days=2)},
        {"closes_at": TODAY},
        {"sources": []},
    ],
)
def test_a_plan_that_cannot_be_is_refused_and_nothing_of_it_stays(change: dict[str, Any]) -> None:
    built.a_site(limit=200)
    with pytest.raises(BadInput):
        publish(**change)
    assert not Session.objects.exists()
    publish()
    assert refused(publish) == "conflict"


def test_the_capacity_of_a_session_says_from_what_it_was_reckoned() -> None:
    built.a_site()
    publish(sessions=[a_session(quota=None)])
    (one,) = queries.sessions_of(PLAN)
    # ten vehicles, 180 minutes less 30, 12 minutes each, 85 of 100
    assert one.capacity == one.quota == 10 * (180 - 30) * 85 // (12 * 100) == 106
    assert (one.formula["units"], one.formula["minutes"], one.formula["each"]) == (10, 180, 12)


def test_a_day_with_its_sessions_is_found() -> None:
    built.a_site()
    built.a_plan()
    begin = datetime(2026, 12, 10, tzinfo=clock.CHINA)
    assert [one.place for one in queries.sessions_at("NJ-T1", begin, begin + timedelta(days=1))] == [1]
    assert [one.place for one in queries.sessions_of(PLAN, day=date(2026, 12, 11))] == [2]
