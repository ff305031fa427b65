"""A province around the few people of a benchmark: rows like theirs by the million, made inside the database.

Nobody of them ever acts. Each is a copy of one person, driver file or case that the product itself has written, under
another id, number and day; sealed values are shared, everything that is searched or unique is not. So tables and
indexes have the size of a province, and loading takes minutes instead of hours. Goes around the product on purpose.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import psycopg
from psycopg import sql

BATCH = 250_000
Progress = Callable[[str], None]
_DAY = "date '2026-01-01' - (i %% 1000)::int"
_AT = "timestamptz '2023-12-01' + i * interval '20 seconds'"


def _id(kind: int, number: str = "i") -> str:
    """An id of version 7 from the end of 2023, the same for the same kind and number."""
    return (
        f"(lpad(to_hex(1700000000000 + {number}), 12, '0') || '7{kind:03x}8' || lpad(to_hex({number}), 15, '0'))::uuid"
    )


def _one_of(kind: int, people: int) -> str:
    """The id of one of so many people or files, in turn."""
    return _id(kind, f"(i %% {people})")


PERSON, DRIVER, ENTRY, CASE, DECISION, DECIDED = 1, 2, 3, 4, 5, 6


@dataclass(frozen=True)
class Copied:
    """How the rows of one table are copied: from which row, and what is different in each copy (`i` is its number)."""

    table: str
    like: str
    other: Mapping[str, str]


WORK_LIST = (
    "SELECT * FROM casework_case WHERE office = ANY(%s) AND needs_post = ANY(%s) AND needs_post <> ''"
    " ORDER BY due_on, id LIMIT 50"
)
BLANKS = Copied("documents_blank", "state = 'stock'", {"serial": "'33' || lpad(i::text, 11, '0')"})
PEOPLE = (
    Copied(
        "people_person", "account_id IS NOT NULL",
        {"id": _id(PERSON), "account_id": "NULL", "phone": "NULL", "phone_lookup": "NULL", "born": f"{_DAY} - 9000"},
    ),
    Copied(
        "people_identitynumber", "true",
        {"lookup": "sha256(convert_to('number ' || i, 'UTF8'))", "person_id": _id(PERSON)},
    ),
    Copied(
        "core_entry", "register = 'drivers' AND kind = 'registered'",
        {"id": _id(ENTRY), "subject": _id(DRIVER), "cause": "'takeover'"},
    ),
    Copied(
        "drivers_driver", "true",
        {
            "id": _id(DRIVER), "person": _id(PERSON), "file_number": "'32' || lpad(i::text, 10, '0')",
            "valid_from": f"{_DAY} - 400", "valid_to": f"{_DAY} + 1800", "look_on": f"{_DAY} + 1800",
            "born": f"{_DAY} - 9000", "card_serial": "'32' || lpad(i::text, 11, '0')",
        },
    ),
    Copied(
        "drivers_driverfact", "facet = 'validity'",
        {"subject": _id(DRIVER), "entry": _id(ENTRY), "since": f"{_DAY} - 400"},
    ),
    Copied(
        "drivers_driverfact", "facet = 'card'",
        {"subject": _id(DRIVER), "entry": _id(ENTRY), "since": f"{_DAY} - 400"},
    ),
    Copied(
        "drivers_licenceversion", "voided_on IS NULL",
        {"driver": _id(DRIVER), "number": "1", "card_serial": "'32' || lpad(i::text, 11, '0')", "entry": _id(ENTRY)},
    ),
)  # fmt: skip


def _cases(people: int, other: Mapping[str, str]) -> tuple[Copied, ...]:
    return (
        Copied(
            "casework_case", "outcome = 'granted'",
            {
                "id": _id(CASE), "number": "'1' || lpad(i::text, 12, '0')", "status": "'closed'", "due_on": _DAY,
                "applicant": _one_of(PERSON, people), "subject": _one_of(DRIVER, people),
                "order_number": "'1' || lpad(i::text, 23, '0')",
                "created_at": _AT, "submitted_at": _AT, "decided_at": _AT, "closed_at": _AT, **other,
            },
        ),
        Copied(
            "casework_decision", "outcome = 'granted'",
            {"id": _id(DECISION), "case_id": _id(CASE), "decided_at": _AT, "entry": _id(DECIDED)},
        ),
        Copied(
            "core_entry", "register = 'cases' AND kind = 'decided'",
            {"id": _id(DECIDED), "subject": _id(CASE), "cause": f"'case:' || {_id(CASE)}"},
        ),
    )  # fmt: skip


def _open(people: int) -> dict[str, str]:
    """What makes one case in 250 an open one; nobody has two for the same service."""
    posts = "ARRAY['acceptance', 'review', 'consultation', 'supervision']"
    services = "ARRAY['D06', 'D07', 'D16', 'D08', 'D23']"
    return {
        "status": "CASE WHEN i %% 250 = 0 THEN 'in_hand' ELSE 'closed' END",
        "needs_post": f"CASE WHEN i %% 250 = 0 THEN ({posts})[(1 + i / 250 %% 4)::int] ELSE '' END",
        "office": "'3101' || lpad((i / 1000 %% 100)::text, 2, '0') || '-1'",
        "service": f"({services})[(1 + i / {people} %% 5)::int]",
    }


def fill(admin: str, *, people: int, cases: int, blanks: int, progress: Progress, some_open: bool = False) -> float:
    """Fill up to so many people and cases; return the seconds. One person and one granted case must be there.

    `some_open`: one case in 250 waits at a post of one of a hundred offices, as at the end of a busy day.
    """
    begun = time.perf_counter()
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")  # copies of checked rows need no second check
        connection.execute("SET synchronous_commit = off")
        old = _cases(people, _open(people) if some_open else {})
        tables = [(BLANKS, blanks), *((one, people) for one in PEOPLE), *((one, cases) for one in old)]
        for copied, count in tables:
            _copy(connection, copied, count)
            progress(f"  {count:,} rows of {copied.table}, {time.perf_counter() - begun:.0f} s")
        for table in sorted({copied.table for copied, _ in tables}):
            connection.execute(sql.SQL("VACUUM ANALYZE {}").format(sql.Identifier(table)))
        connection.execute("CHECKPOINT")
    return time.perf_counter() - begun


def _copy(connection: psycopg.Connection, copied: Copied, count: int) -> None:
    columns = [
        row[0]
        for row in connection.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
            " AND attgenerated = '' AND attidentity = '' ORDER BY attnum",
            [copied.table],
        )
    ]
    values = ", ".join(copied.other.get(name, f'one."{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    statement = (
        f"INSERT INTO {copied.table} ({names}) SELECT {values} FROM generate_series(%s::bigint, %s::bigint) AS i,"
        f" (SELECT * FROM {copied.table} WHERE {copied.like} LIMIT 1) AS one"
    )
    for start in range(0, count, BATCH):
        connection.execute(statement, [start, min(start + BATCH, count) - 1])
