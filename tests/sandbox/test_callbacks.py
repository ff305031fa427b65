"""Partners tell the product what happened, and go on telling until it has taken it (contract, section 3)."""

import time

from tests.sandbox.builders import LI, Sandbox, eventually

MESSAGE = {"message_id": "M1", "to": "13812340001", "text": "验证码 123456", "language": "zh"}


def no_event_waits(sandbox: Sandbox) -> bool:
    return sandbox.control("GET", "events")["events"] == []


def test_each_partner_tells_what_the_contract_says(sandbox: Sandbox) -> None:
    sandbox.someone(matters=[{"kind": "violation", "number": "V1"}])
    sandbox.control("POST", f"hospital/examine/{LI}", {"colour_blind": True})
    sandbox.control("POST", f"platform/settle/{LI}/V1")
    sandbox.control("POST", f"narcotics/list/{LI}", {"measure": "isolation"})
    sandbox.get_answer("messages", "send", MESSAGE)
    sandbox.pay("O1")
    eventually(lambda: len(sandbox.product.received) == 5, "all five arrive")
    told = {message.path.removeprefix("/partners/"): message.facts for message in sandbox.product.received}
    assert told["hospital/result"]["certificate"]["colour_blind"] is True
    assert told["platform/settled"] == {"identity_number": LI, "number": "V1", "settled_on": "2026-11-22"}
    assert told["narcotics/listed"]["measure"] == "isolation"
    assert told["messages/delivery"]["state"] == "delivered"
    assert told["payment/paid"]["method"] == "wechat" and told["payment/paid"]["amount"] == "10.00"


def test_a_message_to_an_unreachable_number_is_reported_as_failed(sandbox: Sandbox) -> None:
    sandbox.get_answer("messages", "send", {**MESSAGE, "to": "13812340000"})
    eventually(lambda: sandbox.product.received, "the report arrives")
    assert sandbox.product.received[0].facts["state"] == "failed"


def test_a_settled_matter_is_told_once_and_carries_no_letter(sandbox: Sandbox) -> None:
    sandbox.someone(matters=[{"kind": "seizure", "number": "K1", "letter": "K", "until": "2027-01-01"}])
    for _ in range(2):
        sandbox.control("POST", f"platform/settle/{LI}/K1")
    eventually(lambda: no_event_waits(sandbox), "the event is taken")
    assert len(sandbox.product.received) == 1
    matter = sandbox.get_answer("platform", "driver", {"identity_number": LI})["matters"][0]
    assert (matter["state"], matter["letter"], matter["until"]) == ("settled", "", None)


def test_an_event_the_product_refuses_is_tried_again_with_the_same_key(sandbox: Sandbox) -> None:
    sandbox.product.answers_with = 500
    sandbox.control("POST", f"hospital/examine/{LI}")
    eventually(lambda: len(sandbox.product.received) == 2, "it is tried twice")
    first, second = sandbox.product.received[:2]
    assert 0.9 < second.at - first.at < 3
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
    assert first.headers["request-id"] != second.headers["request-id"]
    sandbox.product.answers_with = 200
    eventually(lambda: no_event_waits(sandbox), "it is taken")


def test_events_wait_while_the_product_is_down_and_arrive_when_it_is_back(own_sandbox: Sandbox) -> None:
    own_sandbox.product.stop()
    for _ in range(3):
        own_sandbox.control("POST", f"hospital/examine/{LI}")
    eventually(lambda: own_sandbox.control("GET", "events")["events"][0]["tries"] >= 1, "a try has failed")
    own_sandbox.product.start()
    eventually(lambda: no_event_waits(own_sandbox), "all are taken")
    assert len(own_sandbox.product.told("/partners/hospital/result")) == 3


def test_hearing_the_product_again_shortens_the_pause(own_sandbox: Sandbox) -> None:
    own_sandbox.ask("population", "person", {"identity_number": LI})
    own_sandbox.product.stop()
    own_sandbox.control("POST", f"hospital/examine/{LI}")
    eventually(lambda: own_sandbox.control("GET", "events")["events"][0]["tries"] >= 3, "the pause is four seconds")
    own_sandbox.product.start()
    own_sandbox.ask("population", "person", {"identity_number": LI})
    started = time.monotonic()
    eventually(lambda: no_event_waits(own_sandbox), "it is taken")
    assert time.monotonic() - started < 1.5


def test_events_about_one_parcel_arrive_in_order(sandbox: Sandbox) -> None:
    parcel = {"parcel": "P1", "to_name": "李", "to_phone": "1", "to_address": "路", "contents": "证"}
    number = sandbox.get_answer("post", "parcel", parcel)["tracking_number"]
    kinds = ["taken_over", "on_the_way", "uncollected", "returned"]
    for kind in kinds:
        sandbox.control("POST", f"post/{number}/{kind}")
    eventually(lambda: len(sandbox.product.received) == 4, "all arrive")
    assert [message.facts["kind"] for message in sandbox.product.received] == kinds


def test_the_bank_calling_again_uses_the_same_key_and_may_err_in_the_amount(sandbox: Sandbox) -> None:
    sandbox.pay("O1")
    assert sandbox.control("POST", "payment/again/O1")["taken"] is True
    assert sandbox.control("POST", "payment/again/O1", {"amount": "0.01"})["taken"] is True
    first, again, wrong = sandbox.product.received
    assert len({message.headers["idempotency-key"] for message in (first, again, wrong)}) == 1
    assert first.body == again.body and wrong.facts["amount"] == "0.01"
