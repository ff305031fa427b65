"""The site's pages over HTTP, from this machine alone: examiners with the key that the terminal printed, candidates
with the secret of their desk. What changes is a POST, and answered when it is on the disk."""

import base64
import binascii
import secrets
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from http import HTTPStatus
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

from tongban_site import leaving, pages
from tongban_site.clock import CHINA_HOURS
from tongban_site.verbs import Refused, Site
from tongban_site.words import Html, Tongue

MOST_BYTES = 512 << 20
FILES = {"style.css": "text/css; charset=utf-8", "pad.js": "text/javascript; charset=utf-8"}
COOKIE = "; Path=/; HttpOnly; SameSite=Strict; Max-Age=86400"
CHINA = timedelta(hours=8)


class Server(ThreadingHTTPServer):
    """The site and the key that examiners' browsers show."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], site: Site) -> None:
        super().__init__(address, Handler)
        self.site, self.key = site, secrets.token_urlsafe(16)


class Form(dict[str, str]):
    """What was posted; `file` holds the bytes of an uploaded file."""

    file: bytes = b""

    def many(self, name: str) -> str:
        """Several values of one name, joined: letters of an answer."""
        return self.get(name, "")


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "tongban-site"

    def do_GET(self) -> None:
        """A page."""
        address = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(address.query).items()}
        match address.path.strip("/").split("/"):
            case [name] if name in FILES:
                self._send(Path(__file__).with_name(name).read_bytes(), FILES[name])
            case ["language"]:
                self._go(self.headers.get("Referer", "/"), f"language={'en' if query.get('to') == 'en' else 'zh'}")
            case ["enter"] if secrets.compare_digest(query.get("key", ""), self.server.key):
                self._go("/", f"site={self.server.key}")
            case ["desk"]:
                self._page(pages.desk(self._tongue()), desk=True)
            case ["paper"]:
                self._paper(query.get("place", ""))
            case _ if not self._examines():
                self._go("/desk")
            case parts:
                self._examiner(parts, query)

    def do_POST(self) -> None:
        """Something changes, once."""
        form, parts = self._form(), urlsplit(self.path).path.strip("/").split("/")
        try:
            match parts:
                case ["desk"]:
                    secret = self.server.site.take_desk(form.get("code", ""))
                    self._go("/paper", f"desk={secret}")
                case ["paper"]:
                    place = form.get("place", "")
                    self.server.site.answer(
                        self._cookie("desk"), int(place) if place.isdigit() else 0, form.many("given")
                    )
                    self._go("/paper")
                case _ if not self._examines():
                    self._go("/desk")
                case _:
                    self._act(parts, form)
        except Refused as refused:
            self._refuse(parts, refused)

    def _examiner(self, parts: list[str], query: dict[str, str]) -> None:
        site, t = self.server.site, self._tongue()
        match parts:
            case [""]:
                self._page(pages.day(t, site, self._cookie("who")))
            case ["try", key] if (name := unquote(key)) in site.day().tries:
                self._page(pages.one(t, site, name, query.get("code", "")))
            case ["portrait", key] if (name := unquote(key)) in site.day().tries:
                told = site.day().tries[name].told["portrait"]
                self._send(base64.b64decode(told), "image/jpeg")
            case ["file"]:
                try:
                    content = leaving.write(site)
                except Refused as refused:
                    self._refuse([""], refused)
                    return
                package = site.day().package or {}
                name = f'attachment; filename="site-{package["site"]}-{package["day"]}.txt"'
                self._send(content, "text/plain; charset=us-ascii", {"Content-Disposition": name})
            case _:
                self._send(b"", "text/plain", status=HTTPStatus.NOT_FOUND)

    def _act(self, parts: list[str], form: Form) -> None:
        site, who = self.server.site, self._cookie("who")
        match parts:
            case ["package"]:
                site.take_package(form.file, who)
                self._go("/")
            case ["who"]:
                self._go("/", f"who={quote(form.get('who', ''))}")
            case ["clock"]:
                site.set_clock(_instant(form.get("at", "")), form.get("why", ""), who)
                self._go("/")
            case ["replace"]:
                site.replace(
                    form.get("session", ""), form.get("examiner", ""), form.get("second", ""), form.get("why", ""), who
                )
                self._go("/")
            case ["try", key]:
                self._go(_step(site, unquote(key), form, _somebody(who)))
            case _:
                self._send(b"", "text/plain", status=HTTPStatus.NOT_FOUND)

    def _refuse(self, parts: list[str], refused: Refused) -> None:
        t, site = self._tongue(), self.server.site
        said = t.say(refused.zh, refused.en)
        if parts[0] in ("desk", "paper"):
            found = site.at_desk(self._cookie("desk"))
            body = pages.paper(t, site, found, 0) if found and parts == ["paper"] else pages.desk(t)
            self._page(body, said, desk=True, status=HTTPStatus.CONFLICT)
        elif parts[0] == "try" and unquote(parts[-1]) in site.day().tries:
            self._page(pages.one(t, site, unquote(parts[-1]), ""), said, status=HTTPStatus.CONFLICT)
        else:
            self._page(pages.day(t, site, self._cookie("who")), said, status=HTTPStatus.CONFLICT)

    def _paper(self, place: str) -> None:
        found = self.server.site.at_desk(self._cookie("desk"))
        if found is None:
            self._go("/desk")
            return
        found = self.server.site.settle(found.key)
        at = int(place) if place.isdigit() else 0
        self._page(pages.paper(self._tongue(), self.server.site, found, at), desk=True)

    def _page(self, body: Html, refusal: str = "", *, desk: bool = False, status: HTTPStatus = HTTPStatus.OK) -> None:
        t = self._tongue()
        whole = pages.frame(t, self.server.site, t.say("流动考点", "Mobile test site"), body, refusal, desk=desk)
        self._send(whole.encode(), "text/html; charset=utf-8", status=status)

    def _send(
        self, body: bytes, kind: str, headers: dict[str, str] | None = None, *, status: HTTPStatus = HTTPStatus.OK
    ) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Cache-Control": "no-store", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _go(self, to: str, *cookies: str) -> None:
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", to)
        for one in cookies:
            self.send_header("Set-Cookie", one + COOKIE)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _form(self) -> Form:
        length = int(self.headers.get("Content-Length", "0"))
        body = self.rfile.read(min(length, MOST_BYTES))
        kind, form = self.headers.get("Content-Type", ""), Form()
        if kind.startswith("multipart/form-data"):
            told = message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
            for part in told.get_payload() if told.is_multipart() else ():
                assert isinstance(part, Message)
                name = str(part.get_param("name", "", header="content-disposition"))
                raw = part.get_payload(decode=True)
                content = raw if isinstance(raw, bytes) else b""
                if name == "file":
                    form.file = content
                else:
                    form[name] = content.decode("utf-8", "replace")
        else:
            for name, values in parse_qs(body.decode("utf-8", "replace")).items():
                form[name] = "".join(values)
        return form

    def _examines(self) -> bool:
        return secrets.compare_digest(self._cookie("site"), self.server.key)

    def _cookie(self, name: str) -> str:
        found = SimpleCookie(self.headers.get("Cookie", "")).get(name)
        return unquote(found.value) if found else ""

    def _tongue(self) -> Tongue:
        return Tongue(self._cookie("language"))

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what happened stands in the journal."""


def _step(site: Site, key: str, form: Form, who: str) -> str:
    here, action = f"/try/{quote(key)}", form.get("action", "")
    match action:
        case "same" | "other":
            site.compare(key, action == "same", form.get("why", ""), form.file, who)
            if action == "same":
                site.check_in(key, who)
        case "check_in":
            site.check_in(key, who)
        case "absent":
            site.absent(key, who)
        case "start":
            site.start(key, who)
        case "code":
            return f"{here}?code={site.give_code(key, who)}"
        case "take_off":
            site.take_off(key, form.get("item", ""), form.get("why", ""), who)
        case "strike":
            line = form.get("line", "")
            site.strike(key, int(line) if line.isdigit() else 0, form.get("why", ""), who)
        case "end":
            site.end(key, who)
        case "resit":
            return f"/try/{quote(site.resit(key, who))}"
        case "sign":
            site.sign(key, form.get("role", ""), "pad", _image(form.get("image", "")), who)
        case "sign_paper":
            site.sign(key, form.get("role", ""), "paper", b"", who)
        case "record":
            site.record(key, form.file, form.get("camera", "site"), who)
    return here


def _somebody(who: str) -> str:
    if not who:
        raise Refused("请先在名单页选择您是哪位考试员。", "First say on the list which examiner you are.")
    return who


def _image(told: str) -> bytes:
    try:
        return base64.b64decode(told.partition(",")[2], validate=True)
    except binascii.Error:
        return b""


def _instant(typed: str) -> datetime:
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=UTC) - CHINA_HOURS
    except ValueError:
        raise Refused("请写现在的日期和时间。", "Give the day and the time of now.") from None
