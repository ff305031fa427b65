"""A clerk looks at the work list again and again: `python -m bench._worklist` inside a copy. Prints one object."""

import argparse
import json
from datetime import date

import django
from bench import _province, _timed
from bench._city import OFFICE, PASSWORD

NUMBER = "310100-0001"
POSTS = ("acceptance", "review", "consultation", "supervision")
FILTERS = {"all": "", "service": "?service=D06", "post": "?post=review", "mine": "?mine=1", "page 3": "?page=3"}


def main() -> None:
    """Employ a clerk, look, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--looks", type=int, required=True)
    looks = parser.parse_args().looks
    django.setup()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from tongban.casework import queries
    from tongban.outlets import queries as outlets
    from tongban.people import queries as people

    client, list_of = _clerk(), reverse("desk:worklist")
    addresses = [list_of + query for query in FILTERS.values()]
    statements = {}
    for name, address in zip(FILTERS, addresses, strict=True):
        with CaptureQueriesContext(connection) as log:
            client.get(address)
        statements[name] = len(log)
    times = _timed.times_ms(lambda number: client.get(addresses[number % len(addresses)]), looks)
    alone = _timed.times_ms(lambda _: _rows_alone(connection), looks)
    found = queries.work_list(outlets.actor_for(people.find_account(NUMBER), "window"))
    print(json.dumps({
        **_timed.percentiles(times), "baseline": _timed.percentiles(alone)["p95_ms"], "statements": statements,
        "rows": len(found.rows), "total": found.total,
    }))  # fmt: skip


def _clerk() -> "django.test.Client":
    from django.test import Client

    from tongban.core.actor import SEE, WORK, system
    from tongban.outlets import actions as outlets
    from tongban.people import queries as people

    actor = system("bench")
    outlets.employ(number=NUMBER, outlet=OFFICE, posts=POSTS, password=PASSWORD, actor=actor, cause="bench")
    for kind in ("acceptance", "review", "checking_officer", "examiner"):
        outlets.qualify(number=NUMBER, kind=kind, since=date(2020, 1, 1), actor=actor, cause="bench")
    for power in (SEE, WORK):
        outlets.grant(number=NUMBER, power=power, office=OFFICE, actor=actor, cause="bench")
    account = people.find_account(NUMBER)
    client = Client()
    client.force_login(account)
    return client


def _rows_alone(connection: "django.db.backends.base.base.BaseDatabaseWrapper") -> None:
    with connection.cursor() as cursor:
        cursor.execute(_province.WORK_LIST, [[OFFICE], list(POSTS)])
        cursor.fetchall()


if __name__ == "__main__":
    main()
