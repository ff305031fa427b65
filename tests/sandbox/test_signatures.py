"""Every message is signed as section 1 of the contract says; an independent library judges the signatures."""

import json

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import InvalidSignature
from tests.sandbox.builders import LI, REQUEST_PARTS, Message, Sandbox, eventually

PERSON = {"identity_number": LI}


class AsRequest:
    """A received event in the form the library reads."""

    def __init__(self, url: str, message: Message) -> None:
        self.method, self.url = "POST", url + message.path
        self.headers, self.body = message.headers, message.body


def refused(answer: httpx.Response) -> str:
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    detail: str = answer.json()["detail"]
    return detail


def test_an_answer_is_signed_and_repeats_the_request_id(sandbox: Sandbox) -> None:
    request = sandbox.question("population", "person", PERSON)
    answer = sandbox.http.send(request)
    sandbox.verify(answer, "population")
    assert answer.headers["request-id"] == request.headers["request-id"]


def test_a_changed_answer_no_longer_verifies(sandbox: Sandbox) -> None:
    answer = sandbox.ask("population", "person", PERSON)
    changed = httpx.Response(200, headers=answer.headers, content=answer.content.replace(b"false", b"true "))
    with pytest.raises(InvalidSignature):
        sandbox.verify(changed, "population")


def test_an_event_is_signed_over_the_path_it_is_sent_to(sandbox: Sandbox) -> None:
    sandbox.control("POST", f"hospital/examine/{LI}")
    eventually(lambda: sandbox.product.received, "the hospital calls")
    event = AsRequest(sandbox.product.url, sandbox.product.received[0])
    sandbox.verify(event, "hospital", REQUEST_PARTS)
    event.url = sandbox.product.url + "/partners/hospital/other"
    with pytest.raises(InvalidSignature):
        sandbox.verify(event, "hospital", REQUEST_PARTS)


def test_an_unsigned_question_is_refused(sandbox: Sandbox) -> None:
    answer = sandbox.http.post("/population/person", json=PERSON)
    assert "content-digest" in refused(answer)


def test_a_question_signed_by_another_key_is_refused(sandbox: Sandbox) -> None:
    answer = sandbox.ask("population", "person", PERSON, signer=Ed25519PrivateKey.generate())
    assert "does not fit" in refused(answer)


def test_a_question_under_an_unknown_key_id_is_refused(sandbox: Sandbox) -> None:
    assert "publishes no key" in refused(sandbox.ask("population", "person", PERSON, kid="tongban-other"))


@pytest.mark.parametrize("age_seconds", [310, -310])
def test_a_signature_too_far_from_now_is_refused(sandbox: Sandbox, age_seconds: int) -> None:
    assert "300 seconds" in refused(sandbox.ask("population", "person", PERSON, age_seconds=age_seconds))


@pytest.mark.parametrize("age_seconds", [290, -290])
def test_a_signature_near_enough_to_now_is_taken(sandbox: Sandbox, age_seconds: int) -> None:
    assert sandbox.ask("population", "person", PERSON, age_seconds=age_seconds).status_code == 200


def test_a_body_changed_after_signing_is_refused(sandbox: Sandbox) -> None:
    request = sandbox.question("population", "person", PERSON)
    body = json.dumps({"identity_number": "310115195203021224"}).encode()
    swapped = httpx.Request(
        "POST", request.url, headers={**request.headers, "content-length": str(len(body))}, content=body
    )
    assert "content-digest" in refused(sandbox.http.send(swapped))


def test_a_question_sent_to_another_partner_than_signed_is_refused(sandbox: Sandbox) -> None:
    request = sandbox.question("population", "person", PERSON)
    elsewhere = httpx.Request(
        "POST",
        str(request.url).replace("population", "narcotics"),
        headers=request.headers,
        content=request.content,
    )
    assert "does not fit" in refused(sandbox.http.send(elsewhere))


def test_a_signature_that_covers_too_little_is_refused(sandbox: Sandbox) -> None:
    parts = tuple(part for part in REQUEST_PARTS if part != "idempotency-key")
    assert "agreed parts" in refused(sandbox.ask("population", "person", PERSON, parts=parts))


def test_a_new_key_of_the_product_is_fetched(own_sandbox: Sandbox) -> None:
    assert own_sandbox.ask("population", "person", PERSON).status_code == 200
    own_sandbox.product.private = Ed25519PrivateKey.generate()
    eventually(
        lambda: own_sandbox.ask("population", "person", PERSON).status_code == 200,
        "the new key is taken over",
        5,
    )


def test_keys_are_fetched_once_and_not_for_every_question(own_sandbox: Sandbox) -> None:
    for _ in range(5):
        assert own_sandbox.ask("population", "person", PERSON).status_code == 200
    assert own_sandbox.product.key_fetches == 1


def test_a_product_whose_keys_cannot_be_had_is_told_so(own_sandbox: Sandbox) -> None:
    own_sandbox.product.stop()
    answer = own_sandbox.ask("population", "person", PERSON)
    assert (answer.status_code, answer.json()["code"]) == (503, "keys_unavailable")
    assert answer.headers["retry-after"]
