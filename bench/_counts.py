"""After a benchmark: everything that belongs to a case exists once for each case, and nothing is left to do."""

import time
from collections.abc import Collection, Mapping, Sequence

import psycopg

PATIENCE_SECONDS = 120.0
OF = "SELECT id FROM casework_case WHERE number = ANY(%(numbers)s)"


def entry(register: str, kind: str) -> str:
    """The statement that counts the entries of a kind that these cases caused."""
    return (
        f"SELECT count(*) FROM core_entry WHERE register = '{register}' AND kind = '{kind}'"
        f" AND cause IN (SELECT 'case:' || id FROM ({OF}) AS c)"
    )


# what there must be exactly one of for each case, whatever the service,
OF_EVERY_CASE: Mapping[str, str] = {
    "cases granted": f"SELECT count(*) FROM casework_case WHERE outcome = 'granted' AND id IN ({OF})",
    **{f"entries cases/{kind}": entry("cases", kind) for kind in ("submitted", "fee_due", "paid", "decided")},
    "receipts": f'SELECT count(*) FROM documents_receipt WHERE "case" IN ({OF})',
    "cards on their way": "SELECT count(*) FROM documents_card WHERE state IN ('in_custody', 'posted', 'delivered')"
    f' AND "case" IN ({OF})',
    "orders paid, with a fiscal bill": "SELECT count(*) FROM exchange_order o JOIN exchange_order_case l"
    f" ON l.order_id = o.id WHERE o.state = 'bill_issued' AND l.case_id IN ({OF})",
    "payments": "SELECT count(*) FROM exchange_payment p JOIN exchange_order_case l ON l.order_id = p.order_id"
    f" WHERE p.counts AND l.case_id IN ({OF})",
    "messages 'done' sent": "SELECT count(*) FROM exchange_notice WHERE topic = 'case_decided'"
    f" AND accepted_at IS NOT NULL AND case_id IN ({OF})",
}
# and for each lost licence that was replaced (D06)
ONCE: Mapping[str, str] = {
    **OF_EVERY_CASE,
    "entries drivers/replaced": entry("drivers", "replaced"),
    "entries documents/credential_issued": entry("documents", "credential_issued"),
    "entries documents/card_printed": entry("documents", "card_printed"),
    "credentials in force": "SELECT count(*) FROM documents_credential WHERE revoked_at IS NULL AND cause IN"
    f" (SELECT 'case:' || id FROM ({OF}) AS c)",
}
# what there must be nothing of
NONE: Mapping[str, str] = {
    "jobs left or failed": "SELECT count(*) FROM procrastinate_jobs j LEFT JOIN procrastinate_periodic_defers d"
    " ON d.job_id = j.id WHERE d.id IS NULL OR j.status = 'failed'",
    "entries not sealed": "SELECT count(*) FROM core_unsealed",
}


class Disagree(Exception):
    """The counts do not agree; names each that does not."""


def left(database: str) -> dict[str, int]:
    """Return what is still to be done, by its name; empty where all is done."""
    with psycopg.connect(database, autocommit=True) as connection:
        return {name: count for name, count in _counts(connection, NONE, []).items() if count}


def wait_until_done(database: str) -> float:
    """Wait until no job is left; return the seconds. Raises Disagree where that takes two minutes."""
    begun = time.perf_counter()
    while still := left(database):
        if time.perf_counter() - begun > PATIENCE_SECONDS:
            raise Disagree(f"still there after {PATIENCE_SECONDS:.0f} seconds: {still}")
        time.sleep(0.1)
    return time.perf_counter() - begun


def check(
    database: str, numbers: Sequence[str], but: Collection[str] = (), once: Mapping[str, str] = ONCE
) -> dict[str, int]:
    """Return the counts of these cases, `but` some. Raises Disagree unless each is there once for each case."""
    with psycopg.connect(database, autocommit=True) as connection:
        counts = _counts(connection, once, numbers)
    wrong = {name: count for name, count in counts.items() if count != len(numbers) and name not in but}
    if wrong or len(set(numbers)) != len(numbers):
        raise Disagree(f"{len(numbers)} cases were acknowledged, but: {wrong}")
    return counts


def _counts(connection: psycopg.Connection, what: Mapping[str, str], numbers: Sequence[str]) -> dict[str, int]:
    found = {}
    for name, statement in what.items():
        row = connection.execute(statement, {"numbers": list(numbers)}).fetchone()
        found[name] = int(row[0]) if row else 0
    return found
