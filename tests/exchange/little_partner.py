"""A little partner, written from docs/partners/contract.md: it answers over real HTTP and fails on demand.

It signs with `http_message_signatures` throughout, so that our own signing is checked by others' code.
"""

import base64
import copy
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    algorithms,
)

LABEL, TAG = "tongban", "tongban-partner-v1"
REQUEST = ("@method", "@path", "content-digest", "content-type", "request-id", "idempotency-key")
RESPONSE = ("@status", "content-digest", "content-type", "request-id")
Answering = Callable[[dict[str, Any]], dict[str, Any]]


class OneKey(HTTPSignatureKeyResolver):
    """Knows one pair of keys."""

    def __init__(self, private: Ed25519PrivateKey | None, public: Ed25519PublicKey | None = None) -> None:
        self.private, self.public = private, public

    def resolve_private_key(self, key_id: str) -> Ed25519PrivateKey:
        assert self.private
        return self.private

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey:
        return self.public or self.resolve_private_key(key_id).public_key()


def sign(
    message: Any,
    body: bytes | None,
    key: Ed25519PrivateKey,
    kid: str,
    components: tuple[str, ...],
    **extra: Any,
) -> None:
    """Sign as the contract says, with the library; `extra` spoils it."""
    HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=OneKey(key)).sign(
        message, key_id=kid, label=extra.pop("label", LABEL), tag=extra.pop("tag", TAG), body=body,
        covered_component_ids=components, **extra,
    )  # fmt: skip


def request_headers(
    key: Ed25519PrivateKey, kid: str, path: str, body: bytes, *, idempotency_key: str = "", **extra: Any
) -> dict[str, str]:
    """Return the header fields with which a partner sends us a message."""
    headers = {
        "content-type": "application/json",
        "request-id": str(uuid4()),
        "idempotency-key": idempotency_key or str(uuid4()),
    }
    message = SimpleNamespace(method="POST", url=f"http://tongban{path}", headers=headers)
    sign(message, body, key, kid, extra.pop("components", REQUEST), **extra)
    return headers


@dataclass
class Faults:
    """What goes wrong. `times` says for how many requests (None: for all)."""

    cut: bool = False
    delay: float = 0.0
    drip: float = 0.0
    status: int = 0
    retry_after: str = ""
    body: bytes | None = None
    signature: str = "good"  # good, none, wrong, old, future, other_key_id, other_request, uncovered, body
    times: int | None = None


@dataclass
class Seen:
    """One request as the partner saw it."""

    partner: str
    question: str
    payload: dict[str, Any]
    headers: dict[str, str]
    verified: bool


@dataclass
class LittlePartner:
    """All partners at one address, each with a key of its own."""

    product_key: Ed25519PublicKey
    answers: dict[tuple[str, str], Answering] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)
    seen: list[Seen] = field(default_factory=list)
    keys: dict[str, Ed25519PrivateKey] = field(default_factory=dict)
    url: str = ""
    jwks: bytes | None = None

    def key(self, partner: str) -> Ed25519PrivateKey:
        """Return a partner's key, made when it is first needed."""
        return self.keys.setdefault(partner, Ed25519PrivateKey.generate())

    def answer(self, partner: str, question: str, facts: dict[str, Any] | Answering) -> None:
        """Say what is answered: facts that are joined to the request's identifying fields, or a function."""
        if callable(facts):
            self.answers[partner, question] = facts
        else:
            self.answers[partner, question] = lambda payload: copy.deepcopy({**payload, **facts})

    def served_keys(self) -> bytes:
        """Return the JWK set of section 1."""
        if self.jwks is not None:
            return self.jwks
        served = []
        for kid, key in self.keys.items():
            raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
            x = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
            served.append({"kid": kid, "kty": "OKP", "crv": "Ed25519", "x": x})
        return json.dumps({"keys": served}).encode()

    def fault(self) -> Faults:
        """Return the faults of this request, and count it."""
        now = self.faults
        if now.times is None:
            return now
        if now.times == 0:
            return Faults()
        self.faults.times = now.times - 1
        return copy.copy(now)

    def verify(self, handler: BaseHTTPRequestHandler, body: bytes) -> bool:
        """Check our request by the contract, with the library."""
        message = SimpleNamespace(method="POST", url=f"{self.url}{handler.path}", headers=dict(handler.headers.items()))
        verifier = HTTPMessageVerifier(
            signature_algorithm=algorithms.ED25519, key_resolver=OneKey(None, self.product_key)
        )
        results = verifier.verify(
            message, max_age=timedelta(seconds=300), expect_tag=TAG, expect_label=LABEL,
            require_components=REQUEST, body=body,
        )  # fmt: skip
        return len(results) == 1 and results[0].body == body


def start(partner: LittlePartner) -> ThreadingHTTPServer:
    """Serve a partner on a free port; the caller shuts it down."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._send(200, partner.served_keys(), {"content-type": "application/json"})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            code, question = self.path.split("/")[-2:]
            fields = {name.lower(): value for name, value in self.headers.items()}
            payload = json.loads(body)
            partner.seen.append(Seen(code, question, payload, fields, partner.verify(self, body)))
            fault = partner.fault()
            time.sleep(fault.delay)
            if fault.cut:
                self.close_connection = True
                return
            if fault.status:
                problem = json.dumps({"title": "no", "status": fault.status, "code": "switched"}).encode()
                extra = {"retry-after": fault.retry_after} if fault.retry_after else {}
                self._send(fault.status, problem, {"content-type": "application/problem+json", **extra})
                return
            self._answer(code, question, payload, fields["request-id"], fault)

        def _answer(self, code: str, question: str, payload: dict[str, Any], request_id: str, fault: Faults) -> None:
            body = fault.body
            if body is None:
                body = json.dumps(partner.answers[code, question](payload), ensure_ascii=False).encode()
            headers = _response_headers(partner.key(code), code, body, request_id, fault.signature)
            self._send(200, body + (b" " if fault.signature == "body" else b""), headers, fault.drip)

        def _send(self, status: int, body: bytes, headers: dict[str, str], drip: float = 0.0) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            if not drip:
                self.wfile.write(body)
                return
            for byte in body:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(drip)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing: tests read `seen`."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that went away in the middle is part of the tests."""

    server = Server(("127.0.0.1", 0), Handler)
    partner.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    return server


def _response_headers(key: Ed25519PrivateKey, kid: str, body: bytes, request_id: str, signature: str) -> dict[str, str]:
    headers = {
        "content-type": "application/json",
        "request-id": str(uuid4()) if signature == "other_request" else request_id,
    }
    if signature == "none":
        return headers
    made = {"old": timedelta(seconds=-301), "future": timedelta(seconds=301)}.get(signature, timedelta())
    sign(
        SimpleNamespace(status_code=200, headers=headers),
        body,
        Ed25519PrivateKey.generate() if signature == "wrong" else key,
        "nobody" if signature == "other_key_id" else kid,
        ("@status", "content-digest", "content-type") if signature == "uncovered" else RESPONSE,
        created=datetime.now(UTC) + made,
    )
    return headers
