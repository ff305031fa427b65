"""Carries one signed event to the product over HTTP. Runs in a thread; each thread keeps its connection
open.
"""

import http.client
import json
import threading
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 10
MAX_ANSWER = 64 * 1024

_kept = threading.local()


@dataclass(frozen=True)
class Delivery:
    """An event ready to be sent."""

    url: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """The path as it is sent and signed."""
        return urlsplit(self.url).path


def deliver(delivery: Delivery) -> tuple[int, dict[str, Any]]:
    """Status and JSON answer; status 0 with the reason where the product could not be reached."""
    parts = urlsplit(delivery.url)
    address = (parts.scheme, parts.netloc)
    reused = getattr(_kept, "address", None) == address
    try:
        return _post(address, delivery)
    except (OSError, http.client.HTTPException) as error:
        _forget_connection()
        if not reused:
            return 0, {"error": f"{type(error).__name__}: {error}"[:200]}
    try:
        return _post(address, delivery)  # the product had closed a connection that was kept open
    except (OSError, http.client.HTTPException) as error:
        _forget_connection()
        return 0, {"error": f"{type(error).__name__}: {error}"[:200]}


def _post(address: tuple[str, str], delivery: Delivery) -> tuple[int, dict[str, Any]]:
    if getattr(_kept, "address", None) != address:
        _forget_connection()
        kind = http.client.HTTPSConnection if address[0] == "https" else http.client.HTTPConnection
        _kept.connection, _kept.address = kind(address[1], timeout=TIMEOUT_SECONDS), address
    _kept.connection.request("POST", delivery.path, delivery.body, delivery.headers)
    answer = _kept.connection.getresponse()
    body = answer.read(MAX_ANSWER)
    if not answer.isclosed():
        _forget_connection()  # more than an answer should be: the rest is not read
    return answer.status, _as_json(body)


def _forget_connection() -> None:
    if getattr(_kept, "address", None) is not None:
        _kept.connection.close()
        _kept.address = None


def _as_json(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        return {"text": body[:200].decode("utf-8", "replace")}
    return value if isinstance(value, dict) else {"value": value}
