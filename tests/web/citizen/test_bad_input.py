"""What people type wrongly, twice, too long, or for somebody else: a clear sentence, nothing half changed, no 500."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.conf import LazySettings, settings
from django.test import Client
from tests import builders
from tests.web.citizen.conftest import Citizen, Enter

from tongban.casework import queries
from tongban.people import queries as people

LONG = "长" * 10_000
NUL = "\0"
NAUGHTY = "the string goes here"
F = TypeVar("F")
OWN_NAUGHTY = [
    "", " ", NUL, "a\0b", "\u202e反", "😀", "１２３", "'; DROP TABLE people_person;--", "<script>alert(1)</script>",
    "../../etc/passwd", "%00", "{{ 7*7 }}", "NaN", "-1", "1e999", "\ud83d", "𠮷", LONG,
]  # fmt: skip


def others_naughty() -> list[str]:
    """The list of naughty strings, where it is at hand."""
    path = Path(settings.TONGBAN_SHARED) / "data" / "strings" / "blns.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []


def meetings(forms: Sequence[F]) -> Iterator[tuple[str, F]]:
    """Our own strings meet every form; of the long list each meets one form and each form every so manieth string."""
    yield from ((sendable(text), form) for text in OWN_NAUGHTY for form in forms)
    yield from ((sendable(text), forms[place % len(forms)]) for place, text in enumerate(others_naughty()))


def sendable(text: str) -> str:
    """As a browser sends it: a lone surrogate becomes a question mark."""
    return text.encode("utf-8", "replace").decode()


def filled(fields: dict[str, str], text: str) -> dict[str, str]:
    """The fields of a form with the string where it goes."""
    return {name: text if value is NAUGHTY else value for name, value in fields.items()}


def answers_of(citizen: Citizen, number: str) -> dict[str, Any]:
    return dict(queries.get_case_by_number(number, builders.a_citizen(citizen.person_id)).answers)


def test_no_question_of_a_service_falls_over_a_naughty_string(enter: Enter) -> None:
    citizen = enter()
    contact, lost, postponed = (citizen.begin(code) for code in ("D23", "D06", "D16"))
    asked = (
        (contact, "address", ("address",)),
        (lost, "delivery", ("delivery",)),
        (postponed, "ground", ("ground",)),
        (postponed, "declaration", ("declaration",)),
        (postponed, "until", ("until_year", "until_month", "until_day")),
    )
    for text, (number, key, fields) in meetings(asked):
        typed = {**dict.fromkeys(fields, text), "action": "next"}
        answer = citizen.post(f"/me/cases/{number}/questions/{key}/", typed)
        assert answer.status_code in (302, 400), (key, text[:40], answer.status_code)
    assert answers_of(citizen, lost)["delivery"] == "post", "what is on record stays"


def test_no_other_form_of_a_citizen_falls_over_a_naughty_string(enter: Enter) -> None:
    citizen = enter()
    lost = citizen.begin("D06")
    citizen.post(f"/me/cases/{lost}/questions/delivery/", {"delivery": "office", "action": "next"})
    citizen.post(f"/me/cases/{lost}/check/", {"action": "send"})
    forms = (
        ("/me/mandates/", {"action": "give", "identity": NAUGHTY, "service": NAUGHTY, "until_year": NAUGHTY}),
        ("/me/mandates/", {"action": "end", "mandate": NAUGHTY}),
        (f"/me/cases/{lost}/", {"action": "rate", "stars": NAUGHTY, "words": NAUGHTY}),
        (f"/me/cases/{lost}/", {"action": "ask", "text": NAUGHTY, "kind": NAUGHTY}),
        (f"/me/cases/{lost}/", {"action": NAUGHTY}),
        ("/me/licence/phones/", {"jwk": NAUGHTY, "proof": NAUGHTY}),
        ("/me/apply/D23/", {"action": "start", "for_whom": NAUGHTY, "key": NAUGHTY}),
        ("/me/later/V26/", {"action": "remind", "remind_on_year": NAUGHTY, "remind_on_day": NAUGHTY}),
        ("/me/later/V26/", {"action": "end", "reminder": NAUGHTY}),
    )
    for text, (address, fields) in meetings(forms):
        answer = citizen.post(address, filled(fields, text))
        assert answer.status_code < 500, (address, text[:40])
    assert people.mandates_of(citizen.person_id) == []


def test_no_public_form_falls_over_a_naughty_string(city: Any, settings: LazySettings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # hundreds of attempts
    client = Client(raise_request_exception=False)
    posted = (
        ("/progress/", {"number": NAUGHTY, "last4": NAUGHTY}),
        ("/check/", {"text": NAUGHTY, "class_code": NAUGHTY}),
        ("/check/receipt/", {"code": NAUGHTY}),
        ("/roots/", {"root": NAUGHTY}),
        ("/account/login/", {"login": NAUGHTY, "password": NAUGHTY}),
        (
            "/register/",
            {"action": "register", "identity": NAUGHTY, "name": NAUGHTY, "phone": NAUGHTY, "code": NAUGHTY},
        ),
    )
    for text, (address, fields) in meetings(posted):
        assert client.post(address, filled(fields, text)).status_code < 500, (address, text[:40])
    asked = (
        ("/services/", {"q": NAUGHTY, "channel": NAUGHTY, "group": NAUGHTY, "here": NAUGHTY}),
        ("/", {"language": NAUGHTY}),
    )
    for text, (address, fields) in meetings(asked):
        assert client.get(address, filled(fields, text)).status_code < 500, (address, text[:40])


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (("2027", "2", "30"), "存在的日期"),
        (("二〇二七", "1", "1"), "存在的日期"),
        (("9999", "12", "31"), "最晚"),
        (("2020", "1", "1"), "之后"),
    ],
)
def test_an_impossible_day_is_named_and_what_was_typed_is_kept(enter: Enter, typed: tuple[str, ...], says: str) -> None:
    citizen = enter()
    number = citizen.begin("D16")
    fields = dict(zip(("until_year", "until_month", "until_day"), typed, strict=True))
    answer = citizen.post(f"/me/cases/{number}/questions/until/", {**fields, "action": "next"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert says in page and f'value="{typed[0]}"' in page
    assert "until" not in answers_of(citizen, number)


def test_full_width_digits_are_understood_as_digits(enter: Enter) -> None:
    citizen = enter()
    number = citizen.begin("D23")
    address = f"/me/cases/{number}/questions/phone/"
    assert citizen.post(address, {"phone": "１３８ ００１３ ８０００", "action": "send_code"}).status_code == 302
    assert "138****8000" in citizen.get(address).content.decode()


def test_emoji_and_ten_thousand_characters_are_refused_beside_their_field(enter: Enter) -> None:
    citizen = enter()
    number = citizen.begin("D23")
    for text, says in (("幸福路😀", "表情符号"), (LONG, "最多 120 个字，您写了 10000 个")):
        answer = citizen.post(f"/me/cases/{number}/questions/address/", {"address": text, "action": "next"})
        assert answer.status_code == 400
        assert says in answer.content.decode()
    assert "address" not in answers_of(citizen, number)


def test_a_second_click_leads_where_the_first_one_led(enter: Enter) -> None:
    citizen = enter()
    first = citizen.post("/me/apply/D06/", {"action": "start", "key": "k1"})
    again = citizen.post("/me/apply/D06/", {"action": "start", "key": "k1"})
    assert first["location"] == again["location"]
    number = first["location"].split("/cases/")[1].split("/")[0]
    citizen.post(f"/me/cases/{number}/questions/delivery/", {"delivery": "office", "action": "next"})
    sent = [citizen.post(f"/me/cases/{number}/check/", {"action": "send", "key": "k2"}) for _ in range(2)]
    assert sent[0]["location"].startswith(f"{settings.TONGBAN_SANDBOX_URL}/payment/cashier")
    assert sent[1]["location"] == f"/me/cases/{number}/"
    question = {"action": "ask", "text": "何时?", "kind": "question", "key": "k3"}
    asked = [citizen.post(f"/me/cases/{number}/", question) for _ in range(2)]
    assert {answer.status_code for answer in asked} == {302}
    assert len(queries.inquiries_of(citizen.person_id)) == 1


def test_the_same_key_with_other_words_is_refused_in_words(enter: Enter) -> None:
    citizen = enter()
    number = citizen.begin("D06")
    citizen.post(f"/me/cases/{number}/questions/delivery/", {"delivery": "office", "action": "next"})
    citizen.post(f"/me/cases/{number}/check/", {"action": "send"})
    citizen.post(f"/me/cases/{number}/", {"action": "ask", "text": "甲", "kind": "question", "key": "k"})
    other = citizen.post(f"/me/cases/{number}/", {"action": "ask", "text": "乙", "kind": "question", "key": "k"})
    assert other.status_code == 409
    assert "重新提交" in other.content.decode()


def test_a_stale_form_gets_a_page_that_says_what_to_do(enter: Enter) -> None:
    citizen = enter()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = citizen.cookies
    answer = strict.post("/me/apply/D06/", {"action": "start", "csrfmiddlewaretoken": "old"})
    assert answer.status_code == 403
    assert "请再提交一次" in answer.content.decode()
    assert queries.cases_of(citizen.person_id, builders.a_citizen(citizen.person_id)) == []


def test_another_persons_case_does_not_exist(enter: Enter) -> None:
    owner, other = enter(), enter("李四")
    number = owner.begin("D06")
    for page in ("", "check/", "pay/", "done/", "decision/", "questions/delivery/"):
        assert other.get(f"/me/cases/{number}/{page}").status_code == 404, page
        assert other.post(f"/me/cases/{number}/{page}", {"action": "send"}).status_code == 404, page
    assert other.get("/me/receipts/AAAAAAAAAAAA.pdf").status_code == 404


def test_an_account_nobody_has_compared_sees_nothing_but_what_is_missing(enter: Enter) -> None:
    newcomer = enter(verified=False)
    for page in ("/me/", "/me/licence/", "/me/cases/", "/me/looks/"):
        assert newcomer.get(page)["location"] == "/me/identity/"
    assert newcomer.get("/me/identity/").status_code == 200
    assert newcomer.post("/me/identity/", {})["location"] == "/me/identity/"
    assert "正在比对" in newcomer.get("/me/identity/").content.decode()


def test_what_changes_something_is_never_done_by_following_a_link(enter: Enter) -> None:
    citizen = enter()
    assert citizen.get("/me/licence/phones/").status_code == 405
    assert citizen.get(f"/me/licence/phones/{builders.Account.objects.first().pk}/end/").status_code == 405
