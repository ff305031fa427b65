"""Inside a copy: `python -m bench._claims make|bare|check ...`. A pool, a choice for everybody, and what came of it."""

import argparse
import json
import random
import sys
import threading
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import django

AUTHORITY, REGION, TYPE = "沪A", "310100", "02"
SEED, WISHES, COVETED = 11, 5, 3.0  # the exponent: the higher, the more want the same numbers
BOTS, REPEATS = 0.005, 100  # such a share of people sends its claim so many times, one right after the other
TOKEN = "b" * 32
BARE = 8  # connections


def make(numbers: int) -> None:
    """Release segments of 10,000 long ago, give a choice to everybody with a session; print a request a line."""
    from django.db import connection

    from tongban.allocation.models import Choice
    from tongban.allocation.plates import releasing
    from tongban.core import clock
    from tongban.core.actor import system
    from tongban.core.bulk import copy_objects

    actor, now = system("bench"), clock.now()
    masks = [f"{AUTHORITY}####{letter}" for letter in "KLMNP"] if numbers > 1_000 else [f"{AUTHORITY}8###K"]
    for mask in masks:
        with clock.frozen(now - timedelta(days=62)):
            filed = releasing.file_segment(authority=AUTHORITY, region=REGION, plate_type=TYPE, mask=mask, actor=actor)
            releasing.announce_release(mask=mask, at=now - timedelta(days=60), actor=actor)
        with clock.frozen(now - timedelta(days=60) + timedelta(minutes=1)):
            releasing.give_days(actor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM allocation_number ORDER BY number")
        names = [number for (number,) in cursor.fetchall()]
        cursor.execute(
            "SELECT person.id, session.session_key FROM people_session session"
            " JOIN people_person person ON person.account_id = session.account_id ORDER BY person.id"
        )
        people = cursor.fetchall()
    choices = [
        Choice(person=person, vin=f"LSVBENCH{place:09d}", pool_id=filed.pool.id, channel="online", begun_at=now)
        for place, (person, _) in enumerate(people)
    ]
    copy_objects(choices)
    _requests(names, choices, people)


def _requests(names: Sequence[str], choices: Sequence[Any], people: Sequence[tuple[UUID, str]]) -> None:
    from django.conf import settings

    chance = random.Random(SEED)
    chance.shuffle(names)
    for choice, (_, session) in zip(choices, people, strict=True):
        places = {int(len(names) * chance.random() ** COVETED) for _ in range(WISHES)}
        wishes = {f"wish{number}": names[place] for number, place in enumerate(places, 1)}
        cookie = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
        line = f"/me/numbers/{choice.id}/\t{cookie}\t{{}}"
        for repeat in range(REPEATS if chance.random() < BOTS else 1):
            body = urlencode({"action": "compose", "key": f"{choice.id.hex[-12:]}-{repeat}", **wishes})
            print(line.format(body))


def bare(seconds: float) -> None:
    """The guarded statement alone, in transactions of its own, over as many connections as the web may hold."""
    import psycopg
    from django.db import connection

    from tongban.allocation.models import Pool
    from tongban.allocation.plates import choosing
    from tongban.core import clock
    from tongban.core.ids import new_id

    pool, now = Pool.objects.get(), clock.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM allocation_number")
        names = [number for (number,) in cursor.fetchall()]
    address, done = _address(connection), [0] * BARE

    def work(place: int) -> None:
        chance, until = random.Random(place), time.perf_counter() + seconds
        with psycopg.connect(address) as own:
            while time.perf_counter() < until:
                told = {
                    "to": now + timedelta(days=3), "choice": new_id(), "holder": new_id(), "now": now, "pool": pool.id,
                    "vin": f"BARE{place}{done[place]:08d}", "plate_type": TYPE,
                    "numbers": [names[int(len(names) * chance.random() ** COVETED)] for _ in range(WISHES)],
                }  # fmt: skip
                own.execute(choosing.COMPOSE, told).fetchone()
                own.commit()
                done[place] += 1

    threads = [threading.Thread(target=work, args=[place]) for place in range(BARE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with connection.cursor() as cursor:
        cursor.execute(f"{choosing.LET_GO} WHERE vin LIKE 'BARE%%'")
        cursor.execute("VACUUM ANALYZE allocation_number")
    print(json.dumps({"a_second": sum(done) / seconds}))


def _address(connection: Any) -> str:
    import psycopg

    known = connection.get_connection_params()
    names = ("host", "port", "user", "password", "dbname")
    return psycopg.conninfo.make_conninfo(**{name: known[name] for name in names if known.get(name)})


def check() -> None:
    """What the database says: who has what, and whether each success has its entry."""
    from django.db import connection

    asked = {
        "reserved": "SELECT count(*) FROM allocation_number WHERE claim = 'reserved'",
        "served": "SELECT count(DISTINCT holder) FROM allocation_number WHERE claim = 'reserved'",
        "vehicles": "SELECT count(DISTINCT vin) FROM allocation_number WHERE claim = 'reserved'",
        "entries": "SELECT count(*) FROM core_entry WHERE register = 'plates' AND kind = 'reserved'",
        "choices": "SELECT count(*) FROM allocation_choice WHERE got <> ''",
        "agree": "SELECT count(*) FROM allocation_choice c JOIN allocation_number n ON n.number = c.got"
        " AND n.choice = c.id AND n.holder = c.person",
    }
    found = {}
    with connection.cursor() as cursor:
        for name, statement in asked.items():
            cursor.execute(statement)
            found[name] = cursor.fetchone()[0]
    print(json.dumps(found))


def main() -> None:
    """Do one of the three."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("make", "bare", "check"))
    parser.add_argument("--numbers", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=5)
    chosen = parser.parse_args()
    django.setup()
    if chosen.what == "make":
        make(chosen.numbers)
    elif chosen.what == "bare":
        bare(chosen.seconds)
    else:
        check()


if __name__ == "__main__":
    sys.exit(main())
