"""The bank's cashier (contract, section 4)."""

import time

import pytest
from tests.sandbox.builders import Sandbox, eventually


def state_of(sandbox: Sandbox, order: str) -> str:
    state: str = sandbox.get_answer("payment", "query", {"order": order})["state"]
    return state


def test_the_cashier_shows_what_is_paid_and_three_ways_to_pay(sandbox: Sandbox) -> None:
    page = sandbox.http.get(sandbox.cashier_path("O1", amount="135.00")).text
    assert "¥135.00" in page and "补换驾驶证工本费" in page and "不会扣真钱" in page
    for method in ("alipay", "wechat", "unionpay"):
        assert f'value="{method}"' in page
    assert "<script" not in page


def test_the_cashier_speaks_english_on_request(sandbox: Sandbox) -> None:
    page = sandbox.http.get(sandbox.cashier_path("O1") + "&lang=en").text
    assert "no real money" in page and "Choose how to pay" in page


def test_paying_calls_the_product_and_then_sends_the_person_back(sandbox: Sandbox) -> None:
    path = sandbox.cashier_path("O1")
    sandbox.http.get(path)
    answer = sandbox.http.post(path, data={"method": "alipay"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{sandbox.product.url}/cases/1")
    assert [message.facts["order"] for message in sandbox.product.told("/partners/payment/paid")] == ["O1"]


def test_paying_twice_charges_once(sandbox: Sandbox) -> None:
    path = sandbox.cashier_path("O1")
    assert sandbox.http.post(path, data={"method": "alipay"}).status_code == 303
    again = sandbox.http.post(path, data={"method": "alipay"})
    assert again.status_code == 200 and "已支付" in again.text
    assert len(sandbox.product.told("/partners/payment/paid")) == 1
    day = sandbox.get_answer("payment", "query", {"order": "O1"})["paid_at"][:10]
    assert sandbox.get_answer("payment", "statement", {"day": day})["total"] == "10.00"


def test_an_expired_link_still_shows_that_the_order_is_paid(sandbox: Sandbox) -> None:
    sandbox.pay("O1")
    assert "已支付" in sandbox.http.get(sandbox.cashier_path("O1", expires_in=-1)).text


def test_an_expired_link_takes_no_payment(sandbox: Sandbox) -> None:
    answer = sandbox.http.post(sandbox.cashier_path("O1", expires_in=-1), data={"method": "alipay"})
    assert answer.status_code == 410 and state_of(sandbox, "O1") == "unknown"


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": "0.01"},
        {"subject": "别的"},
        {"return_url": "https://elsewhere.example/"},
        {"expires": "99999999999"},
        {"signature": "AAAA"},
        {"signature": "数"},
        {"kid": "tongban-other"},
        {"order": ""},
    ],
)
def test_a_link_changed_after_signing_is_refused(sandbox: Sandbox, changes: dict[str, str]) -> None:
    answer = sandbox.http.post(sandbox.cashier_path("O1", changes=changes), data={"method": "alipay"})
    assert answer.status_code == 400 and "没有扣款" in answer.text
    assert state_of(sandbox, "O1") == "unknown"


def test_a_method_the_bank_does_not_offer_shows_the_choice_again(sandbox: Sandbox) -> None:
    answer = sandbox.http.post(sandbox.cashier_path("O1"), data={"method": "gold"})
    assert answer.status_code == 200 and state_of(sandbox, "O1") == "waiting"


def test_the_person_goes_back_at_once_where_the_bank_never_calls(sandbox: Sandbox) -> None:
    sandbox.switch("payment", callbacks="never")
    started = time.monotonic()
    sandbox.pay("O1")
    assert time.monotonic() - started < 1 and state_of(sandbox, "O1") == "paid"
    assert sandbox.product.received == []


def test_the_person_goes_back_after_two_seconds_where_the_product_does_not_take_the_call(
    sandbox: Sandbox,
) -> None:
    sandbox.product.answers_with = 500
    started = time.monotonic()
    sandbox.pay("O1")
    assert time.monotonic() - started < 3 and state_of(sandbox, "O1") == "paid"
    sandbox.product.answers_with = 200
    eventually(lambda: sandbox.control("GET", "events")["events"] == [], "the call is taken later")


@pytest.mark.parametrize("switch", [{"status": 503}, {"refuse": True}])
def test_a_bank_out_of_service_says_so_on_its_page(sandbox: Sandbox, switch: dict[str, object]) -> None:
    sandbox.switch("payment", **switch)
    answer = sandbox.http.get(sandbox.cashier_path("O1"))
    assert answer.status_code in (403, 503) and "银行暂时不能服务" in answer.text


def test_a_program_can_pay_as_a_person_would(sandbox: Sandbox) -> None:
    sandbox.control("POST", "payment/pay/O1", status=404)
    sandbox.http.get(sandbox.cashier_path("O1"))
    paid = sandbox.control("POST", "payment/pay/O1", {"method": "unionpay"})
    assert (paid["state"], paid["method"], paid["taken"]) == ("paid", "unionpay", True)


def test_what_the_link_says_is_escaped(sandbox: Sandbox) -> None:
    page = sandbox.http.get(sandbox.cashier_path("<b>O1</b>")).text
    assert "<b>O1" not in page and "&lt;b&gt;O1" in page


def test_paying_a_paid_order_again_moves_no_money(sandbox: Sandbox) -> None:
    sandbox.pay("O1")
    reference = sandbox.get_answer("payment", "query", {"order": "O1"})["payment_reference"]
    assert sandbox.control("POST", "payment/pay/O1")["payment_reference"] == reference
    assert len(sandbox.product.received) == 1
