"""What a person holds after a case: receipt, decision, licence file; and what others can check of it."""

import httpx
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.conftest import City
from tests.web.citizen.conftest import Citizen, Enter

from tongban.core import sealing


def a_paid_case(city: City, citizen: Citizen) -> str:
    """D06, answered, sent, paid at the cashier; returns its number."""
    number = citizen.begin("D06")
    citizen.post(f"/me/cases/{number}/questions/delivery/", {"delivery": "office", "action": "next"})
    cashier = citizen.post(f"/me/cases/{number}/check/", {"action": "send"})["location"]
    with httpx.Client(trust_env=False, timeout=30) as bank:
        bank.get(cashier)
        assert bank.post(cashier, data={"method": "wechat"}).status_code == 303
    return number


def receipt_code(citizen: Citizen, number: str) -> str:
    page = citizen.get(f"/me/cases/{number}/").content.decode()
    return page.partition("/me/receipts/")[2].partition(".pdf")[0]


def test_a_receipt_is_a_pdf_for_its_owner_and_a_page_for_everybody(city: City, enter: Enter) -> None:
    sealing.seal()
    owner, other = enter(), enter("李四")
    number = a_paid_case(city, owner)
    code = receipt_code(owner, number)
    paper = owner.get(f"/me/receipts/{code}.pdf")
    assert paper["content-type"] == "application/pdf" and paper.content.startswith(b"%PDF")
    assert other.get(f"/me/receipts/{code}.pdf").status_code == 404
    public = Client().get(f"/check/receipt/{code}").content.decode()
    assert number in public and "微信支付" in public and "¥10.00" in public
    assert "王小明" not in public and owner.number[:6] not in public
    assert "与封存记录一致" in public


def test_my_proof_is_for_its_owner_and_anybody_may_check_it(city: City, enter: Enter) -> None:
    owner, other = enter(), enter("李四")
    number = a_paid_case(city, owner)
    sealing.seal()
    assert f"/me/cases/{number}/proof/" in owner.get(f"/me/cases/{number}/").content.decode()
    proof = owner.get(f"/me/cases/{number}/proof/")
    assert proof["content-disposition"] == f'attachment; filename="{number}.proof"'
    assert other.get(f"/me/cases/{number}/proof/").status_code == 404
    page = checked(proof.content)
    assert (
        "真实：与全部记录的封印相符" in page
        and number in page
        and "已办结" in page
        and "letters.no_replacement" in page
    )
    forged = checked(proof.content.replace(b'"granted"', b'"refused"', 1))
    assert "不可接受" in forged and "整个文件" in forged and number not in forged
    program = Client().get("/check/verify_proof.py")
    assert b"def ed25519_holds" in program.content


def checked(content: bytes) -> str:
    """What the public check page says of a file."""
    return Client().post("/check/", {"picture": SimpleUploadedFile("my.proof", content)}).content.decode()


def test_coming_back_from_the_bank_without_paying_one_may_pay_again(city: City, enter: Enter) -> None:
    citizen = enter()
    number = citizen.begin("D06")
    citizen.post(f"/me/cases/{number}/questions/delivery/", {"delivery": "office", "action": "next"})
    httpx.get(citizen.post(f"/me/cases/{number}/check/", {"action": "send"})["location"], trust_env=False)
    page = citizen.get(f"/me/cases/{number}/pay/?back=1").content.decode()
    assert "还没有付" in page and 'value="pay"' in page
    again = citizen.post(f"/me/cases/{number}/pay/", {"action": "pay"})["location"]
    assert httpx.get(again, trust_env=False).status_code == 200, "the same order can still be paid"


def test_while_the_bank_is_silent_nobody_is_asked_to_pay_twice(city: City, enter: Enter) -> None:
    citizen = enter()
    number = citizen.begin("D06")
    citizen.post(f"/me/cases/{number}/questions/delivery/", {"delivery": "office", "action": "next"})
    citizen.post(f"/me/cases/{number}/check/", {"action": "send"})
    citizen.post(f"/me/cases/{number}/pay/", {"action": "pay"})
    city.control("PUT", "partners/payment", {"status": 503})
    page = citizen.get(f"/me/cases/{number}/pay/?back=1").content.decode()
    assert 'value="pay"' not in page and 'value="check"' in page


def test_a_silent_partner_does_not_stop_a_person_from_sending(city: City, enter: Enter) -> None:
    citizen = enter()
    city.control("PUT", "partners/narcotics", {"status": 503})
    number = citizen.begin("D06")
    citizen.get(f"/me/cases/{number}/check/")
    citizen.post(f"/me/cases/{number}/questions/delivery/", {"delivery": "office", "action": "next"})
    page = citizen.get(f"/me/cases/{number}/check/").content.decode()
    assert "暂时没有答复" in page and 'value="send"' in page
    done = citizen.post(f"/me/cases/{number}/check/", {"action": "send"}, follow=True).content.decode()
    assert "等外单位答复" in done


def test_a_rating_is_taken_once_decided_and_a_missing_star_is_named(city: City, enter: Enter) -> None:
    citizen = enter()
    number = a_paid_case(city, citizen)
    assert "请选择一到五颗星" in citizen.post(f"/me/cases/{number}/", {"action": "rate"}).content.decode()
    citizen.post(f"/me/cases/{number}/", {"action": "rate", "stars": "5", "words": "好"})
    assert "5" in citizen.get(f"/me/cases/{number}/").content.decode().partition("您打了")[2][:20]


def test_progress_by_number_asks_for_the_end_of_the_identity_number(city: City, enter: Enter) -> None:
    citizen = enter()
    number = a_paid_case(city, citizen)
    stranger = Client()
    wrong = stranger.post("/progress/", {"number": number, "last4": "0000"})
    unknown = stranger.post("/progress/", {"number": "2600000000000", "last4": citizen.number[-4:]})
    assert wrong.status_code == unknown.status_code == 400
    found = stranger.post("/progress/", {"number": number, "last4": citizen.number[-4:].lower()}).content.decode()
    assert "收到缴费" in found and "王小明" not in found
    for _ in range(12):
        last = stranger.post("/progress/", {"number": number, "last4": "0000"})
    assert "太频繁" in last.content.decode()
