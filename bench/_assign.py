"""The process of the benchmark `assign`: `python -m bench._assign APPLICANTS SESSIONS FOLDER`.

Enters a plan with its preferences, fixes and runs it by the actions of the product, leaves the published files in the
folder, and prints one JSON object: seconds, CPU seconds without the database's, the largest memory, the commitment,
whether the same files give the same bytes again.
"""

import json
import random
import resource
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import django
from bench._draw import actor, bare_sort, clock_at

if TYPE_CHECKING:
    from tongban.allocation.models import Plan

TODAY = datetime(2026, 11, 23, 2, tzinfo=UTC)
CLOSES = datetime(2026, 12, 2, 10, tzinfo=UTC)
DUE = datetime(2026, 12, 4, 12, tzinfo=UTC)
FIRST = datetime(2026, 12, 10, 1, tzinfo=UTC)
NUMBER, SITES, QUOTA, PREFERENCES, SEED = "320100-2026-50", 200, 40, 3, 7
COVETED = 1.5  # the exponent: the higher, the more prefer the same sessions
SCHOOLS, SECONDS = 200, 5_000_000  # ordering times of two months to the second: every fifth has an equal
FIGURES = ["07", "12", "18", "23", "28", "31", "09"]


def main(people: int, sessions: int, folder: Path) -> dict[str, object]:
    """Fix, draw and run once; assign the same files again."""
    from tongban.allocation import outcome
    from tongban.allocation.models import Announcement, Value
    from tongban.allocation.slots import assigning, queries, running

    enter(people, sessions)
    with clock_at(CLOSES):
        begun, spent = time.monotonic(), time.process_time()
        fixed = running.fix(number=NUMBER, actor=actor())
        fix, fix_cpu = time.monotonic() - begun, time.process_time() - spent
    assert fixed is not None
    draw = Announcement.objects.get(draw__number=NUMBER)
    with clock_at(DUE + timedelta(hours=2)):
        for source, published in (("beacon-1", ["ab" * 32]), ("double-colour-2", FIGURES)):
            Value(draw=draw, source=source, published=published, published_at=DUE, witness="bench").save(
                force_insert=True
            )
        outcome.draw(number=NUMBER, actor=actor())
        begun, spent = time.monotonic(), time.process_time()
        run = running.run(number=NUMBER, actor=actor())
        run_s, run_cpu = time.monotonic() - begun, time.process_time() - spent
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    files = queries.files(NUMBER)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    again = assigning.assign(
        assigning.Rule(), run.seed, sessions=assigning.sessions_of(files["sessions.txt"]),
        applicants=files["applicants.txt"],
    )  # fmt: skip
    return {
        "fix_s": round(fix, 2),
        "run_s": round(run_s, 2),
        "cpu_s": round(fix_cpu + run_cpu, 2),
        "sort_s": round(bare_sort(people), 2),
        "largest_mb": largest,
        "given": run.given,
        "in_tables": in_tables(),
        "same_bytes": assigning.slots_file(again) == files["slots.txt"],
        "commitment": fixed.commitment,
    }


def in_tables() -> bool:
    """Do slots and counts of sessions say the same, and is none oversold?"""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM allocation_slot), sum(taken), bool_and(taken <= quota)"
            " FROM allocation_session"
        )
        slots, taken, within = cursor.fetchone()
    return bool(slots == taken and within)


def enter(people: int, sessions: int) -> None:
    """A plan as it stands when its window ends: published by the action, its preferences by COPY."""
    from django.db import transaction

    from tongban.allocation.models import Plan
    from tongban.core.bulk import copy_rows

    publish(sessions)
    plan = Plan.objects.get(number=NUMBER)
    with transaction.atomic():
        columns = (
            "plan_id, code, subjects, person, priority, ordering_at, event, submitted_at, school, places, stands_by"
        )
        copy_rows("allocation_preference", columns, preferences(plan, people, sessions))


def preferences(plan: "Plan", people: int, sessions: int) -> Iterator[tuple[object, ...]]:
    """A line for each of so many people."""
    from tongban.allocation.slots import record

    chance, begun = random.Random(SEED), TODAY - timedelta(days=90)
    for order in range(1, people + 1):
        person = UUID(int=order)
        places = {int(sessions * chance.random() ** COVETED) + 1 for _ in range(PREFERENCES)}
        ordering = begun + timedelta(seconds=chance.randrange(SECONDS))
        submitted = TODAY + timedelta(seconds=chance.randrange(600_000))
        yield (
            plan.id, record.code_of(plan, person), "S1", person, chance.random() < 0.1, ordering, "accepted",
            submitted, f"SCHOOL-{chance.randrange(SCHOOLS)}", ",".join(map(str, places)), True,
        )  # fmt: skip


def publish(sessions: int, later: timedelta = timedelta(0)) -> None:
    """A plan of so many sessions of two hours, over sites and working days; all of it so many weeks later."""
    from datetime import date

    from tongban.allocation.slots import planning, sites
    from tongban.allocation.slots.types import NewSession, SiteKind
    from tongban.allocation.types import Source
    from tongban.core import clock, working_days
    from tongban.law.text import Text

    words, since = Text(zh="测试", en="bench"), date(2020, 1, 1)
    hours = {"working_day": [["08:00", "18:00"]], "rest_day": []}
    with clock_at(TODAY + later):
        for site in range(SITES):
            sites.open_site(
                code=f"S{site:03d}", kind=SiteKind.TEST_CENTRE, region="320100", name=words, address="-", layout=words,
                hours=hours, daily_limit=10_000, opened_on=since, actor=actor(),
            )  # fmt: skip
            sites.equip(
                site=f"S{site:03d}", kind="room", label="1", subjects=["S1"], classes=["C1"], since=since, count=40,
                actor=actor(),
            )  # fmt: skip
        table, days, day = working_days.table(), [], FIRST + later
        while len(days) * SITES * 5 < sessions:
            if table.is_working(clock.day_of(day)):
                days.append(day)
            day += timedelta(days=1)
        begins = [
            (f"S{site:03d}", day + timedelta(hours=hour)) for day in days for hour in range(-1, 9, 2)
            for site in range(SITES)
        ][:sessions]  # fmt: skip
        planning.publish(
            number=NUMBER, kind=SiteKind.TEST_CENTRE, region="320100", title=words, opens_at=TODAY + later,
            closes_at=CLOSES + later,
            sessions=[NewSession(site, at, at + timedelta(hours=2), "S1", ("C1",), QUOTA) for site, at in begins],
            sources=[Source("", "beacon", "", DUE + later), Source("", "double-colour", "1", DUE + later)],
            actor=actor(),
        )  # fmt: skip


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))))
