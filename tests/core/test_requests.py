from datetime import UTC, date, datetime, timedelta
from threading import Event, Thread
from uuid import uuid4

import pytest
from django.db import connection, transaction

from tongban.core import clock, requests
from tongban.core.errors import BadInput

BODY = {"reason": "lost", "on": date(2026, 11, 2)}


def begin(scope: str = "account:1", key: str = "k", body: object = BODY) -> requests.Repeat | None:
    return requests.once(scope=scope, key=key, body=body)


@pytest.mark.django_db
def test_the_first_time_is_no_repeat_and_the_second_gets_its_row():
    row = uuid4()
    assert begin() is None
    requests.remember(scope="account:1", key="k", row=row)
    assert begin() == requests.Repeat(str(row))


@pytest.mark.django_db
def test_the_same_key_with_another_body_is_an_error():
    assert begin() is None
    with pytest.raises(requests.KeyReused) as caught:
        begin(body={"reason": "stolen"})
    assert (caught.value.status, caught.value.code) == (409, "key_reused")


@pytest.mark.django_db
def test_the_order_of_fields_is_no_other_body():
    assert begin(body={"a": 1, "b": 2}) is None
    assert begin(body={"b": 2, "a": 1}) == requests.Repeat(None)


@pytest.mark.django_db
def test_another_persons_key_is_unknown():
    assert begin(body=b"mine") is None
    assert begin(scope="account:2", body=b"theirs") is None


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x" * 201, "a\x00b", "line\nbreak"])
def test_a_key_that_is_none_is_bad_input(key):
    with pytest.raises(BadInput) as caught:
        begin(key=key)
    assert caught.value.field == "idempotency-key"


def test_outside_of_a_transaction_it_is_a_fault_of_ours(committed):
    with pytest.raises(transaction.TransactionManagementError):
        begin()


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "kept"), [(29, True), (30, False), (31, False)])
def test_keys_are_forgotten_after_their_retention(days, kept):
    with clock.frozen(datetime(2026, 11, 2, 4, tzinfo=UTC)):
        begin()
    forgotten = requests.forget(date(2026, 11, 2) + timedelta(days=days))
    assert forgotten == (0 if kept else 1)
    assert (begin() is not None) is kept


class Click(Thread):
    """A click in a browser of its own: begins, works until told to finish, then commits or fails."""

    def __init__(self, row: str, fails: bool = False) -> None:
        super().__init__()
        self.row, self.fails = row, fails
        self.begun, self.finish = Event(), Event()
        self.answer: str | None = None

    def run(self) -> None:
        try:
            with transaction.atomic():
                self.answer = self.act()
        except RuntimeError:
            self.answer = "failed"
        finally:
            connection.close()

    def act(self) -> str:
        repeat = begin()
        if repeat:
            return f"again {repeat.row}"
        requests.remember(scope="account:1", key="k", row=self.row)
        self.begun.set()
        self.finish.wait(10)
        if self.fails:
            raise RuntimeError("the first click fails")
        return f"made {self.row}"


@pytest.mark.parametrize(("fails", "second"), [(False, "again one"), (True, "made two")])
def test_a_second_click_waits_for_the_first(committed, fails, second):
    one, two = Click("one", fails=fails), Click("two")
    one.start()
    assert one.begun.wait(10)
    two.finish.set()
    two.start()
    two.join(0.2)
    assert two.is_alive(), "the second click must wait"
    one.finish.set()
    one.join()
    two.join()
    assert two.answer == second
