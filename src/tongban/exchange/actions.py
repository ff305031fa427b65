"""What changes the room itself: messages taken in, keys of partners pinned, old answers forgotten."""

import json
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

import httpx
from django.db import connection, transaction
from pydantic import TypeAdapter, ValidationError

from tongban.core import clock, entries, personal
from tongban.core.actor import Actor, system
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound, Unavailable
from tongban.core.ids import new_id
from tongban.core.outbox import announce
from tongban.exchange import keys, registry, signing, wire
from tongban.exchange.models import PartnerKey, Question
from tongban.exchange.types import Partner, Received
from tongban.law.text import Text

log = logging.getLogger(__name__)

KEY_LONGEST = 200
KEYS_PATH = "/.well-known/tongban-keys"
PARTNERS = UUID("0b5bb0e5-9d0c-4c67-8d5a-8f3f0a4f8c11")  # namespace of the subjects of entries about partners

_INSERT = (
    "INSERT INTO exchange_message (id, partner, event, key, digest, signed_headers, body, received_at)"
    " VALUES (%s, %s, %s, %s, %s, %s::jsonb, %s, %s) ON CONFLICT (partner, key) DO NOTHING RETURNING id"
)


def receive(*, partner: str, event: str, headers: Mapping[str, str], method: str, path: str, body: bytes) -> Received:
    """Verify a partner's message, store it once and announce it; the same again changes nothing.

    Announces `partner_message` and `partner_<partner or its family>_<event>`, both with `message=<id>`; read it with
    `queries.get_message`. Joins the caller's transaction, so that what the caller does with it is done with
    it or not at all. Raises NotFound (no such partner or event), NotAllowed (not signed as agreed), BadInput
    (not the agreed form), Conflict (another body under the same idempotency key).
    """
    contract = registry.get_partner(partner)
    form = contract.events.get(event)
    if form is None:
        raise NotFound(Text(zh="没有这种消息。", en="There is no such message."))
    if len(body) > contract.largest_bytes:
        raise _not_agreed("body", "too long")
    _verify(partner, headers, method, path, body)
    fields = {name.lower(): value for name, value in headers.items()}
    key = fields["idempotency-key"]
    if not 0 < len(key) <= KEY_LONGEST or not key.isprintable():
        raise _not_agreed("idempotency-key", "length")
    wire.parse(body, lambda why: _not_agreed("body", why))
    value = wire.typed(form, body, lambda why: _not_agreed("body", why))
    with transaction.atomic(savepoint=False):
        return _store(contract, event, key, fields, body, value)


def register_partner_keys(*, base_url: str, actor: Actor | None = None) -> list[str]:
    """Pin the keys served at `base_url` for partners that have none yet; return the partners newly pinned.

    A key that differs from the pinned one is refused with Conflict (use `replace_partner_key`): whoever can
    answer at that address must not be able to become a partner. Raises Unavailable where nobody answers
    there.
    """
    served = {kid: x for kid, x in served_keys(base_url).items() if kid in _codes()}
    known = dict(PartnerKey.objects.filter(ended_at=None).values_list("partner", "x"))
    changed = sorted(code for code, x in served.items() if known.get(code, x) != x)
    if changed:
        raise Conflict(
            Text(
                zh="合作单位的密钥与登记的不同，拒绝接入：{codes}。",
                en="These partners show another key than the registered one, and are refused: {codes}.",
            ).fill(codes=", ".join(changed))
        )
    new = sorted(served.keys() - known.keys())
    with transaction.atomic(savepoint=False):
        for code in new:
            _pin(code, served[code], actor or system("register"), "registered", {})
    keys.forget()
    return new


def pin_partner_key(*, partner: str, kid: str, x: str, actor: Actor) -> None:
    """Pin the key of one partner, compared by a person. The same again changes nothing; raises Conflict for another."""
    known = PartnerKey.objects.filter(partner=partner, ended_at=None).values_list("kid", "x").first()
    if known == (kid, x):
        return
    if known:
        raise Conflict(Text(zh="这个单位已经登记了另一把密钥。", en="Another key is pinned for this partner."))
    _pin(partner, x, actor, "registered", {}, kid)
    keys.forget()


def replace_partner_key(*, partner: str, x: str, actor: Actor, reason: str) -> None:
    """End a partner's key and pin another, told to us by a way that is not this one; other processes follow
    within a minute. Raises NotFound, BadInput."""
    registry.get_partner(partner)
    if not reason.strip():
        raise BadInput("reason", Text(zh="请写明更换密钥的原因。", en="Please say why the key is replaced."))
    try:
        keys.public_key(x)
    except ValueError as error:
        raise BadInput("x", Text(zh="不是有效的公钥。", en="This is no Ed25519 public key.")) from error
    with transaction.atomic(savepoint=False):
        PartnerKey.objects.filter(partner=partner, ended_at=None).update(ended_at=clock.now())
        _pin(partner, x, actor, "replaced", {"reason": reason.strip()})
    keys.forget()


def forget_old_answers() -> int:
    """Remove the kept bodies whose agreed days are over; their digests and signatures stay.

    Return how many.
    """
    forgotten = 0
    for contract in registry.partners():
        for question in contract.questions:
            before = clock.now() - timedelta(days=question.kept_days)
            forgotten += (
                Question.for_system("retention agreed with the partner")
                .filter(partner=contract.code, question=question.name, asked_at__lt=before, body__isnull=False)
                .update(body=None)
            )
    return forgotten


def _verify(partner: str, headers: Mapping[str, str], method: str, path: str, body: bytes) -> None:
    pinned = keys.pinned(partner)
    try:
        if pinned is None:
            raise signing.BadSignature("no pinned key")
        signing.verify_request(pinned.key, pinned.kid, method=method, path=path, headers=headers, body=body)
    except signing.BadSignature as bad:
        log.warning("message of %s refused: %s", partner, bad)
        raise NotAllowed(
            Text(zh="消息的签名无效。", en="The message is not signed as agreed."), code="exchange.signature"
        ) from bad


def _store(contract: Partner, event: str, key: str, fields: Mapping[str, str], body: bytes, value: Any) -> Received:
    partner = contract.code
    digest = signing.digest(body)
    signed = {name: fields[name] for name in (*signing.SIGNED_HEADERS, "idempotency-key")}
    message_id = new_id()
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                message_id,
                partner,
                event,
                key,
                digest,
                json.dumps(signed),
                personal.seal(body.decode()),
                clock.now(),
            ],
        )
        if cursor.fetchone() is None:
            cursor.execute(
                "SELECT id, event, digest FROM exchange_message WHERE partner = %s AND key = %s",
                [partner, key],
            )
            known_id, known_event, known_digest = cursor.fetchone()
            if (known_event, known_digest) != (event, digest):
                raise Conflict(
                    Text(
                        zh="同一编号的消息内容不同。",
                        en="Another message was sent under this idempotency key.",
                    ),
                    code="key_reused",
                )
            return Received(known_id, True, value)
    announce("partner_message", message=message_id)
    announce(f"partner_{contract.family or partner}_{event}", message=message_id)
    return Received(message_id, False, value)


def _not_agreed(field: str, why: str) -> BadInput:
    return BadInput(
        field,
        Text(zh="消息不符合约定的格式（{why}）。", en="The message is not in the agreed form ({why}).").fill(why=why),
        code="exchange.form",
    )


def _codes() -> frozenset[str]:
    return frozenset(contract.code for contract in registry.partners())


def served_keys(base_url: str) -> dict[str, str]:
    """Return {kid: x} of the JWK set at an address; raises Unavailable, BadInput."""
    try:
        answer = httpx.get(base_url.rstrip("/") + KEYS_PATH, timeout=10.0, trust_env=False)
        answer.raise_for_status()
        served = TypeAdapter(dict[str, list[dict[str, Any]]]).validate_json(answer.content)["keys"]
        found = {key["kid"]: key["x"] for key in served if (key["kty"], key["crv"]) == ("OKP", "Ed25519")}
        for x in found.values():
            keys.public_key(x)
        return found
    except httpx.HTTPError as error:
        raise Unavailable(Text(zh="无法取得合作单位的密钥。", en="The partners' keys could not be had.")) from error
    except (ValidationError, KeyError, ValueError, TypeError) as error:
        raise BadInput(
            "keys",
            Text(zh="合作单位的密钥格式不正确。", en="The partners' keys are not a JWK set of Ed25519 keys."),
        ) from error


def _pin(partner: str, x: str, actor: Actor, kind: str, facts: dict[str, str], kid: str = "") -> None:
    PartnerKey.objects.create(
        partner=partner, kid=kid or partner, x=x, pinned_at=clock.now(), pinned_by=entries.code_of(actor)
    )
    entries.write(
        register="exchange", subject=uuid5(PARTNERS, partner), kind=f"partner_key_{kind}",
        effective_on=clock.today(), actor=actor, cause="registration",
        facts={"partner": partner, "x": x, **facts},
    )  # fmt: skip
