"""Each switch does what it says, and only that (contract, section 5)."""

import time
from datetime import timedelta

import httpx
import pytest
from http_message_signatures import InvalidSignature
from tests.sandbox.builders import LI, WANG, Sandbox, eventually

PERSON = {"identity_number": LI}
RECEIPT = {"order": "O1", "payer": "李敏", "items": [{"label": "工本费", "amount": "1.00"}], "amount": "1.00"}


def test_a_slow_partner_answers_late_and_does_not_hold_up_the_others(sandbox: Sandbox) -> None:
    sandbox.switch("population", delay_ms=400)
    started = time.monotonic()
    sandbox.get_answer("narcotics", "person", PERSON)
    assert time.monotonic() - started < 0.3
    started = time.monotonic()
    sandbox.get_answer("population", "person", PERSON)
    assert time.monotonic() - started > 0.4


def test_a_refusing_partner_answers_403(sandbox: Sandbox) -> None:
    sandbox.switch("population", refuse=True)
    assert sandbox.ask("population", "person", PERSON).status_code == 403


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_failing_partner_answers_its_status_and_does_nothing(sandbox: Sandbox, status: int) -> None:
    sandbox.switch("messages", status=status)
    message = {"message_id": "M1", "to": "13812340001", "text": "x", "language": "zh"}
    answer = sandbox.ask("messages", "send", message)
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert sandbox.control("GET", "messages")["messages"] == []


def test_a_cut_connection_gives_no_answer_but_the_deed_is_done(sandbox: Sandbox) -> None:
    sandbox.switch("fiscal", cut=True)
    with pytest.raises(httpx.RemoteProtocolError):
        sandbox.ask("fiscal", "receipt", RECEIPT, key="k1")
    lines = sandbox.control("GET", "log")["lines"]
    assert (lines[0]["name"], lines[0]["status"]) == ("receipt", 0)
    sandbox.control("DELETE", "partners/fiscal")
    number = sandbox.get_answer("fiscal", "receipt", RECEIPT, key="k1")["bill_number"]
    assert lines[0]["answer"]["bill_number"] == number


def test_nonsense_is_signed_and_of_another_form(sandbox: Sandbox) -> None:
    sandbox.switch("population", nonsense=True)
    assert "identity_number" not in sandbox.get_answer("population", "person", PERSON)


def test_an_answer_about_somebody_else_is_true_and_names_them(sandbox: Sandbox) -> None:
    sandbox.someone(LI, person={"name": "李敏"})
    sandbox.someone(WANG, person={"name": "王秀英"})
    sandbox.switch("population", other_person=True)
    answer = sandbox.get_answer("population", "person", PERSON)
    assert (answer["identity_number"], answer["name"]) == (WANG, "王秀英")


def test_an_answer_about_another_order_does_not_name_the_one_asked_for(sandbox: Sandbox) -> None:
    sandbox.switch("fiscal", other_person=True)
    assert sandbox.get_answer("fiscal", "receipt", RECEIPT)["order"] == "O2"


def test_a_wrong_signature_does_not_verify(sandbox: Sandbox) -> None:
    sandbox.switch("population", signature="wrong")
    answer = sandbox.ask("population", "person", PERSON)
    assert answer.status_code == 200
    with pytest.raises(InvalidSignature):
        sandbox.verify(answer, "population")


def test_an_old_signature_is_true_but_an_hour_old(sandbox: Sandbox) -> None:
    sandbox.switch("population", signature="old")
    answer = sandbox.ask("population", "person", PERSON)
    with pytest.raises(InvalidSignature, match="age"):
        sandbox.verify(answer, "population")
    created = int(answer.headers["signature-input"].split("created=")[1].split(";")[0])
    assert timedelta(minutes=59) < timedelta(seconds=time.time() - created) < timedelta(minutes=61)


def test_a_forged_event_is_sent_truly_once_the_switch_is_back(sandbox: Sandbox) -> None:
    sandbox.product.answers_with = 401
    sandbox.switch("hospital", signature="wrong")
    sandbox.control("POST", f"hospital/examine/{LI}")
    eventually(lambda: sandbox.product.received, "the forged event arrives")
    sandbox.product.answers_with = 200
    sandbox.control("DELETE", "partners/hospital")
    eventually(lambda: sandbox.control("GET", "events")["events"] == [], "the true one is taken")
    signatures = {message.headers["signature"] for message in sandbox.product.received}
    assert len(signatures) == len(sandbox.product.received) >= 2


def test_an_event_told_twice_has_one_key_and_two_request_ids(sandbox: Sandbox) -> None:
    sandbox.switch("hospital", callbacks="twice")
    sandbox.control("POST", f"hospital/examine/{LI}")
    eventually(lambda: len(sandbox.product.received) == 2, "both arrive")
    first, second = sandbox.product.received
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"] and first.body == second.body
    assert first.headers["request-id"] != second.headers["request-id"]


def test_a_late_event_waits_its_seconds(sandbox: Sandbox) -> None:
    sandbox.switch("hospital", callbacks="late", late_seconds=1)
    started = time.monotonic()
    sandbox.control("POST", f"hospital/examine/{LI}")
    eventually(lambda: sandbox.product.received, "it arrives")
    assert sandbox.product.received[0].at - started >= 1


def test_an_event_never_told_stays_until_somebody_sends_it(sandbox: Sandbox) -> None:
    sandbox.switch("hospital", callbacks="never")
    sandbox.control("POST", f"hospital/examine/{LI}")
    sandbox.switch("hospital", callbacks="once")
    sandbox.control("POST", f"hospital/examine/{WANG}")
    eventually(lambda: sandbox.product.received, "the second arrives")
    assert [m.facts["identity_number"] for m in sandbox.product.received] == [WANG]
    assert sandbox.control("GET", "state")["partners"]["hospital"]["events"]["withheld"] == 1
    sandbox.control("POST", "events/now")
    eventually(lambda: len(sandbox.product.received) == 2, "the first arrives")


def test_reversed_events_arrive_last_first(sandbox: Sandbox) -> None:
    parcel = {"parcel": "P1", "to_name": "李", "to_phone": "1", "to_address": "路", "contents": "证"}
    number = sandbox.get_answer("post", "parcel", parcel)["tracking_number"]
    sandbox.switch("post", callbacks="reversed", late_seconds=1)
    for kind in ("taken_over", "on_the_way", "delivered"):
        sandbox.control("POST", f"post/{number}/{kind}")
    eventually(lambda: len(sandbox.product.received) == 3, "all arrive")
    kinds = [message.facts["kind"] for message in sandbox.product.received]
    assert kinds == ["delivered", "on_the_way", "taken_over"]


@pytest.mark.parametrize(
    "wish",
    [
        {"delay_ms": -1},
        {"delay_ms": True},
        {"status": 200},
        {"signature": "fine"},
        {"callbacks": []},
        {"speed": 1},
    ],
)
def test_a_switch_that_does_not_exist_is_refused_and_changes_nothing(sandbox: Sandbox, wish: dict) -> None:
    sandbox.control("PUT", "partners/hospital", {"delay_ms": 5, **wish}, status=400)
    assert sandbox.control("GET", "state")["partners"]["hospital"]["normal"] is True


def test_a_switch_not_named_stays_and_reset_makes_everything_normal(sandbox: Sandbox) -> None:
    sandbox.switch("hospital", delay_ms=5)
    sandbox.switch("hospital", refuse=True)
    state = sandbox.control("GET", "state")["partners"]
    assert (state["hospital"]["switches"]["delay_ms"], state["hospital"]["switches"]["refuse"]) == (5, True)
    assert state["population"]["normal"] is True
    sandbox.control("DELETE", "partners/hospital")
    assert sandbox.control("GET", "state")["partners"]["hospital"]["normal"] is True
