"""One question over HTTP: signed, timed, tried again under the same idempotency key, its answer verified.

No database here: these functions run in threads of `client.ask_many`.
"""

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
from pydantic import TypeAdapter, ValidationError

from tongban.core import clock
from tongban.exchange import keys, signing
from tongban.exchange.types import (
    SENTENCES,
    BadAnswer,
    ExchangeError,
    Limits,
    PartnerRefused,
    PartnerUnavailable,
    Request,
)

ANSWER_MAX_BYTES = 4 * 1024 * 1024
LONGEST_WAIT_SECONDS = 2.0  # between two tries, whatever retry-after says: a person may be waiting
FIRST_WAIT_SECONDS = 0.1
WORTH_TRYING_AGAIN = frozenset({429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: raw, before anything is believed."""

    status: int
    headers: dict[str, str]  # names in lower case
    body: bytes
    request_id: str


class Lost(Exception):
    """One try came to nothing and may be made again; `wait` is what the partner asked for, in seconds."""

    def __init__(self, detail: str, wait: float = 0.0) -> None:
        super().__init__(detail)
        self.detail, self.wait = detail, wait


@cache
def _transport_of(_pid: int) -> httpx.HTTPTransport:
    """Return the connections of this process; a forked child makes its own."""
    limits = httpx.Limits(max_connections=128, max_keepalive_connections=64, keepalive_expiry=20.0)
    return httpx.HTTPTransport(trust_env=False, limits=limits)


def transport() -> httpx.HTTPTransport:
    """Return the pooled connections of this process.

    The bare transport keeps connections alive and does nothing else: no proxies from the environment, no
    redirects, no cookies from one question to the next. It costs two thirds of an `httpx.Client`.
    """
    return _transport_of(os.getpid())


def error(kind: type[ExchangeError], request: Request[Any], detail: str) -> ExchangeError:
    """Return an error of this kind with its sentence, naming the partner."""
    return kind(request.partner.code, SENTENCES[kind].fill(partner=request.partner.name), detail=detail)


def encode(payload: Any) -> bytes:
    """Return a body: UTF-8 JSON, days and instants in ISO form, money with two decimals as a string."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"), default=_plain).encode()


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in the contract with partners")


def send(request: Request[Any], address: str) -> tuple[Reply, int]:
    """Ask until there is an answer, the tries are used up or the time is; return the reply and the tries
    made.

    Raises PartnerUnavailable, PartnerRefused, and BadAnswer for a status the contract does not know.
    """
    limits = request.partner.limits
    deadline = clock.ticks() + (request.timeout or limits.total)
    body, url = encode(request.payload), f"{address}/{request.question.name}"
    tries, wait = 0, FIRST_WAIT_SECONDS
    while True:
        tries += 1
        try:
            return _try(request, url, body, limits, deadline), tries
        except ExchangeError as final:
            final.tries = tries
            raise
        except Lost as lost:
            pause = min(max(wait, lost.wait), LONGEST_WAIT_SECONDS)
            if tries >= limits.tries or clock.ticks() + pause >= deadline:
                gone = error(PartnerUnavailable, request, lost.detail)
                gone.tries = tries
                raise gone from lost
            time.sleep(pause)
            wait *= 4


def _try(request: Request[Any], url: str, body: bytes, limits: Limits, deadline: float) -> Reply:
    request_id = str(uuid4())
    headers = signing.sign_request(
        keys.own_key(), keys.own_key_id(), method="POST", path=urlsplit(url).path, body=body,
        request_id=request_id, idempotency_key=request.key,
    )  # fmt: skip
    reply = _post(url, headers | {"accept-encoding": "identity"}, body, limits, deadline, request_id)
    if reply.status == 200:
        return reply
    if reply.status in WORTH_TRYING_AGAIN:
        raise Lost(f"status {reply.status}", _seconds(reply.headers.get("retry-after", "")))
    kind = PartnerRefused if 400 <= reply.status < 500 else BadAnswer
    raise error(kind, request, f"status {reply.status} {_problem_code(reply)}".strip())


def _post(url: str, headers: dict[str, str], body: bytes, limits: Limits, deadline: float, request_id: str) -> Reply:
    left = max(0.05, deadline - clock.ticks())
    read = min(limits.read, left)
    timeout = {"connect": min(limits.connect, left), "read": read, "write": read, "pool": read}
    request = httpx.Request("POST", url, content=body, headers=headers, extensions={"timeout": timeout})
    try:
        response = transport().handle_request(request)
        try:
            content = _read(response, deadline)
        finally:
            response.close()
    except httpx.TimeoutException as slow:
        raise Lost(f"slow: {type(slow).__name__}") from slow
    except httpx.TransportError as broken:
        raise Lost(f"cut: {type(broken).__name__}") from broken
    fields = {name.lower(): value for name, value in response.headers.items()}
    return Reply(response.status_code, fields, content, request_id)


def _read(response: httpx.Response, deadline: float) -> bytes:
    """Return the body.

    The time in all is looked at between its parts, the pause between parts by the socket.
    """
    parts, size = [], 0
    for part in response.iter_raw():
        parts.append(part)
        size += len(part)
        if clock.ticks() > deadline:
            raise Lost("slow: the answer did not end in time")
        if size > ANSWER_MAX_BYTES:
            raise Lost("the answer is too long")
    return b"".join(parts)


def _seconds(retry_after: str) -> float:
    return float(retry_after) if retry_after.isdigit() else 0.0


def _problem_code(reply: Reply) -> str:
    """Return the `code` of problem details, for the log; empty where there are none."""
    try:
        problem = json.loads(reply.body)
    except ValueError:
        return ""
    return str(problem.get("code", ""))[:80] if isinstance(problem, dict) else ""


@cache
def form(kind: type) -> TypeAdapter[Any]:
    """Return the checker of an agreed form (made once: that is the slow part)."""
    return TypeAdapter(kind)


def check(request: Request[Any], reply: Reply, pinned: keys.Pinned) -> tuple[dict[str, Any], Any]:
    """Return the body and its typed value; raises BadAnswer unless signature, form and person are right."""
    try:
        signing.verify_response(
            pinned.key, pinned.kid, status=reply.status, headers=reply.headers, body=reply.body,
            request_id=reply.request_id,
        )  # fmt: skip
    except signing.BadSignature as bad:
        raise error(BadAnswer, request, f"signature: {bad}") from bad
    facts = parse(reply.body, lambda why: error(BadAnswer, request, f"form: {why}"))
    for name in request.question.echoes:
        if facts.get(name) != request.payload[name]:
            raise error(BadAnswer, request, f"the answer is about another {name}")
    return facts, typed(request.question.answer, reply.body, lambda why: error(BadAnswer, request, f"form: {why}"))


def parse(body: bytes, refuse: Callable[[str], Exception]) -> dict[str, Any]:
    """Return a JSON object; raises what `refuse` makes of the reason."""
    try:
        facts = json.loads(body)
    except (ValueError, RecursionError) as nonsense:
        raise refuse("not JSON") from nonsense
    if not isinstance(facts, dict):
        raise refuse("not an object")
    return facts


def typed(kind: type, body: bytes, refuse: Callable[[str], Exception]) -> Any:
    """Return the body in its agreed form.

    Raises what `refuse` makes of the reason (no values, names only).
    """
    try:
        return form(kind).validate_json(body, strict=True)
    except ValidationError as wrong:
        first = wrong.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise refuse(f"{where}: {first['type']}") from wrong
