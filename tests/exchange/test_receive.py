"""What partners tell us: verified, stored once, announced; forged, replayed and changed messages."""

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.exchange.facts import CERTIFICATE, IDENTITY
from tests.exchange.little_partner import REQUEST, LittlePartner, request_headers

from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.exchange import actions, queries
from tongban.exchange.models import Message
from tongban.exchange.types import Received

RESULT = {"identity_number": IDENTITY, "certificate": CERTIFICATE}


def told(
    little: LittlePartner,
    facts: Any,
    *,
    partner: str = "hospital",
    event: str = "result",
    key: str = "k-1",
    **spoilt: Any,
) -> Received:
    """Receive a message as the web hands it over; `spoilt` says what is wrong with it."""
    path = f"/partners/{partner}/{event}"
    body = facts if isinstance(facts, bytes) else json.dumps(facts).encode()
    private = spoilt.pop("private", None) or little.key(partner)
    kid, sent = spoilt.pop("kid", partner), spoilt.pop("sent", body)
    headers = request_headers(private, kid, path, body, idempotency_key=key, **spoilt)
    return actions.receive(partner=partner, event=event, headers=headers, method="POST", path=path, body=sent)


def stored() -> int:
    return Message.for_system("test").count()


def test_a_message_is_stored_sealed_and_read_in_its_agreed_form(partner: LittlePartner) -> None:
    received = told(partner, RESULT)
    assert not received.repeated
    message = queries.get_message(received.message_id)
    assert (message.partner, message.event, message.facts) == ("hospital", "result", RESULT)
    assert message.value.certificate.medical.height_cm == 172
    assert IDENTITY.encode() not in bytes(Message.for_system("test").get().body)


def test_a_message_of_the_post_starts_the_job_that_listens(partner: LittlePartner) -> None:
    event = {
        "tracking_number": "E1",
        "parcel": "P1",
        "kind": "lost",
        "at": "2025-03-01T10:00:00+08:00",
        "place": "上海",
    }
    received = told(partner, event, partner="post", event="event")
    job = ProcrastinateJob.objects.get(task_name="exchange.record_parcel_event")
    assert job.args == {"message": str(received.message_id)}


def test_a_message_told_again_changes_nothing(partner: LittlePartner) -> None:
    first = told(partner, RESULT)
    jobs = ProcrastinateJob.objects.count()
    again = told(partner, RESULT)
    assert again.repeated
    assert again.message_id == first.message_id
    assert (stored(), ProcrastinateJob.objects.count()) == (1, jobs)


def test_another_body_under_the_same_key_is_a_conflict(partner: LittlePartner) -> None:
    told(partner, RESULT)
    with pytest.raises(Conflict), transaction.atomic():
        told(partner, {**RESULT, "certificate": {**CERTIFICATE, "height_cm": 200}})
    assert stored() == 1


def test_the_same_key_of_another_partner_is_another_message(partner: LittlePartner) -> None:
    told(partner, RESULT)
    settled = {"identity_number": IDENTITY, "number": "V1", "settled_on": "2025-03-01"}
    assert not told(partner, settled, partner="platform", event="settled").repeated


@pytest.mark.parametrize(
    "spoilt",
    [
        {"private": Ed25519PrivateKey.generate()},
        {"kid": "photos"},
        {"sent": b'{"identity_number":"310101199001015678"}'},
        {"tag": "other"},
        {"label": "other"},
        {"components": REQUEST[:-1]},
    ],
    ids=[
        "another key",
        "another key id",
        "a changed body",
        "another tag",
        "another label",
        "key not covered",
    ],
)
def test_a_forged_message_is_refused_and_not_stored(partner: LittlePartner, spoilt: dict[str, Any]) -> None:
    with pytest.raises(NotAllowed) as caught:
        told(partner, RESULT, **spoilt)
    assert caught.value.code == "exchange.signature"
    assert stored() == 0


def test_a_partner_cannot_speak_for_another(partner: LittlePartner) -> None:
    with pytest.raises(NotAllowed):
        told(partner, RESULT, private=partner.key("post"), kid="post")
    assert stored() == 0


def test_a_message_sent_to_another_address_is_refused(partner: LittlePartner) -> None:
    body = json.dumps(RESULT).encode()
    headers = request_headers(partner.key("hospital"), "hospital", "/partners/hospital/other", body)
    with pytest.raises(NotAllowed):
        actions.receive(
            partner="hospital", event="result", headers=headers, method="POST",
            path="/partners/hospital/result", body=body,
        )  # fmt: skip


def test_an_unsigned_message_is_refused(partner: LittlePartner) -> None:
    with pytest.raises(NotAllowed):
        actions.receive(
            partner="hospital",
            event="result",
            headers={},
            method="POST",
            path="/partners/hospital/result",
            body=b"{}",
        )


@pytest.mark.parametrize(("who", "event"), [("nobody", "result"), ("hospital", "unheard_of"), ("photos", "result")])
def test_an_unknown_partner_or_event_is_not_found(partner: LittlePartner, who: str, event: str) -> None:
    with pytest.raises(NotFound):
        told(partner, RESULT, partner=who, event=event)


@pytest.mark.parametrize(
    "facts",
    [
        b"",
        b"{",
        b"[]",
        b'{"identity_number":"310101199001011234"}',
        b" " * 70_000,
        {**RESULT, "certificate": None},
    ],
    ids=["empty", "cut", "a list", "half", "too long", "no certificate"],
)
def test_a_signed_message_that_is_nonsense_is_refused(partner: LittlePartner, facts: Any) -> None:
    with pytest.raises(BadInput):
        told(partner, facts)
    assert stored() == 0


def test_a_key_that_is_too_long_is_refused(partner: LittlePartner) -> None:
    with pytest.raises(BadInput):
        told(partner, RESULT, key="k" * 201)
