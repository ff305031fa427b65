"""What comes in wrong: a clear answer, nothing changed, never 500."""

import json
from typing import Any

from tests import builders
from tests.web.api.clients import Programs, a_driver, wish

from tongban.outlets import actions
from tongban.outlets import queries as outlets

NUMBER = wish()["person"]["identity_number"]


def bodies() -> dict[str, tuple[bytes, int, str]]:
    """Bodies that are no JSON, or no application: what is sent, the status, the code or the member named."""
    whole = json.dumps(wish()).encode()
    return {
        "nothing": (b"", 400, "wish"),
        "no JSON": (b"{", 400, "not_json"),
        "no UTF-8": (b'{"service": "\xff"}', 400, "not_json"),
        "NaN": (b'{"service": NaN}', 400, "not_json"),
        "a member twice": (whole[:-1] + b', "service": "D07"}', 400, "not_json"),
        "NUL": (whole.replace(b"D06", rb"D\u0000"), 400, "not_json"),
        "half a surrogate": (whole.replace(b"D06", rb"D\ud800"), 400, "not_json"),
        "a very deep one": (b"[" * 100_000, 400, "not_json"),
        "a very long integer": (b'{"service": ' + b"9" * 5000 + b"}", 400, "not_json"),
        "a list": (b"[]", 400, ""),
        "a number": (b"7", 400, ""),
        "null": (b"null", 400, ""),
        "a huge one": (b'"' + b"a" * 1_600_000 + b'"', 413, "body_too_large"),
    }


def test_a_body_that_is_no_application_gets_a_clear_answer(programs: Programs) -> None:
    for name, (body, status, said) in bodies().items():
        answer = programs.post.start(body)
        assert answer.status_code == status, f"{name}: {answer.content!r}"
        assert not said or said in (answer.json()["code"], answer.json().get("field")), name


MEMBERS: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown member": ({"dog": 1}, "dog"),
    "a service of another type": ({"service": 6}, "service"),
    "a service that is none": ({"service": "D99"}, "service"),
    "a person that is a list": ({"person": []}, "person"),
    "a name of 10,000 characters": ({"person": {"identity_number": NUMBER, "name": "王" * 10_000}}, "person.name"),
    "a name of 300 characters": ({"person": {"identity_number": NUMBER, "name": "王" * 300}}, "person.name"),
    "a name of emoji": ({"person": {"identity_number": NUMBER, "name": "😀王"}}, "person.name"),
    "an identity number with a wrong check character": (
        {"person": {"identity_number": NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1"), "name": "王小明"}},
        "person.identity_number",
    ),
    "an impossible birthday": (
        {"person": {"identity_number": "310115198502300017", "name": "王小明"}},
        "person.identity_number",
    ),
    "an unknown kind of document": (
        {"person": {"identity_number": NUMBER, "name": "王小明", "identity_kind": "library card"}},
        "person.identity_kind",
    ),
    "answers that are a list": ({"answers": ["D06"]}, "answers"),
    "an answer to a question nobody asked": ({"answers": {"phone": "13800138000"}}, "answers.phone"),
    "an unknown way of delivery": ({"delivery": {"method": "pigeon"}}, "delivery.method"),
    "posting without an address": ({"delivery": {"method": "post"}}, "delivery.address"),
    "an address of emoji": ({"delivery": {"method": "post", "address": "😀路1号"}}, "delivery.address"),
}


def test_a_wrong_member_is_named_and_nothing_is_kept(programs: Programs) -> None:
    a_driver()
    for name, (spoilt, member) in MEMBERS.items():
        answer = programs.post.start({**wish(), **spoilt})
        assert answer.status_code == 400, f"{name}: {answer.content!r}"
        named = [answer.json()["field"], *(one["field"] for one in answer.json().get("errors", ()))]
        assert member in named, name
    assert programs.reader.send("GET", "/cases").json()["cases"] == []


def test_all_wrong_members_are_named_at_once(programs: Programs) -> None:
    answer = programs.post.start({"dog": 1, "service": 6})
    assert {one["field"] for one in answer.json()["errors"]} == {"dog", "service", "person"}


def test_full_width_digits_are_taken_as_meant(programs: Programs) -> None:
    a_driver()
    wide = NUMBER.translate(str.maketrans("0123456789X", "０１２３４５６７８９Ｘ"))
    body = wish()
    body["person"]["identity_number"] = wide
    assert programs.post.start(body).status_code == 201


def test_what_does_not_say_it_is_json_is_not_read(programs: Programs) -> None:
    for kind in ("text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"):
        answer = programs.post.send("POST", "/cases", wish(), **{"idempotency-key": "k", "content_type": kind})
        assert (answer.status_code, answer.json()["code"]) == (415, "not_json_type"), kind


def test_a_number_that_cannot_be_one_is_no_case(programs: Programs) -> None:
    wide = "２６１１２２１２３４５６７"
    for number in ("1", wide, "261122123456%00", "2611221234567'", "../..", "26112212345678", "%F0%9F%98%80"):
        answer = programs.reader.send("GET", f"/cases/{number}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), number


def test_a_wrong_query_is_named(programs: Programs) -> None:
    for query in ("cursor=x", "limit=0", "limit=101", "limit=x", "cursor=%00", "limit=1e9"):
        answer = programs.reader.send("GET", f"/cases?{query}")
        assert (answer.status_code, answer.json()["field"]) == (400, query.partition("=")[0]), query


def test_a_key_is_a_short_printable_word(programs: Programs) -> None:
    a_driver()
    for key in ("", "k" * 201, "\t", "k\x7f"):
        answer = programs.post.send("POST", "/cases", wish(), **{"idempotency-key": key})
        assert answer.status_code == 400, repr(key)
        assert answer.json()["field"].lower() == "idempotency-key"


def test_a_method_an_address_does_not_know_says_which_it_knows(programs: Programs) -> None:
    answer = programs.post.send("DELETE", "/cases")
    assert (answer.status_code, answer["allow"], answer.json()["code"]) == (405, "GET, POST", "method_not_allowed")


def test_an_unknown_address_is_a_problem_and_no_page(programs: Programs) -> None:
    assert programs.post.send("GET", "/dogs/1").json()["code"] == "not_found"


def test_a_taken_back_token_opens_nothing_from_that_moment(programs: Programs) -> None:
    assert outlets.api_client(programs.post.token) is not None
    actions.revoke_token(code="post-1", reason="lost", actor=builders.TEST, cause="test")
    assert programs.post.send("GET", "/cases").status_code == 401
