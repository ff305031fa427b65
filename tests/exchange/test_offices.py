"""Letters to other offices and from them: nothing lost, nothing doubled, nothing believed that is not signed."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import LazySettings
from django.db import transaction
from django.test import Client
from http_message_signatures import HTTPMessageVerifier, algorithms
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.exchange.little_partner import RESPONSE, LittlePartner, OneKey, request_headers, start

from tongban.core import clock
from tongban.core.actor import Actor, Grant, system
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.core.ids import new_id
from tongban.exchange import keys, queries, signing, waiting, wire
from tongban.exchange.models import Letter, Message
from tongban.exchange.offices import actions, contract
from tongban.exchange.offices import queries as offices
from tongban.exchange.offices.forms import MovedIn
from tongban.exchange.types import BadAnswer, PartnerRefused, PartnerUnavailable

US, THEM = "320100", "320500"
OUR_NAME, THEIR_NAME = f"office-{US}", f"office-{THEM}"
CLERK = system("test")
ADMIN = Actor(kind="staff", label="1", channel="window", grants=frozenset({Grant("configure")}))
MOVE = UUID("01a21d57-680c-71da-9508-331c00e295ae")
BODY = {"transfer": str(MOVE), "plate_type": "02", "plate": "苏A12345", "on": "2026-11-20"}


@pytest.fixture
def peer(db: None, settings: LazySettings) -> Iterator[LittlePartner]:
    """The office of another city, introduced. It signs with one key, whatever it is asked."""
    settings.TONGBAN_REGION = US
    little = LittlePartner(keys.own_key().public_key())
    little.key(OUR_NAME)
    server = start(little)
    introduce(little)
    yield little
    server.shutdown()
    server.server_close()


def print_of(little: LittlePartner) -> str:
    return keys.fingerprint(json.loads(little.served_keys())["keys"][0]["x"])


def introduce(little: LittlePartner, **other: str) -> None:
    told = {"region": THEM, "address": little.url, "fingerprint": print_of(little), **other}
    actions.introduce(**told, actor=CLERK)


def acknowledges(peer: LittlePartner, **wrong: Any) -> None:
    """The office takes every letter and gives a right receipt for it, but for what is said to be wrong."""

    def receipt(payload: dict[str, Any]) -> dict[str, Any]:
        right = {
            "message_id": str(new_id()), "repeated": False, "digest": signing.digest(wire.encode(payload)),
            "received_at": "2026-11-20T10:00:00+08:00", "log_size": 7, "log_root": "ab" * 32,
        }  # fmt: skip
        return {**right, **wrong}

    peer.answer(OUR_NAME, "moved_in", receipt)


def written() -> UUID:
    return actions.write(to=THEM, letter=wire.form(MovedIn).validate_python(BODY), about=MOVE)


def letter(pk: UUID) -> Letter:
    return Letter.for_system("test").get(pk=pk)


def test_a_letter_is_handed_over_once_and_its_receipt_is_kept(peer: LittlePartner) -> None:
    acknowledges(peer)
    pk = written()
    assert actions.hand_over(pk)
    assert actions.hand_over(pk)  # a second job finds it done
    (seen,) = peer.seen
    assert (seen.payload, seen.verified, seen.headers["idempotency-key"]) == (BODY, True, str(pk))
    row = letter(pk)
    assert row.acknowledged_at
    assert row.receipt
    assert queries.is_genuine(row.receipt)
    kept = queries.kept_answer(row.receipt)
    assert kept
    assert kept["log_root"] == "ab" * 32


def test_a_letter_is_there_exactly_when_what_it_tells_of_happened(peer: LittlePartner) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        written()
        raise ZeroDivisionError
    assert not Letter.for_system("test").exists()
    pk = written()
    job = ProcrastinateJob.objects.get(task_name="exchange.hand_over_letter")
    assert job.args == {"letter": str(pk)}


@pytest.mark.parametrize("fault", [{"cut": True}, {"status": 500}, {"status": 401}, {"body": b"{}"}])
def test_what_did_not_come_through_waits_and_goes_through_under_the_same_number(
    peer: LittlePartner, fault: dict[str, Any]
) -> None:
    acknowledges(peer)
    pk = written()
    for name, value in fault.items():
        setattr(peer.faults, name, value)
    with pytest.raises((PartnerUnavailable, PartnerRefused, BadAnswer)):
        actions.hand_over(pk)
    row = letter(pk)
    assert (row.tries, row.acknowledged_at, row.refused_at) == (1, None, None)
    assert row.said
    assert waiting.letters() == {}  # a pause first
    with clock.frozen(clock.now() + timedelta(seconds=6)):
        assert waiting.letters() == {THEM: [pk]}
    peer.faults = type(peer.faults)()
    assert actions.hand_over(pk)
    assert {seen.headers["idempotency-key"] for seen in peer.seen} == {str(pk)}
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert waiting.letters() == {}


def test_a_receipt_for_another_letter_is_none(peer: LittlePartner) -> None:
    acknowledges(peer, digest=signing.digest(b"another"))
    pk = written()
    with pytest.raises(BadAnswer):
        actions.hand_over(pk)
    assert letter(pk).acknowledged_at is None


def test_a_letter_refused_for_good_waits_for_a_person_who_may_try_again(peer: LittlePartner) -> None:
    acknowledges(peer)
    pk = written()
    peer.faults.status = 422
    with pytest.raises(PartnerRefused):
        actions.hand_over(pk)
    assert not actions.hand_over(pk)  # no further try by itself
    assert len(peer.seen) == 1
    (shown,) = offices.open_letters()
    assert (shown.id, shown.said) == (pk, "status 422 switched")
    peer.faults.status = 0
    with pytest.raises(NotAllowed):
        actions.try_again(letter_id=pk, actor=CLERK)
    actions.try_again(letter_id=pk, actor=ADMIN)
    assert actions.hand_over(pk)
    (line,) = offices.correspondence()
    assert (line.waiting, line.refused, line.acknowledged) == (0, 0, 1)


def test_who_was_never_introduced_is_written_no_letter(peer: LittlePartner) -> None:
    with pytest.raises(NotFound):
        actions.write(to="320600", letter=wire.form(MovedIn).validate_python(BODY), about=MOVE)


def test_an_office_is_introduced_with_the_key_that_people_have_compared(peer: LittlePartner) -> None:
    introduce(peer)  # again: nothing changes
    for wrong in ({"fingerprint": "0" * 32}, {"region": US}, {"region": "329999"}, {"region": "32"}):
        with pytest.raises(BadInput):
            introduce(peer, **wrong)
    peer.keys.clear()
    peer.key(OUR_NAME)
    with pytest.raises(Conflict):
        introduce(peer)


def arrives(peer: LittlePartner, key: str = "k-1", body: dict[str, Any] | None = None, **spoilt: Any) -> Any:
    """A letter of theirs arrives over HTTP."""
    path, sent = f"/partners/{THEIR_NAME}/moved_in", json.dumps(body or BODY).encode()
    private, kid = spoilt.pop("private", peer.key(OUR_NAME)), spoilt.pop("kid", OUR_NAME)
    headers = request_headers(private, kid, path, sent, idempotency_key=key, **spoilt)
    return Client(headers=headers).post(path, sent, content_type="application/json")


def test_a_letter_that_arrives_is_answered_with_a_signed_receipt(peer: LittlePartner) -> None:
    answer = arrives(peer)
    verifier = HTTPMessageVerifier(
        signature_algorithm=algorithms.ED25519, key_resolver=OneKey(None, keys.own_key().public_key())
    )
    message = SimpleNamespace(status_code=200, headers=dict(answer.headers), request=None)
    verifier.verify(
        message,
        expect_tag="tongban-partner-v1",
        expect_label="tongban",
        require_components=RESPONSE,
        body=answer.content,
    )
    receipt = answer.json()
    assert receipt["digest"] == signing.digest(json.dumps(BODY).encode())
    again = arrives(peer).json()
    assert (again["repeated"], again["message_id"]) == (True, receipt["message_id"])
    assert Message.for_system("test").count() == 1
    job = ProcrastinateJob.objects.filter(task_name__endswith="moved_in").first()
    assert job is None or job.args == {"message": receipt["message_id"]}


def test_forged_old_and_changed_letters_are_refused(peer: LittlePartner) -> None:
    assert arrives(peer, private=Ed25519PrivateKey.generate()).status_code == 403
    assert arrives(peer, kid="somebody").status_code == 403
    assert arrives(peer, body={**BODY, "plate": ""}).status_code == 400
    assert not Message.for_system("test").exists()
    assert arrives(peer).status_code == 200
    assert arrives(peer, body={**BODY, "plate": "苏A54321"}).status_code == 409


@pytest.mark.parametrize(("seconds", "status"), [(-360, 403), (-240, 200), (240, 200), (360, 403)])
def test_clocks_of_two_offices_that_differ_by_minutes_do_no_harm_and_more_is_refused(
    peer: LittlePartner, seconds: int, status: int
) -> None:
    """The letter stays with its sender, who sees that it was refused and sends it again once the clocks are right."""
    assert arrives(peer, created=datetime.now(UTC) + timedelta(seconds=seconds)).status_code == status
    assert Message.for_system("test").exists() is (status == 200)


def test_every_office_has_the_one_contract_under_its_own_name(peer: LittlePartner) -> None:
    found = contract.find_contract(THEIR_NAME)
    assert found
    assert "苏州" in found.name.zh
    assert contract.find_contract("office-1") is None
    assert contract.find_contract("hospital") is None
