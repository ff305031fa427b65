"""The only way to ask a partner. See the room's page for what is promised.

A question costs about a millisecond of Python and one INSERT; `ask_many` asks several at once from threads
and writes all rows in one statement. Partners are never asked inside a transaction: it would hold locks while
somebody else thinks. Django's own durability check says so, and lets tests run inside their test transaction.
"""

import json
import os
import threading
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from tongban.core import clock, personal
from tongban.core.ids import new_id
from tongban.exchange import breaker, keys, registry, wire
from tongban.exchange.signing import SIGNED_HEADERS
from tongban.exchange.types import (
    ANSWERED,
    Answer,
    ExchangeError,
    NotSent,
    PartnerUnavailable,
    Request,
)

T = TypeVar("T")
THREADS = 32

INSERT = (
    "INSERT INTO exchange_question (id, partner, question, case_id, person_id, purpose, key, asked_at,"
    " seconds, tries, outcome, detail, digest, signed_headers, body) VALUES "
)
ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s)"


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question after it was asked, before its row is written."""

    request: Request[Any]
    id: UUID
    asked_at: datetime
    seconds: float
    tries: int
    result: Answer[Any] | ExchangeError
    reply: wire.Reply | None


def build(
    partner: str,
    question: str,
    payload: Mapping[str, Any],
    *,
    purpose: str,
    case_id: UUID | None,
    person_id: UUID | None = None,
    timeout: float | None = None,
    key: str | None = None,
    at: str = "",
) -> Request[Any]:
    """Return a request to be asked later, alone or with others; raises NotFound for an unknown partner."""
    contract = registry.get_partner(partner)
    request = Request(
        contract, contract.question(question), payload, purpose, case_id, person_id, timeout=timeout, address=at
    )
    return request if key is None else replace(request, key=key)


def ask(
    partner: str,
    question: str,
    payload: Mapping[str, Any],
    *,
    purpose: str,
    case_id: UUID | None,
    person_id: UUID | None = None,
    timeout: float | None = None,
    key: str | None = None,
    at: str = "",
) -> Answer[Any]:
    """Ask one question and return its checked answer; raises PartnerUnavailable, PartnerRefused or BadAnswer.

    `key` is the idempotency key, for questions that change something and may be asked again by a later job.
    `timeout` replaces the partner's limit in all (seconds), `at` is its address where no setting says it.
    """
    request = build(
        partner, question, payload, purpose=purpose, case_id=case_id, person_id=person_id, timeout=timeout,
        key=key, at=at,
    )  # fmt: skip
    return ask_request(request)


def ask_request(request: Request[T]) -> Answer[T]:
    """Ask a question that was built before; raises as `ask` does."""
    result = ask_many([request])[0]
    if isinstance(result, ExchangeError):
        raise result
    return cast("Answer[T]", result)


@dataclass(frozen=True, slots=True)
class AboutPerson(Generic[T]):
    """A question of one partner about one person, who is named by the identity number."""

    partner: str
    question: str

    def request(
        self, identity_number: str, *, purpose: str, case_id: UUID | None, person_id: UUID | None = None
    ) -> Request[T]:
        """Return the question, to be asked with others by `ask_many`."""
        payload = {"identity_number": identity_number}
        return build(self.partner, self.question, payload, purpose=purpose, case_id=case_id, person_id=person_id)

    def ask(
        self, identity_number: str, *, purpose: str, case_id: UUID | None, person_id: UUID | None = None
    ) -> Answer[T]:
        """Ask it alone; raises ExchangeError."""
        return ask_request(self.request(identity_number, purpose=purpose, case_id=case_id, person_id=person_id))


def ask_many(requests: Sequence[Request[Any]]) -> list[Answer[Any] | ExchangeError]:
    """Ask all at the same time; return an answer or an error for each, in order. Writes one statement."""
    if not requests:
        return []
    _outside_transaction()
    pinned = [keys.pinned(request.partner.code) for request in requests]
    last = len(requests) - 1
    futures = [_pool(os.getpid()).submit(_ask, requests[i], pinned[i]) for i in range(last)]
    own = _ask(requests[last], pinned[last])  # the calling thread does its share instead of waiting
    asked = [*(future.result() for future in futures), own]
    _write(asked)
    return [each.result for each in asked]


def address(partner: str) -> str:
    """Return where a partner is asked: its own address, or its place in the sandbox.

    Empty where neither is set.
    """
    own: Mapping[str, str] = getattr(settings, "TONGBAN_PARTNER_URLS", {})
    base = settings.TONGBAN_SANDBOX_URL
    return own.get(partner, "") or (f"{base.rstrip('/')}/{partner}" if base else "")


def is_played(partner: str) -> bool:
    """True where no address of its own is set for a partner: the sandbox plays it, and what it says is invented."""
    return not getattr(settings, "TONGBAN_PARTNER_URLS", {}).get(partner)


@cache
def _pool(_pid: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="partner")


@cache
def _gate(partner: str, _pid: int) -> threading.BoundedSemaphore:
    """Return the gate that keeps one slow partner from taking every thread of this process."""
    return threading.BoundedSemaphore(registry.get_partner(partner).limits.parallel)


def _outside_transaction() -> None:
    try:
        with transaction.atomic(durable=True, savepoint=False):
            pass  # sends nothing; Django refuses here when a transaction is open
    except RuntimeError as error:
        raise RuntimeError("Ask partners before the transaction or after it, never inside it.") from error


def _ask(request: Request[Any], pinned: keys.Pinned | None) -> _Asked:
    """Ask one question: no database, no exception of a partner's making leaves this function."""
    asked_at, started, message_id = clock.now(), clock.ticks(), new_id()
    reply, tries = None, 0
    result: Answer[Any] | ExchangeError
    try:
        reply, tries = _guarded(request, pinned)
        facts, value = wire.check(request, reply, cast("keys.Pinned", pinned))
        seconds = clock.ticks() - started
        result = Answer(request.partner.code, request.question.name, facts, value, clock.now(), seconds, message_id)
    except ExchangeError as error:
        error.message_id = message_id
        result, tries = error, error.tries or tries
    return _Asked(request, message_id, asked_at, clock.ticks() - started, tries, result, reply)


def _guarded(request: Request[Any], pinned: keys.Pinned | None) -> tuple[wire.Reply, int]:
    """Send through the partner's gate and breaker; a partner that answers anything at all counts as there."""
    code = request.partner.code
    where = request.address or address(code)
    if not where or pinned is None:
        raise wire.error(NotSent, request, "no pinned key" if where else "no address")
    fuse, gate = breaker.of(code), _gate(code, os.getpid())
    if not gate.acquire(timeout=request.timeout or request.partner.limits.total):
        raise wire.error(NotSent, request, "busy")
    try:
        if not fuse.allow():
            raise wire.error(NotSent, request, "circuit breaker open")
        answered = False
        try:
            reply = wire.send(request, where)
            answered = True
            return reply
        except ExchangeError as error:
            answered = not isinstance(error, PartnerUnavailable)
            raise
        finally:
            (fuse.succeeded if answered else fuse.failed)()
    finally:
        gate.release()


def _write(asked: Iterable[_Asked]) -> None:
    """Write one row for each question in one statement."""
    values: list[Any] = []
    count = 0
    for each in asked:
        count += 1
        values += _row(each)
    with connection.cursor() as cursor:
        cursor.execute(INSERT + ", ".join([ROW] * count), values)


def _row(asked: _Asked) -> tuple[Any, ...]:
    request, reply, result = asked.request, asked.reply, asked.result
    outcome, detail = (result.outcome, result.detail) if isinstance(result, ExchangeError) else (ANSWERED, "")
    headers = reply.headers if reply else {}
    kept = reply is not None and outcome == ANSWERED and request.question.kept_days > 0
    return (
        asked.id, request.partner.code, request.question.name, request.case_id, request.person_id,
        request.purpose, request.key, asked.asked_at, round(asked.seconds, 4), asked.tries, outcome,
        detail[:200],
        headers.get("content-digest", "")[:100] or None,
        json.dumps({name: headers[name] for name in SIGNED_HEADERS if name in headers}),
        personal.seal(reply.body.decode()) if kept and reply else None,
    )  # fmt: skip
