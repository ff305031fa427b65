"""SQL made once: the rows are the model's own, a closed model wants a reason, only what is named is written."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tongban.core import rows
from tongban.core.closed import ClosedDoor
from tongban.core.models import DayOverride, Order
from tongban.people.models import Person

pytestmark = pytest.mark.django_db


def an_order(number: str) -> Order:
    return Order(number=number, basis="test", since=date(2026, 1, 1), values={"renewal.open_days": 120})


def test_rows_are_written_and_read_with_one_statement_each() -> None:
    with CaptureQueriesContext(connection) as log:
        rows.insert(an_order("1"), an_order("2"))
        found = rows.Rows(Order, "number = ANY(%s) ORDER BY number").all(["1", "2", "3"])
    assert len(log) == 2
    assert [(row.number, row.values, row.until) for row in found] == [
        ("1", {"renewal.open_days": 120}, None), ("2", {"renewal.open_days": 120}, None),
    ]  # fmt: skip
    assert found == list(Order.objects.order_by("number"))


def test_only_the_named_fields_are_written() -> None:
    rows.insert(an_order("1"))
    row = rows.Rows(Order, "number = %s").first("1")
    assert row is not None
    row.basis, row.region = "changed", "310000"
    rows.update(row, "basis")
    assert Order.objects.values_list("basis", "region").get(number="1") == ("changed", "")
    rows.update(row)
    assert Order.objects.values_list("basis", "region").get(number="1") == ("changed", "310000")


def test_a_row_that_is_there_is_refused_as_the_orm_refuses_it() -> None:
    day = DayOverride(day=date(2035, 1, 1), working=False, source="test")
    rows.insert(day)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert(day)


def test_a_closed_model_is_asked_for_a_reason_only() -> None:
    with pytest.raises(ClosedDoor):
        rows.Rows(Person, "id = %s")
    with pytest.raises(ClosedDoor):
        rows.Rows(Person, "id = %s", why=" ")
