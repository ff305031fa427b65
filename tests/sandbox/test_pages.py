"""The control page for people: forms that work without a script, in two languages."""

import re

import pytest
from tests.sandbox.builders import LI, Sandbox

PAGES = ("/", "/people", f"/people?number={LI}", "/cars", "/orders", "/parcels", "/telephone", "/log")


def a_busy_sandbox(sandbox: Sandbox) -> None:
    sandbox.someone(
        medical={"limbs": "left_leg"},
        matters=[{"kind": "accident", "number": "A/1"}],
        narcotics={"measure": "isolation"},
    )
    sandbox.control("POST", f"cars/bought-by/{LI}", {"stolen": {}, "policy": None})
    sandbox.pay("O1")
    sandbox.http.get(sandbox.cashier_path("O2"))
    parcel = {
        "parcel": "P1",
        "to_name": "李",
        "to_phone": "13812340001",
        "to_address": "路",
        "contents": "证",
    }
    number = sandbox.get_answer("post", "parcel", parcel)["tracking_number"]
    sandbox.control("POST", f"post/{number}/lost")
    message = {"message_id": "M1", "to": "13812340001", "text": "<i>你好</i>", "language": "zh"}
    sandbox.get_answer("messages", "send", message)
    sandbox.switch("hospital", delay_ms=1500, status=418, callbacks="never", signature="old")
    sandbox.control("POST", f"hospital/examine/{LI}")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_there_in_both_languages_when_empty_and_when_busy(sandbox: Sandbox, path: str) -> None:
    for prepare in (lambda _: None, a_busy_sandbox):
        prepare(sandbox)
        chinese = sandbox.http.get(path)
        english = sandbox.http.get(path + ("&" if "?" in path else "?") + "lang=en")
        for page, language in ((chinese, "zh-CN"), (english, "en")):
            assert page.status_code == 200 and f'<html lang="{language}">' in page.text
            assert "<script" not in page.text and "<i>你好" not in page.text


def test_english_pages_show_no_chinese_of_their_own(own_sandbox: Sandbox) -> None:
    for path in PAGES:
        page = own_sandbox.http.get(path + ("&" if "?" in path else "?") + "lang=en").text
        assert re.findall(r"[\u4e00-\u9fff]+", page) == ["中文"], path


def press(sandbox: Sandbox, path: str, **form: str) -> None:
    answer = sandbox.http.post(path, data={"back": "/", **form})
    assert answer.status_code == 303, answer.text
    assert "已完成" in sandbox.http.get(answer.headers["location"]).text


def test_the_form_of_a_partner_sets_its_switches_and_resets_them(sandbox: Sandbox) -> None:
    form = {
        "delay_ms": "1000",
        "manner": "other_person",
        "signature": "old",
        "callbacks": "twice",
        "late_seconds": "5",
    }
    press(sandbox, "/do/partners/hospital", **form)
    switches = sandbox.control("GET", "state")["partners"]["hospital"]["switches"]
    assert (switches["delay_ms"], switches["other_person"], switches["cut"]) == (1000, True, False)
    assert (switches["signature"], switches["callbacks"], switches["late_seconds"]) == ("old", "twice", 5)
    assert "答成别人" in sandbox.http.get("/").text
    press(sandbox, "/do/partners/hospital/reset")
    assert "伙伴都正常" in sandbox.http.get("/").text


@pytest.mark.parametrize("manner", ["refuse", "503", "500", "429", "cut", "nonsense", "other_person"])
def test_each_manner_of_the_form_is_shown_as_it_was_chosen(sandbox: Sandbox, manner: str) -> None:
    press(sandbox, "/do/partners/printer", manner=manner)
    assert f'<option value="{manner}" selected>' in sandbox.http.get("/").text


def test_a_person_is_made_examined_and_burdened_by_pressing_buttons(sandbox: Sandbox) -> None:
    person = f"/do/people/{LI}"
    press(sandbox, f"{person}/particulars", name="李敏", alive="yes", photo_on_file="yes")
    press(sandbox, f"{person}/examine/colour_blind")
    press(sandbox, f"{person}/add/violation")
    press(sandbox, f"{person}/points", points="6")
    press(sandbox, f"{person}/enlist")
    press(sandbox, f"{person}/residence", region="320106")
    assert "320106 的居住证" in sandbox.http.get(f"/people?number={LI}").text
    press(sandbox, f"{person}/marriage", spouse="110101199001010010")
    assert sandbox.control("GET", "people/110101199001010010")["marriage"]["spouse"] == LI
    press(sandbox, f"{person}/remove/marriage")
    known = sandbox.control("GET", f"people/{LI}")
    assert (known["person"]["name"], known["person"]["alive"], known["points"]) == ("李敏", True, 6)
    assert known["medical"]["colour_blind"] is True and known["narcotics"]["listed"] is True
    press(sandbox, f"{person}/settle/{known['matters'][0]['number']}")
    press(sandbox, f"{person}/remove/narcotics")
    press(sandbox, f"{person}/remove/residence")
    known = sandbox.control("GET", f"people/{LI}")
    assert known["matters"][0]["state"] == "settled" and not {"narcotics", "residence"} & set(known)


def test_an_order_is_paid_and_called_again_by_pressing_buttons(sandbox: Sandbox) -> None:
    sandbox.http.get(sandbox.cashier_path("O1"))
    press(sandbox, "/do/orders/O1/pay")
    press(sandbox, "/do/orders/O1/again")
    press(sandbox, "/do/orders/O1/again", wrong="1")
    assert [message.facts["amount"] for message in sandbox.product.received] == ["10.00", "10.00", "0.01"]


def test_a_person_is_found_by_name_and_shown_masked(sandbox: Sandbox) -> None:
    sandbox.someone(person={"name": "李敏"})
    page = sandbox.http.get("/people", params={"q": "敏"}).text
    assert "李敏" in page and "3101************21" in page


def test_what_cannot_be_done_is_said_on_a_page(sandbox: Sandbox) -> None:
    answer = sandbox.http.post("/do/orders/none/pay", data={"back": "/orders"})
    assert answer.status_code == 404 and "没有这个订单" in answer.text
    assert sandbox.http.get("/nowhere").status_code == 404
    assert sandbox.http.post("/do/people/1/examine/everything").status_code == 404


def test_pages_of_other_sites_cannot_press_a_button(sandbox: Sandbox) -> None:
    elsewhere = {"origin": "https://elsewhere.example"}
    assert sandbox.http.post("/do/forget", headers=elsewhere).status_code == 403
    assert sandbox.http.post("/do/forget", headers={"origin": str(sandbox.http.base_url)}).status_code == 303


def test_the_way_back_leads_nowhere_else(sandbox: Sandbox) -> None:
    for back in (
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "/x\r\nset-cookie: a=b",
    ):
        answer = sandbox.http.post("/do/events/now", data={"back": back})
        assert answer.headers["location"] == "/?done" and "set-cookie" not in answer.headers
