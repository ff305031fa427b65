"""Vehicles and their entries by the million, and two questions: `python -m bench._asofday make|ask` inside a copy."""

import argparse
import json
import random
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import django
import psycopg
from bench import _timed

ENTRIES = 20  # of a vehicle: registered, then inspected again and again
OLD, MONTHS, BATCH = 4, 36, 50_000  # entries of each that lie before the first month; partitions; vehicles at once
DAY_MS = 86_400_000
VIN, FIRST_YEAR, SEED = "LSVT91339CN063181", 2012, 17
_VEHICLE = "(lpad(to_hex(1300000000000 + i), 12, '0') || '70058' || lpad(to_hex(i), 15, '0'))::uuid"
# An id of version 7 in the millisecond of the entry: old ones years ago, the others evenly over the months.
_ENTRY = """(lpad(to_hex(CASE WHEN k < {old} THEN 1400000000000 + k * 20000000000 + i * 97003001 % 1000000000
    ELSE {first} + (k - {old}) * {step} + i * 97003001 % {step} END), 12, '0') || '70068'
    || lpad(to_hex(i * {entries} + k), 15, '0'))::uuid"""
_SINCE = f"date '{FIRST_YEAR}-01-01' + k * 200"


def make() -> None:
    """Register the one vehicle that all others are copies of, and make the months."""
    from tongban.core import clock, plates
    from tongban.core.actor import system
    from tongban.core.ids import new_id
    from tongban.core.partitions import make_partitions
    from tongban.registers.types import Change
    from tongban.registers.vehicles import actions
    from tongban.registers.vehicles.types import Owner

    make_partitions(MONTHS)
    facts = [
        Change("type", "K33"), Change("use", "A"), Change("colour", "A"), Change("engine", "EA211-123456"),
        Change("make", {"brand": "大众牌", "model": "SVW7140", "fuel": "A", "capacity": 5}),
        Change("made_on", "2011-12-01"), Change("inspected_to", "2014-01-31"), Change("insured_to", "2013-01-14"),
    ]  # fmt: skip
    actions.register_vehicle(
        vin=VIN, plate=plates.parse("02", "沪A12345"), owners=[Owner(new_id())], authority="沪A", region="310115",
        registered_on=date(FIRST_YEAR, 1, 1), changes=facts, licence="3180000000001", certificate="310000000001",
        effective_on=clock.today(), actor=system("bench"), cause="bench",
    )  # fmt: skip


def fill(admin: str, vehicles: int, progress: Callable[[str], None]) -> dict[str, Any]:
    """Copy the one vehicle; returns the seconds and how many rows there are of each."""
    begun = time.perf_counter()
    with psycopg.connect(admin, autocommit=True) as source, psycopg.connect(admin, autocommit=True) as target:
        target.execute("SET session_replication_role = replica")
        target.execute("SET synchronous_commit = off")
        first = _first_month_ms(source)
        entry = _ENTRY.format(old=OLD, first=first, step=MONTHS * 30 * DAY_MS // (ENTRIES - OLD), entries=ENTRIES)
        for start in range(0, vehicles, BATCH):
            end = min(start + BATCH, vehicles)
            for table, other, rest in _tables(entry, start, end):
                _pump(source, target, table, other, rest)
            if start % (10 * BATCH) == 0:
                progress(f"  {end:,} vehicles, {time.perf_counter() - begun:.0f} s")
        tables = ("vehicles_vehicle", "vehicles_vehiclefact", "core_entry")
        for table in tables:
            target.execute(f"VACUUM ANALYZE {table}")
        target.execute("CHECKPOINT")
        counts = {table: int(row[0]) for table in tables for row in target.execute(f"SELECT count(*) FROM {table}")}
        used = target.execute("SELECT count(DISTINCT tableoid) FROM core_entry").fetchone()
    return {**counts, "partitions": used[0] if used else 0, "loading_seconds": round(time.perf_counter() - begun)}


def _tables(entry: str, start: int, end: int) -> list[tuple[str, dict[str, str], str]]:
    """(table, what is different in a copy, where the rows come from) of one batch."""
    rows = f"generate_series({start}::bigint, {end - 1}::bigint) i"
    first, later = (
        entry.replace(" k ", " 0 ").replace("k <", "0 <").replace("+ k", "+ 0").replace("(k -", "(0 -"),
        entry,
    )
    turns = f"generate_series(1, {ENTRIES - 1}) k"
    like = f"(SELECT * FROM vehicles_vehicle WHERE vin = '{VIN}') one"
    return [
        (
            "vehicles_vehicle",
            {"id": _VEHICLE, "vin": "'LB' || lpad(i::text, 15, '0')", "plate": "'X' || lpad(i::text, 7, '0')"},
            f"{rows}, {like}",
        ),
        (
            "vehicles_vehiclefact",
            {"subject": _VEHICLE, "entry": first, "since": f"date '{FIRST_YEAR}-01-01'"},
            f"{rows}, (SELECT f.* FROM vehicles_vehiclefact f JOIN vehicles_vehicle v ON v.id = f.subject"
            f" WHERE v.vin = '{VIN}') one",
        ),
        (
            "vehicles_vehiclefact",
            {"subject": _VEHICLE, "entry": later, "since": _SINCE, "value": f"to_jsonb({_SINCE} + 730)"},
            f"{rows}, {turns}, (SELECT f.* FROM vehicles_vehiclefact f JOIN vehicles_vehicle v ON v.id = f.subject"
            f" WHERE v.vin = '{VIN}' AND f.facet = 'inspected_to') one",
        ),
        (
            "core_entry",
            {"id": entry, "subject": _VEHICLE, "kind": "CASE k WHEN 0 THEN 'registered' ELSE 'inspected' END",
             "effective_on": _SINCE},
            f"{rows}, generate_series(0, {ENTRIES - 1}) k, (SELECT e.* FROM core_entry e JOIN vehicles_vehicle v"
            f" ON v.id = e.subject WHERE v.vin = '{VIN}' LIMIT 1) one",
        ),
    ]  # fmt: skip


def _pump(
    source: psycopg.Connection, target: psycopg.Connection, table: str, other: dict[str, str], rest: str
) -> None:  # fmt: skip
    """COPY what a query says into a table."""
    names = [
        row[0]
        for row in source.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
            " AND attgenerated = '' ORDER BY attnum",
            [table],
        )
    ]
    values = ", ".join(other.get(name, f'one."{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    with (
        source.cursor().copy(f"COPY (SELECT {values} FROM {rest}) TO STDOUT") as rows,
        target.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as into,
    ):
        for block in rows:
            into.write(block)


def _first_month_ms(source: psycopg.Connection) -> int:
    """The millisecond with which the first monthly partition begins: ids of version 7 begin with theirs."""
    bounds = source.execute(
        "SELECT pg_get_expr(c.relpartbound, c.oid) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
        " WHERE i.inhparent = 'core_entry'::regclass"
    ).fetchall()
    firsts = [text.split("'")[1] for (text,) in bounds if "MINVALUE" not in text]
    return min(UUID(one).int >> 80 for one in firsts)


def ask(vehicles: int, looks: int) -> None:
    """Ask of vehicles drawn by lot; print percentiles, the baseline, and how many partitions each plan reads."""
    from django.db import connection

    from tongban.registers.vehicles import queries

    chance = random.Random(SEED)
    drawn = [_id(chance.randrange(vehicles)) for _ in range(looks)]
    days = [date(FIRST_YEAR, 1, 1) + timedelta(days=chance.randrange(4000)) for _ in range(looks)]
    for place in range(20):
        queries.vehicle_as_of(drawn[place], days[place])
        queries.life_of(drawn[place])
    found = {
        "as_of": _timed.percentiles(_timed.times_ms(lambda n: _must(queries.vehicle_as_of(drawn[n], days[n])), looks)),
        "life": _timed.percentiles(_timed.times_ms(lambda n: _must(queries.life_of(drawn[n])), looks)),
    }
    statement = "SELECT * FROM core_entry WHERE subject = %s AND register = 'vehicles' ORDER BY id"

    def alone(number: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, [drawn[number]])
            cursor.fetchall()

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {statement}", [drawn[0]])
        plan = [line for (line,) in cursor.fetchall()]
    reads = sum("Scan" in line and "core_entry" in line and "never executed" not in line for line in plan)
    bare = _timed.percentiles(_timed.times_ms(alone, looks))["p95_ms"]
    print(json.dumps({**found, "baseline": bare, "scans_of_a_life": reads, "plan_ends": [*plan[-3:]]}))


def _must(found: object) -> object:
    if not found:
        raise RuntimeError("a vehicle that was loaded was not found")
    return found


def _id(number: int) -> UUID:
    return UUID(f"{1300000000000 + number:012x}70058{number:015x}")


def main() -> None:
    """Do one of the two."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("make", "ask"))
    parser.add_argument("--vehicles", type=int, default=0)
    parser.add_argument("--looks", type=int, default=0)
    chosen = parser.parse_args()
    django.setup()
    make() if chosen.what == "make" else ask(chosen.vehicles, chosen.looks)


if __name__ == "__main__":
    sys.exit(main())
