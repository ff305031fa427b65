"""A connection keeps the statements that it has prepared: after a refusal, and however many a case asks."""

import pytest
from django.db import connection, transaction
from tests.conftest import Urls

pytestmark = pytest.mark.usefixtures("committed")
THRESHOLD = 3  # asked so often, a statement is prepared


def ask(*numbers: int) -> None:
    """Ask statements that nobody else asks, until each is prepared."""
    with connection.cursor() as cursor:
        for number in numbers:
            for _ in range(THRESHOLD):
                cursor.execute(f"SELECT %s::int AS ours_{number}", [1])


def kept() -> int:
    """How many of them the server keeps for this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement ~ 'AS ours_[0-9]'")
        return int(cursor.fetchone()[0])


def test_a_refusal_that_rolls_back_leaves_statements_prepared(committed: Urls) -> None:
    ask(1, 2)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        ask(3)
        raise ZeroDivisionError
    ask(1)  # what psycopg wants to forget it forgets with the next statement
    assert kept() == 3


def test_more_statements_stay_prepared_than_a_case_asks(committed: Urls) -> None:
    ask(*range(200))
    assert kept() == 200
