"""A browser that costs little: the load generator shares two cores with what it measures.

`get` and `post` as httpx has them, over one kept connection for each host, without what a benchmark does not need.
Every request and its milliseconds go to `note`.
"""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from types import SimpleNamespace
from urllib.parse import urlencode, urlsplit

TIMEOUT_SECONDS = 60.0
_VARYING = re.compile(r"\d{13,}|[0-9a-f-]{36}|(?<=receipts/)[A-Z0-9]+")
Note = Callable[[str, float], None]


@dataclass(slots=True)
class Answer:
    """What the story reads of an answer."""

    status_code: int
    headers: dict[str, str]
    content: bytes
    path: str

    @property
    def is_redirect(self) -> bool:
        return self.status_code in (301, 302, 303)

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", "replace")

    @property
    def request(self) -> SimpleNamespace:
        return SimpleNamespace(url=SimpleNamespace(path=self.path))


@dataclass
class Browser:
    """One person's browser; `connections` may be shared by browsers that are used one after the other."""

    base: str
    note: Note
    cookie: str = ""
    connections: dict[str, HTTPConnection] = field(default_factory=dict)
    jar: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.base_host = urlsplit(self.base).netloc
        if self.cookie:
            self._keep(self.cookie)

    def get(self, address: str) -> Answer:
        """Ask for a page; redirects are not followed."""
        return self._send("GET", address, None, {})

    def post(self, address: str, data: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer:
        """Send a form; redirects are not followed."""
        form = {"content-type": "application/x-www-form-urlencoded"}
        return self._send("POST", address, urlencode(data), {**form, **(headers or {})})

    def _send(self, method: str, address: str, body: str | None, more: dict[str, str]) -> Answer:
        parts = urlsplit(address)
        host = parts.netloc or self.base_host
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        ours = host == self.base_host
        headers = dict(more)
        if ours and self.jar:
            headers["cookie"] = "; ".join(f"{name}={value}" for name, value in self.jar.items())
        begun = time.perf_counter()
        answer = self._exchange(host, method, path, body, headers)
        where = _VARYING.sub("*", parts.path) if ours else "cashier"
        self.note(f"{method} {where}", (time.perf_counter() - begun) * 1000)
        return answer

    def _exchange(self, host: str, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        """One exchange; a kept connection that the other side has closed meanwhile is opened again, once."""
        for fresh in (host not in self.connections, True):
            connection = self.connections.get(host)
            if connection is None:
                connection = self.connections[host] = HTTPConnection(host, timeout=TIMEOUT_SECONDS)
            try:
                connection.request(method, path, body, headers)
                got = connection.getresponse()
                content = got.read()
            except (HTTPException, ConnectionError):
                self.connections.pop(host).close()
                if fresh:
                    raise
                continue
            for said in got.headers.get_all("set-cookie") or ():
                self._keep(said)
            known = {name.lower(): value for name, value in got.headers.items()}
            return Answer(got.status, known, content, path)
        raise ConnectionError(host)

    def _keep(self, cookie: str) -> None:
        name, _, value = cookie.partition(";")[0].partition("=")
        self.jar[name.strip()] = value.strip()
