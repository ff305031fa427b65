"""Renewals prepared for a million drivers, by the rules only: read in bulk, decided by the rule of renewal.

The code is that of the night (`drivers.to_renew_by`, `preparing.worth_it`): the due days that a night looks at, shared
by two processes. No partner is asked and no draft is written. The drivers are made by SQL in a database of this run;
one in ten has an open violation, which does not keep a renewal from being prepared, one in fifty a cancelled licence,
which does. Baseline: the same rows read by the same processes without deciding anything. `met` goes by CPU seconds for
each process, as the machine may be shared.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from tongban.config import database
from tongban.config.embedded import Embedded, Urls

DRIVERS, QUICK_DRIVERS = 1_000_000, 50_000
BAR_SECONDS = 180.0
PROCESSES = 2
DAY = "2026-11-22"  # the law's day of this run
DUE_DAYS = 61  # today and the sixty days after it

PERSONS = """
INSERT INTO people_person (id, identity_kind, identity, name, sex, born, region, address, alive, assurance)
SELECT {person}, 'resident', '', '', '1', {born}, '310115', '', true, 0 FROM generate_series(1, {drivers}) AS n
"""
NUMBERS = """
INSERT INTO people_identitynumber (lookup, person_id)
SELECT sha256(n::text::bytea), {person} FROM generate_series(1, {drivers}) AS n
"""
FILES = """
INSERT INTO drivers_driver (id, person, born, file_number, authority, region, first_issue_on, classes, valid_from,
       valid_to, term_years, letters, postponements, cycles, accidents, lost_for_age, card_serial, version)
SELECT {person}, {person}, {born}, '3101' || lpad(n::text, 8, '0'), '沪A', '310115', since,
       jsonb_build_array(jsonb_build_array('C1', to_char(since, 'YYYY-MM-DD'))), since, due, 6,
       CASE WHEN n % 10 = 0 THEN 'H' WHEN n % 50 = 1 THEN 'G' ELSE '' END, '[]',
       (SELECT jsonb_agg(jsonb_build_array(to_char(since + make_interval(years => y), 'YYYY-MM-DD'),
                             to_char(since + make_interval(years => y + 1, days => -1), 'YYYY-MM-DD'), y) ORDER BY y)
        FROM generate_series(0, 5) AS y), '[]', '[]', '', 1
FROM (SELECT n, DATE '{today}' + n % {days} AS due, (DATE '{today}' + n % {days} - INTERVAL '6 years')::date AS since
      FROM generate_series(1, {drivers}) AS n) AS made
"""
PERSON = "('019b0000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid"
BORN = "(DATE '1960-01-01' + n % 15000)"

Progress = Callable[[str], None]


def measure(*, quick: bool, progress: Progress) -> dict[str, Any]:
    """Make the drivers, read them, decide about them. Raises CalledProcessError where a process fails."""
    drivers = QUICK_DRIVERS if quick else DRIVERS
    with tempfile.TemporaryDirectory(prefix="tongban-prepare-") as folder:
        server = Embedded(Path(folder))
        try:
            urls = server.start(progress)
            database.prepare(urls)
            _make(urls, drivers, progress)
            reading = _run("read", urls, folder, progress)
            deciding = _run("decide", urls, folder, progress)
        finally:
            server.remove()
    return {
        "value": deciding["seconds"],
        "unit": "s",
        "baseline": reading["seconds"],
        "ratio": round(deciding["seconds"] / reading["seconds"], 2),
        "met": deciding["cpu_seconds"] / PROCESSES * DRIVERS / drivers < BAR_SECONDS,
        "sizes": {
            "drivers": drivers,
            "prepared": deciding["found"],
            "processes": PROCESSES,
            "cores": os.cpu_count(),
            "cpu_seconds": deciding["cpu_seconds"],
            "cpu_seconds_reading": reading["cpu_seconds"],
            "drivers_a_cpu_second": round(drivers / deciding["cpu_seconds"]),
            "load_average": [round(one, 1) for one in os.getloadavg()],
        },
    }


def _make(urls: Urls, drivers: int, progress: Progress) -> None:
    progress(f"Making {drivers} drivers; load average {os.getloadavg()[0]:.1f}")
    values = {"person": PERSON, "born": BORN, "drivers": drivers, "today": DAY, "days": DUE_DAYS}
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        for statement in (PERSONS, NUMBERS, FILES):
            owner.execute(statement.format(**values))
        owner.execute("ANALYZE")


def _run(what: str, urls: Urls, folder: str, progress: Progress) -> dict[str, Any]:
    """Both processes at once: seconds, CPU seconds of both (the database's are not in them), how many were found."""
    environment = {
        **os.environ, "DATABASE_URL": urls.app, "TONGBAN_HOME": folder, "PYTHONPATH": ":".join(sys.path),
        "DJANGO_SETTINGS_MODULE": "tongban.config.settings", "TONGBAN_TODAY": DAY,
    }  # fmt: skip
    command = [sys.executable, "-m", "bench._prepare", what, str(PROCESSES)]
    begun, before = time.monotonic(), os.times()
    running = [
        subprocess.Popen([*command, str(place)], env=environment, stdout=subprocess.PIPE, text=True)
        for place in range(PROCESSES)
    ]
    said = [process.communicate()[0] for process in running]
    seconds, after = time.monotonic() - begun, os.times()
    for process in running:
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    progress(f"  {what}: {seconds:.1f} s, {spent:.1f} CPU seconds of the processes")
    return {"seconds": round(seconds, 1), "cpu_seconds": round(spent, 1), "found": sum(int(one) for one in said)}
