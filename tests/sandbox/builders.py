"""A product that only publishes keys and takes events, and a way to run the sandbox as a real process."""

import base64
import json
import os
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    algorithms,
)

SOURCE = Path(__file__).parents[2] / "src"
KID = "tongban-test"
TAG = "tongban-partner-v1"
REQUEST_PARTS = ("@method", "@path", "content-digest", "content-type", "request-id", "idempotency-key")
RESPONSE_PARTS = ("@status", "content-digest", "content-type", "request-id")
LI = "310115198506154321"
WANG = "310115195203021224"


class Keys(HTTPSignatureKeyResolver):
    """The product's private key, and the partners' public ones."""

    def __init__(self, private: Ed25519PrivateKey, public: dict[str, Ed25519PublicKey]) -> None:
        self.private, self.public = private, public

    def resolve_private_key(self, key_id: str) -> Any:
        return self.private

    def resolve_public_key(self, key_id: str) -> Any:
        return self.public[key_id]


@dataclass
class Message:
    """An event as the product received it."""

    path: str
    headers: dict[str, str]
    body: bytes
    at: float

    @property
    def facts(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass
class Product:
    """A stub of the product: its key, the events it got, and what it answers to them."""

    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    received: list[Message] = field(default_factory=list)
    answers_with: int = 200
    key_fetches: int = 0
    port: int = 0
    server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        product = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                product.key_fetches += 1
                self._send(200, {"keys": [jwk(KID, product.private.public_key())]})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                product.received.append(Message(self.path, headers, body, time.monotonic()))
                self._send(product.answers_with, {"message_id": headers["idempotency-key"], "repeated": False})

            def _send(self, status: int, value: object) -> None:
                body = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            allow_reuse_address = True

        self.server = Server(("127.0.0.1", self.port), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    def told(self, path: str) -> list[Message]:
        return [message for message in self.received if message.path == path]


class Sandbox:
    """The sandbox as a process of its own, with the product's side of the contract."""

    def __init__(self, home: Path, product: Product) -> None:
        self.home, self.product, self.port = home, product, free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", trust_env=False, timeout=20)
        self.partner_keys: dict[str, Ed25519PublicKey] = {}

    def start(self, *options: str) -> None:
        command = [
            sys.executable,
            "-m",
            "tongban_sandbox",
            "--port",
            str(self.port),
            "--home",
            str(self.home),
        ]
        environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
        self.process = subprocess.Popen(
            [*command, "--callback", self.product.url, "--today", "2026-11-22", *options], env=environment
        )
        eventually(self._is_up, "the sandbox answers")
        keys = self.http.get("/.well-known/tongban-keys").json()["keys"]
        self.partner_keys = {key["kid"]: public(key["x"]) for key in keys}

    def _is_up(self) -> bool:
        try:
            return self.http.get("/healthz").status_code == 200
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        """`kill -9`."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        self.http.close()
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", trust_env=False, timeout=20)

    def ask(self, partner: str, question: str, body: dict[str, Any], *, key: str = "", **how: Any) -> httpx.Response:
        """A question signed as the contract says, unless `how` spoils it; the answer as it came."""
        return self.http.send(self.question(partner, question, body, key=key, **how))

    def question(
        self,
        partner: str,
        question: str,
        body: dict[str, Any],
        *,
        key: str = "",
        signer: Ed25519PrivateKey | None = None,
        age_seconds: float = 0,
        kid: str = KID,
        parts: tuple[str, ...] = REQUEST_PARTS,
        content: bytes = b"",
    ) -> httpx.Request:
        """A signed question; `content` is sent instead of the body where it could not be written as JSON."""
        headers = {
            "content-type": "application/json",
            "request-id": str(uuid.uuid4()),
            "idempotency-key": key or str(uuid.uuid4()),
        }
        content = content or json.dumps(body, ensure_ascii=False).encode()
        request = self.http.build_request("POST", f"/{partner}/{question}", content=content, headers=headers)
        HTTPMessageSigner(
            signature_algorithm=algorithms.ED25519, key_resolver=Keys(signer or self.product.private, {})
        ).sign(
            request,
            key_id=kid,
            created=datetime.now() - timedelta(seconds=age_seconds),
            label="tongban",
            tag=TAG,
            covered_component_ids=parts,
            body=content,
        )
        return request

    def get_answer(self, partner: str, question: str, body: dict[str, Any], **how: Any) -> dict[str, Any]:
        """The facts of a good answer whose signature the independent library has verified."""
        answer = self.ask(partner, question, body, **how)
        assert answer.status_code == 200, answer.text
        self.verify(answer, partner)
        facts: dict[str, Any] = answer.json()
        return facts

    def verify(self, message: Any, partner: str, parts: tuple[str, ...] = RESPONSE_PARTS) -> None:
        """Raises InvalidSignature unless the partner signed this message as agreed."""
        verifier = HTTPMessageVerifier(
            signature_algorithm=algorithms.ED25519, key_resolver=Keys(self.product.private, self.partner_keys)
        )
        body = message.content if isinstance(message, httpx.Response) else message.body
        results = verifier.verify(message, max_age=timedelta(seconds=300), body=body, expect_tag=TAG)
        assert [result.label for result in results] == ["tongban"]
        assert results[0].parameters["keyid"] == partner
        assert {name.strip('"') for name in results[0].covered_components} >= set(parts)

    def switch(self, partner: str, **switches: Any) -> None:
        self.control("PUT", f"partners/{partner}", switches)

    def control(self, method: str, path: str, body: object = None, status: int = 200) -> dict[str, Any]:
        answer = self.http.request(method, f"/control/{path}", json=body)
        assert answer.status_code == status, answer.text
        facts: dict[str, Any] = answer.json()
        return facts

    def someone(self, number: str = LI, **facts: Any) -> str:
        """A person whom the partners know."""
        person = {"name": "李明", "address": "浦东新区世纪大道 1 号"}
        self.control("PUT", f"people/{number}", {"person": person, **facts})
        return number

    def cashier_path(
        self,
        order: str,
        *,
        amount: str = "10.00",
        expires_in: int = 900,
        changes: dict[str, str] | None = None,
    ) -> str:
        """The address of the cashier page; `changes` are made after signing, as a swindler would."""
        values = {
            "order": order,
            "amount": amount,
            "subject": "补换驾驶证工本费",
            "return_url": f"{self.product.url}/cases/1",
            "expires": str(int(time.time()) + expires_in),
        }
        signature = self.product.private.sign("|".join(values.values()).encode())
        values |= {"kid": KID, "signature": base64.urlsafe_b64encode(signature).decode().rstrip("=")}
        return f"/payment/cashier?{urlencode(values | (changes or {}))}"

    def pay(self, order: str, **how: Any) -> None:
        """Open the cashier page of an order and pay there."""
        path = self.cashier_path(order, **how)
        assert self.http.get(path).status_code == 200
        assert self.http.post(path, data={"method": "wechat"}).status_code == 303


def eventually(happens: Callable[[], object], what: str, seconds: float = 15) -> None:
    """Wait until something is so; fail with `what` if it is not in time."""
    until = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < until, f"did not happen: {what}"
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def jwk(kid: str, key: Ed25519PublicKey) -> dict[str, str]:
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {
        "kid": kid,
        "kty": "OKP",
        "crv": "Ed25519",
        "x": base64.urlsafe_b64encode(raw).decode().rstrip("="),
    }


def public(x: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(x + "=="))
