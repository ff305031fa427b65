"""The main story over real HTTP: a citizen loses a licence and holds a new one (D06).

`check` runs it against a throw-away copy and prints what happened; `bench cases` and the sabotage tests run the same
steps. It knows the product only from outside: pages, the cashier of the sandbox, files a person could save, and for the
entry a look into the database as its auditor would take one.
"""

import base64
import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psycopg
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from tongban.law.text import Text

PATIENCE_SECONDS = 30.0
STEPS: dict[str, Text] = {
    "sign_in": Text(zh="登录", en="sign in"),
    "add_phone": Text(zh="绑定手机密钥", en="bind the phone's key"),
    "look_up": Text(zh="查询各单位，不用交材料", en="look everything up, ask for nothing"),
    "send": Text(zh="核对并提交", en="check the answers and send"),
    "pay": Text(zh="缴费", en="pay at the cashier"),
    "decide": Text(zh="按规则决定并制证", en="be decided by the rules"),
    "receipt": Text(zh="回执可公开查验", en="hold a receipt anybody can check"),
    "credential": Text(zh="取得电子驾驶证", en="hold the electronic licence"),
    "entry": Text(zh="留下记录，封存无误", en="leave an entry, sealed"),
    "offline": Text(zh="断网验证电子驾驶证", en="verify the licence offline"),
}


class StepFailed(Exception):
    """A step of the story did not come out as it should; says which and why."""

    def __init__(self, step: str, why: str) -> None:
        super().__init__(f"{step}: {why}")
        self.step, self.why = step, why


@dataclass
class Held:
    """What the citizen holds in the end."""

    number: str = ""
    receipt_code: str = ""
    receipt_root: str = ""
    licence: bytes = b""
    timeline: list[tuple[str, str]] = field(default_factory=list)
    entries: list[tuple[str, str, str]] = field(default_factory=list)


class Citizen:
    """A person with a browser that keeps cookies, and a phone with a key."""

    def __init__(self, web: str, timeout: float = PATIENCE_SECONDS) -> None:
        self.web = web
        self.client = httpx.Client(
            base_url=web, timeout=timeout, trust_env=False, headers={"accept-language": "en"}
        )
        self.key = ec.generate_private_key(ec.SECP256R1())

    def page(self, address: str, step: str) -> str:
        """Open a page; anything but 200 after redirects fails the step with the page's own words."""
        return self._text(self.client.get(address, follow_redirects=True), step)

    def post(self, address: str, fields: dict[str, str], step: str, *, shown: str) -> httpx.Response:
        """Send the form of the page that was shown, with its token and key, and follow to what it led to."""
        hidden = dict(re.findall(r'name="(csrfmiddlewaretoken|key)" value="([^"]*)"', shown))
        answer = self.client.post(address, data={**hidden, **fields}, headers={"referer": self.web + address})
        if answer.is_redirect:
            return answer
        self._text(answer, step)
        return answer

    def follow(self, answer: httpx.Response, step: str) -> str:
        """Where a form led to."""
        while answer.is_redirect:
            answer = self.client.get(answer.headers["location"])
        return self._text(answer, step)

    def _text(self, answer: httpx.Response, step: str) -> str:
        if answer.status_code != 200:
            raise StepFailed(step, f"{answer.request.url.path} answered {answer.status_code}: {_words(answer.text)}")
        return answer.text


def _words(page: str) -> str:
    """The words of a page's main part, for an error message."""
    main = page.partition("<main")[2].partition("</main>")[0] or page
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main.partition(">")[2])).strip()[:300]


# -- the steps --------------------------------------------------------------------------------------------------


def sign_in(citizen: Citizen, login: str, password: str) -> None:
    """Sign in with the identity number."""
    shown = citizen.page("/account/login/", "sign_in")
    answer = citizen.post("/account/login/", {"login": login, "password": password}, "sign_in", shown=shown)
    if not answer.is_redirect:
        raise StepFailed("sign_in", _words(answer.text))
    citizen.follow(answer, "sign_in")


def add_phone(citizen: Citizen) -> None:
    """Make a key on the phone, prove that it is there, bind it."""
    shown = citizen.page("/me/licence/", "add_phone")
    challenge = re.search(r'data-challenge="([^"]+)"', shown)
    if not challenge:
        raise StepFailed("add_phone", "the licence page offers no way to add a phone")
    numbers = citizen.key.public_key().public_numbers()
    jwk = {"kty": "EC", "crv": "P-256", "x": _b64(numbers.x), "y": _b64(numbers.y)}
    r, s = decode_dss_signature(citizen.key.sign(challenge[1].encode(), ec.ECDSA(hashes.SHA256())))
    proof = base64.urlsafe_b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).rstrip(b"=").decode()
    fields = {"jwk": json.dumps(jwk), "proof": proof}
    citizen.follow(citizen.post("/me/licence/phones/", fields, "add_phone", shown=shown), "add_phone")


def look_up(citizen: Citizen, held: Held) -> str:
    """Start D06; the product asks its partners. Returns the page that asks the one open question."""
    shown = citizen.page("/me/apply/D06/", "look_up")
    page = citizen.follow(citizen.post("/me/apply/D06/", {"action": "start"}, "look_up", shown=shown), "look_up")
    number = re.search(r"/me/cases/(\d{13})/", page)
    if not number:
        raise StepFailed("look_up", f"no case was started: {_words(page)}")
    held.number = number[1]
    return page


def send(citizen: Citizen, held: Held) -> str:
    """Say where the card goes, check, send. Returns the payment page."""
    address = f"/me/cases/{held.number}"
    shown = citizen.page(f"{address}/questions/delivery/", "send")
    citizen.post(
        f"{address}/questions/delivery/", {"delivery": "office", "action": "next"}, "send", shown=shown
    )
    shown = citizen.page(f"{address}/check/", "send")
    if 'value="send"' not in shown:
        raise StepFailed("send", _words(shown))
    page = citizen.follow(citizen.post(f"{address}/check/", {"action": "send"}, "send", shown=shown), "send")
    if 'value="pay"' not in page:
        raise StepFailed("send", f"no fee is asked for: {_words(page)}")
    return page


def pay(citizen: Citizen, held: Held, shown: str) -> None:
    """Go to the cashier and pay; the bank tells the product by itself."""
    address = f"/me/cases/{held.number}/pay/"
    answer = citizen.post(address, {"action": "pay"}, "pay", shown=shown)
    cashier = answer.headers.get("location", "")
    with httpx.Client(timeout=PATIENCE_SECONDS, trust_env=False) as bank:
        page = bank.get(cashier)
        if page.status_code != 200:
            raise StepFailed("pay", f"the cashier answered {page.status_code}: {_words(page.text)}")
        paid = bank.post(cashier, data={"method": "alipay"})
        if paid.status_code not in (200, 303):
            raise StepFailed("pay", f"the cashier did not take the payment: {_words(paid.text)}")


def wait_for_decision(citizen: Citizen, held: Held, patience: float = PATIENCE_SECONDS) -> None:
    """Follow the case until it is decided."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        page = citizen.page(f"/me/cases/{held.number}/", "decide")
        held.timeline = _timeline(page)
        if "/decision/" in page:
            if "/me/receipts/" not in page or "licence/" not in page:
                raise StepFailed("decide", f"the case was not granted: {_words(page)}")
            return
        time.sleep(0.1)
    last = held.timeline[-1][0] if held.timeline else "nothing happened"
    raise StepFailed("decide", f"not decided within {patience:.0f} seconds; last: {last}")


def _timeline(page: str) -> list[tuple[str, str]]:
    part = page.partition('<ol class="timeline">')[2].partition("</ol>")[0]
    rows = re.findall(r"<li[^>]*>(.*?)(?:<time datetime=\"([^\"]*)\".*?)?</li>", part, re.DOTALL)
    return [(re.sub(r"<[^>]+>", "", words).strip(), at) for words, at in rows]


def take_receipt(citizen: Citizen, held: Held) -> bytes:
    """Take the receipt as PDF and check it on the public page as a stranger would."""
    page = citizen.page(f"/me/cases/{held.number}/", "receipt")
    code = re.search(r"/me/receipts/([A-Z0-9]+)\.pdf", page)
    if not code:
        raise StepFailed("receipt", "the case shows no receipt")
    held.receipt_code = code[1]
    answer = citizen.client.get(f"/me/receipts/{code[1]}.pdf")
    if not answer.content.startswith(b"%PDF"):
        raise StepFailed("receipt", f"no PDF but {answer.status_code}: {_words(answer.text)}")
    with httpx.Client(base_url=citizen.web, timeout=PATIENCE_SECONDS, trust_env=False) as stranger:
        public = stranger.get(f"/check/receipt/{code[1]}", headers={"accept-language": "en"})
    if public.status_code != 200 or held.number not in public.text:
        raise StepFailed("receipt", "the public page does not know the receipt")
    root = re.search(r"\b([0-9a-f]{64})\b", public.text)
    held.receipt_root = root[1] if root else ""
    return answer.content


def take_credential(citizen: Citizen, held: Held) -> None:
    """Save the licence file from the licence page."""
    page = citizen.page("/me/licence/", "credential")
    link = re.search(r'href="(/me/licence/[0-9a-f-]{36}\.mdoc)"', page)
    if not link:
        raise StepFailed("credential", "the licence page offers no file")
    answer = citizen.client.get(link[1])
    if answer.status_code != 200 or not answer.content:
        raise StepFailed("credential", f"the file answered {answer.status_code}")
    held.licence = answer.content


def find_entries(database: str, held: Held) -> None:
    """Look up what the case left in the log: its own entries and the register's."""
    with psycopg.connect(database) as connection:
        rows = connection.execute(
            "SELECT register, kind, id::text FROM core_entry WHERE cause = 'case:' ||"
            " (SELECT id FROM casework_case WHERE number = %s) ORDER BY id",
            [held.number],
        ).fetchall()
    held.entries = [(register, kind, identifier) for register, kind, identifier in rows]
    written = {(register, kind) for register, kind, _ in rows}
    for needed in (("cases", "submitted"), ("cases", "paid"), ("cases", "decided"), ("drivers", "replaced")):
        if needed not in written:
            raise StepFailed("entry", f"the entry {needed[0]}/{needed[1]} is missing")


def _b64(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()


# -- up --check -------------------------------------------------------------------------------------------------


@dataclass
class Told:
    """Prints each step with its time, and keeps the times."""

    language: str = "en"
    say: Callable[[str], None] = print
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """One step; a failure names it, whatever went wrong inside."""
        started = time.monotonic()
        try:
            yield
        except StepFailed as failure:
            raise StepFailed(name, failure.why) from failure
        except (httpx.HTTPError, psycopg.Error, OSError, LookupError, ValueError) as error:
            raise StepFailed(name, f"{type(error).__name__}: {error}") from error
        self.seconds[name] = time.monotonic() - started
        self.say(f"  ✓ {STEPS[name].in_language(self.language):<44} {self.seconds[name]:7.3f} s")


@dataclass
class Place:
    """Where a running copy is, for somebody outside."""

    web: str
    database: str
    verify_entries: Callable[[str], list[str]]  # a root in, problems out
    keep: Path  # where the citizen saves files


def tell(place: Place, login: str, password: str, told: Told) -> Held:
    """The whole story of one citizen. Raises StepFailed naming the step that did not come out."""
    held, citizen = Held(), Citizen(place.web)
    with told.step("sign_in"):
        sign_in(citizen, login, password)
    with told.step("add_phone"):
        add_phone(citizen)
    with told.step("look_up"):
        look_up(citizen, held)
    with told.step("send"):
        shown = send(citizen, held)
    with told.step("pay"):
        pay(citizen, held, shown)
    with told.step("decide"):
        wait_for_decision(citizen, held)
    with told.step("receipt"):
        (place.keep / "receipt.pdf").write_bytes(take_receipt(citizen, held))
    with told.step("credential"):
        take_credential(citizen, held)
        (place.keep / "licence.mdoc").write_bytes(held.licence)
        (place.keep / "issuers.pem").write_bytes(citizen.client.get("/trust/issuers.pem").content)
        (place.keep / "status.cwt").write_bytes(citizen.client.get("/status/1").content)
    with told.step("entry"):
        find_entries(place.database, held)
        problems = place.verify_entries(held.receipt_root)
        if problems:
            raise StepFailed("entry", "; ".join(problems))
    return held


def verify_offline(keep: Path, told: Told) -> str:
    """Verify the saved licence with what was saved beside it: no server, no network."""
    from tongban.documents.mdoc.cli_verify import verify_file

    with told.step("offline"):
        code, said = verify_file(
            keep / "licence.mdoc",
            roots=[keep / "issuers.pem"],
            at=datetime.now(UTC),
            status=keep / "status.cwt",
            language=told.language,
        )
        if code:
            raise StepFailed("offline", said)
    return said


def summary(held: Held, keep: Path) -> list[str]:
    """What is printed at the end."""
    lines = ["", f"Case {held.number}"]
    lines += [f"  {at or '':<32} {words}" for words, at in held.timeline]
    lines += ["", "Entries"] + [f"  {identifier}  {register}/{kind}" for register, kind, identifier in held.entries]
    lines += ["", f"Receipt     {held.receipt_code}  {keep / 'receipt.pdf'}"]
    lines += [f"Credential  {keep / 'licence.mdoc'}"]
    return lines



def check(language: str = "en") -> int:
    """`./tongban up --check`: the story on a throw-away copy; 0, or 1 after naming the step that failed."""
    from tongban.config.install import home
    from tongban.config.up import throwaway

    told, keep = Told(language=language), home() / "check"
    keep.mkdir(parents=True, exist_ok=True)
    try:
        with throwaway() as copy:
            place = place_of(copy, keep)
            person = try_person(copy)
            told.say(f"\nD06 {STEPS['look_up'].in_language(language)} ...")
            held = tell(place, person["login"], person["password"], told)
        said = verify_offline(keep, told)
    except StepFailed as failure:
        told.say(f"  ✗ {STEPS[failure.step].in_language(language)}\n\n{failure.step} failed: {failure.why}")
        return 1
    for line in [*summary(held, keep), "", said, "", "The main story holds."]:
        told.say(line)
    return 0
