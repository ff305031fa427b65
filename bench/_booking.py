"""Inside a copy: `python -m bench._booking make|check ...`. A plan, an exam file and preferences for everybody."""

import argparse
import json
import random
import sys
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import django

SEED, TOKEN = 13, "b" * 32
CHANGES = 0.2  # the share of requests that change preferences; the others ask for a place
BOTS, REPEATS = 0.005, 20  # such a share of people asks so many times, one right after the other
REGION, TARGET = "320100", "C1"
BENCH_PLAN = "320100-2026-50"
WEEK = timedelta(days=7)


def make(sessions: int) -> None:
    """A plan, exam files and preferences by COPY, places reckoned; print a request a line: path, cookie, body."""
    from bench import _assign
    from django.db import connection, transaction

    from tongban.allocation.models import Plan
    from tongban.allocation.slots import ranking
    from tongban.core import clock
    from tongban.core.bulk import copy_rows

    _assign.publish(sessions, (clock.now() - _assign.TODAY) // WEEK * WEEK)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person.id, session.session_key FROM people_session session"
            " JOIN people_person person ON person.account_id = session.account_id ORDER BY person.id"
        )
        people = cursor.fetchall()
    _files([person for person, _ in people])
    plan, chance = Plan.objects.get(number=BENCH_PLAN), random.Random(SEED)
    with transaction.atomic():
        columns = (
            "plan_id, code, subjects, person, priority, ordering_at, event, submitted_at, school, places, stands_by"
        )
        rows = (_preference(plan, person, sessions, chance) for person, _ in people)
        copy_rows("allocation_preference", columns, rows)
    ranking.reckon(number=BENCH_PLAN)
    _requests(people, sessions, chance)


def _preference(plan: Any, person: UUID, sessions: int, chance: random.Random) -> tuple[object, ...]:
    from bench import _assign

    from tongban.allocation.slots import record

    places = {int(sessions * chance.random() ** _assign.COVETED) + 1 for _ in range(_assign.PREFERENCES)}
    ordering = _assign.TODAY - timedelta(days=90) + timedelta(seconds=chance.randrange(_assign.SECONDS))
    return (
        plan.id, record.code_of(plan, person), "S1", person, False, ordering, "accepted", _assign.TODAY, "",
        ",".join(map(str, places)), True,
    )  # fmt: skip


def _files(people: list[UUID]) -> None:
    """An exam file for everybody, nothing passed yet."""
    from datetime import date

    from django.apps import apps

    from tongban.core.bulk import copy_objects
    from tongban.core.ids import new_id

    model = apps.get_model("exams", "ExamFile")
    copy_objects(
        [
            model(
                id=new_id(), person=person, target=TARGET, kind="initial", subjects=["S1", "S1", "S3R", "S3T"],
                accepted_on=date(2026, 9, 1), region=REGION, office=f"{REGION}-1", schooling="none", school="",
                state="open", passed=[], born=date(1995, 5, 5),
            )
            for place, person in enumerate(people, 1)
        ]
    )  # fmt: skip


def _requests(people: list[tuple[UUID, str]], sessions: int, chance: random.Random) -> None:
    from django.conf import settings

    change = f"/me/tests/{BENCH_PLAN}/{TARGET}/S1/"
    for person, session in people:
        cookie = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
        for repeat in range(REPEATS if chance.random() < BOTS else 1):
            if chance.random() >= CHANGES:
                print(f"/me/tests/{BENCH_PLAN}/place/\t{cookie}\t")
                continue
            places = {int(sessions * chance.random()) + 1 for _ in range(3)}
            body = {"key": f"{person.hex[-12:]}-{repeat}", "stands_by": "1"}
            body |= dict(zip(("first", "second", "third"), map(str, places), strict=False))
            print(f"{change}\t{cookie}\t{urlencode(body)}")


def check() -> None:
    """What the database says: one preference for each person, an entry for each change that was acknowledged."""
    from django.db import connection

    asked = {
        "preferences": "SELECT count(*) FROM allocation_preference",
        "people": "SELECT count(DISTINCT person) FROM allocation_preference",
        "entries": "SELECT count(*) FROM core_entry WHERE register = 'slots' AND kind = 'preferred'",
    }
    found = {}
    with connection.cursor() as cursor:
        for name, statement in asked.items():
            cursor.execute(statement)
            found[name] = cursor.fetchone()[0]
    print(json.dumps(found))


def main() -> None:
    """Do one of the two."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("make", "check"))
    parser.add_argument("--sessions", type=int, default=0)
    chosen = parser.parse_args()
    django.setup()
    if chosen.what == "make":
        make(chosen.sessions)
    else:
        check()


if __name__ == "__main__":
    sys.exit(main())
