"""The main story over real HTTP: a citizen loses a licence and holds a new one (D06).

`./tongban up --check` tells it on a throw-away copy; `bench cases` and the sabotage tests take the same steps. It knows
the product only from outside: its pages, the cashier of the bank, files a person could save, and for the entry a look
into the database as an auditor would take one.
"""

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg

from tongban.config.database import MigrationFailed
from tongban.config.embedded import DatabaseError
from tongban.config.install import home
from tongban.config.place import PlaceError
from tongban.config.processes import ChildFailed
from tongban.config.steps import language
from tongban.config.up import Copy, throwaway
from tongban.config.visitor import PATIENCE_SECONDS, Citizen, StepFailed, browser, timeline, words
from tongban.documents.mdoc.cli_verify import verify_file
from tongban.law.text import Text

SERVICE = "D06"
STEPS: dict[str, Text] = {
    "start": Text(zh="启动临时副本", en="start a throw-away copy"),
    "sign_in": Text(zh="登录", en="sign in"),
    "add_phone": Text(zh="绑定手机密钥", en="bind the phone's key"),
    "look_up": Text(zh="查询各单位，不用交材料", en="look everything up, ask for nothing"),
    "send": Text(zh="核对并提交", en="check the answers and send"),
    "pay": Text(zh="缴费", en="pay at the bank's cashier"),
    "decide": Text(zh="按规则决定并制证", en="be decided by the rules"),
    "receipt": Text(zh="回执可公开查验", en="hold a receipt that anybody can check"),
    "credential": Text(zh="取得电子驾驶证", en="hold the electronic licence"),
    "entry": Text(zh="留下记录，封存无误", en="leave entries, sealed and unchanged"),
    "offline": Text(zh="断网验证电子驾驶证", en="verify the licence, everything stopped"),
}
SAVED = {"issuers.pem": "/trust/issuers.pem", "status.cwt": "/status/1", "signers.crl": "/status/iaca.crl"}
ENTRIES_NEEDED = (("cases", "submitted"), ("cases", "paid"), ("cases", "decided"), ("drivers", "replaced"))
FORESEEN = (
    httpx.HTTPError, psycopg.Error, OSError, LookupError, ValueError,
    ChildFailed, DatabaseError, MigrationFailed, PlaceError,
)  # fmt: skip
_ENTRIES_OF_CASE = (
    "SELECT register, kind, id::text FROM core_entry WHERE cause = 'case:' ||"
    " (SELECT id FROM casework_case WHERE number = %s) ORDER BY id"
)
_ANY_UNSEALED = "SELECT 1 FROM core_unsealed WHERE entry = ANY(%s) LIMIT 1"
_POLL_SECONDS = 0.1
_HOLDS = Text(zh="主流程通过。", en="The main story holds.")
_FAILED = Text(zh="没有通过：{step}（{name}）：{why}", en="Failed at: {step} ({name}): {why}")
_CASE = Text(zh="案件 {number}，{service}", en="Case {number}, {service}")
_ENTRIES = Text(zh="留下的记录：", en="Entries it left:")
_RECEIPT = Text(zh="回执 {code}：{path}", en="Receipt {code}: {path}")
_CREDENTIAL = Text(zh="电子驾驶证：{path}", en="Credential: {path}")


@dataclass
class Held:
    """What the citizen holds in the end, and what the case left."""

    number: str = ""
    receipt_code: str = ""
    receipt_root: str = ""
    licence: bytes = b""
    timeline: list[tuple[str, str]] = field(default_factory=list)
    entries: list[tuple[str, str, str]] = field(default_factory=list)


# -- the steps --------------------------------------------------------------------------------------------------


def sign_in(citizen: Citizen, login: str, password: str, language: str = "en") -> None:
    """Choose the language, and sign in with the identity number or the phone number."""
    code = "zh-hans" if language == "zh" else language
    shown = citizen.page(f"/account/login/?language={code}", "sign_in")
    answer = citizen.post("/account/login/", {"login": login, "password": password}, "sign_in", shown=shown)
    if not answer.is_redirect:
        raise StepFailed("sign_in", words(answer.text))
    citizen.follow(answer, "sign_in")


def add_phone(citizen: Citizen) -> None:
    """Make a key on the phone, prove that it is there, bind it."""
    shown = citizen.page("/me/licence/", "add_phone")
    challenge = re.search(r'data-challenge="([^"]+)"', shown)
    if not challenge:
        raise StepFailed("add_phone", "the licence page offers no way to add a phone")
    answer = citizen.post("/me/licence/phones/", citizen.prove_key(challenge[1]), "add_phone", shown=shown)
    citizen.follow(answer, "add_phone")


def look_up(citizen: Citizen, held: Held) -> str:
    """Start the service; the product asks its partners. Returns the page on which the answers are checked."""
    address = f"/me/apply/{SERVICE}/"
    shown = citizen.page(address, "look_up")
    page = citizen.follow(citizen.post(address, {"action": "start"}, "look_up", shown=shown), "look_up")
    number = re.search(r"/me/cases/(\d{13})/", page)
    if not number:
        raise StepFailed("look_up", f"no case was started: {words(page)}")
    held.number = number[1]
    return page


def send(citizen: Citizen, held: Held, shown: str) -> str:
    """Check the answers and send them. Returns the address of the bank's cashier page."""
    address = f"/me/cases/{held.number}/"
    if 'value="send"' not in shown or f"{address}questions/delivery/" not in shown:
        raise StepFailed("send", f"the answers cannot be checked, changed and sent: {words(shown)}")
    answer = citizen.post(f"{address}check/", {"action": "send"}, "send", shown=shown)
    cashier = str(answer.headers.get("location", ""))
    if urlsplit(cashier).netloc in ("", urlsplit(citizen.web).netloc):
        raise StepFailed("send", f"no fee is asked for: {words(citizen.follow(answer, 'send'))}")
    return cashier


def pay(citizen: Citizen, held: Held, cashier: str) -> str:
    """Pay at the bank's cashier, and come back as a browser does. Returns the page that shows what became of it."""
    page = citizen.elsewhere.get(cashier)
    if page.status_code != httpx.codes.OK:
        raise StepFailed("pay", f"the cashier answered {page.status_code}: {words(page.text)}")
    paid = citizen.elsewhere.post(cashier, data={"method": "alipay"})
    if paid.status_code not in (httpx.codes.OK, httpx.codes.SEE_OTHER):
        raise StepFailed("pay", f"the cashier did not take the payment: {words(paid.text)}")
    back = urlsplit(paid.headers.get("location", f"/me/cases/{held.number}/done/?back=1"))
    return citizen.page(f"{back.path}?{back.query}", "pay")


def wait_for_decision(citizen: Citizen, held: Held, page: str, patience: float = PATIENCE_SECONDS) -> str:
    """Look at the case until it is decided; return the page that shows the papers."""
    until = time.monotonic() + patience
    while f"/me/cases/{held.number}/decision/" not in page:
        if time.monotonic() > until:
            last = "; ".join(said for said, _ in timeline(page)[-2:]) or words(page)
            raise StepFailed("decide", f"not decided within {patience:.0f} seconds; it says: {last}")
        time.sleep(_POLL_SECONDS)
        page = citizen.page(f"/me/cases/{held.number}/", "decide")
    if "/me/receipts/" not in page or "/me/licence/" not in page:
        raise StepFailed("decide", f"the case was not granted: {words(page)}")
    return page


def take_receipt(citizen: Citizen, held: Held, page: str) -> bytes:
    """Save the receipt as PDF."""
    code = re.search(r"/me/receipts/([A-Z0-9]+)\.pdf", page)
    if not code:
        raise StepFailed("receipt", "the case shows no receipt")
    held.receipt_code = code[1]
    answer = citizen.client.get(f"/me/receipts/{code[1]}.pdf")
    if not answer.content.startswith(b"%PDF"):
        raise StepFailed("receipt", f"no PDF but {answer.status_code}: {words(answer.text)}")
    return bytes(answer.content)


def check_receipt(citizen: Citizen, held: Held) -> None:
    """Check the receipt on the public page, as a stranger would; keep the root it carries."""
    with browser(citizen.web) as stranger:
        public = stranger.get(f"/check/receipt/{held.receipt_code}")
    if public.status_code != httpx.codes.OK or held.number not in public.text:
        raise StepFailed("receipt", "the public page does not know the receipt")
    root = re.search(r"\b([0-9a-f]{64})\b", public.text)
    if not root:
        raise StepFailed("receipt", "the receipt carries no sealed root")
    held.receipt_root = root[1]


def take_credential(citizen: Citizen, held: Held) -> None:
    """Save the licence file from the licence page."""
    page = citizen.page("/me/licence/", "credential")
    link = re.search(r'href="(/me/licence/[0-9a-f-]{36}\.mdoc)"', page)
    if not link:
        raise StepFailed("credential", "the licence page offers no file")
    answer = citizen.client.get(link[1])
    if answer.status_code != httpx.codes.OK or not answer.content:
        raise StepFailed("credential", f"the file answered {answer.status_code}")
    held.licence = bytes(answer.content)


def find_entries(database: str, held: Held, patience: float = PATIENCE_SECONDS) -> None:
    """Look up what the case left in the log: its own entries, those of register and papers; wait for the seal."""
    with psycopg.connect(database) as connection:
        held.entries = connection.execute(_ENTRIES_OF_CASE, [held.number]).fetchall()
    missing = set(ENTRIES_NEEDED) - {(register, kind) for register, kind, _ in held.entries}
    if missing:
        raise StepFailed("entry", "not in the log: " + ", ".join("/".join(one) for one in sorted(missing)))
    wait_for_seal(database, patience)


def wait_for_seal(database: str, patience: float = PATIENCE_SECONDS) -> None:
    """Wait until everything that is in the log now is sealed."""
    until = time.monotonic() + patience
    with psycopg.connect(database, autocommit=True) as connection:
        waiting = [row[0] for row in connection.execute("SELECT entry FROM core_unsealed")]
        while connection.execute(_ANY_UNSEALED, [waiting]).fetchone():
            if time.monotonic() > until:
                raise StepFailed("entry", f"not sealed within {patience:.0f} seconds: the worker does that")
            time.sleep(_POLL_SECONDS)


# -- the whole of it --------------------------------------------------------------------------------------------


@dataclass
class Told:
    """Prints each step with its time, and keeps the times."""

    language: str = "en"
    say: Callable[[str], None] = print
    seconds: dict[str, float] = field(default_factory=dict)

    def words(self, text: Text) -> str:
        """The sentence in the language of the terminal."""
        return text.in_language(self.language)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """One step; a failure names it, whatever went wrong inside."""
        started = time.monotonic()
        try:
            yield
        except StepFailed as failure:
            raise StepFailed(name, failure.why) from failure
        except FORESEEN as error:
            raise StepFailed(name, f"{type(error).__name__}: {error}") from error
        self.seconds[name] = time.monotonic() - started
        self.say(f"  ✓ {self.words(STEPS[name])}  {self.seconds[name]:.3f} s")


@dataclass(frozen=True)
class Place:
    """Where a running copy is, for somebody outside."""

    web: str
    database: str  # read by the step "entry" only
    verify_entries: Callable[[str], str]  # the root of a receipt in, what is wrong with the log out
    keep: Path  # where the citizen saves files
    patience: float = PATIENCE_SECONDS  # how long the citizen waits for a decision, and for the seal


def place_of(copy: Copy, keep: Path) -> Place:
    """A copy as somebody outside sees it; the log is verified by the product's own command."""

    def verify_entries(root: str) -> str:
        environment = {name: value for name, value in copy.environment.items() if name != "DATABASE_URL"}
        command = [sys.executable, "-m", "tongban.config.cli", "entries", "verify", "--root", root]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        return (done.stdout + done.stderr).strip() if done.returncode else ""

    keep.mkdir(parents=True, exist_ok=True)
    return Place(copy.public_url, copy.urls.app, verify_entries, keep)


def tell(place: Place, login: str, password: str, told: Told) -> Held:
    """The whole story of one citizen. Raises StepFailed naming the step that did not come out."""
    held, citizen = Held(), Citizen(place.web)
    with told.step("sign_in"):
        sign_in(citizen, login, password, told.language)
    with told.step("add_phone"):
        add_phone(citizen)
    with told.step("look_up"):
        page = look_up(citizen, held)
    with told.step("send"):
        cashier = send(citizen, held, page)
    with told.step("pay"):
        page = pay(citizen, held, cashier)
    with told.step("decide"):
        page = wait_for_decision(citizen, held, page, place.patience)
        held.timeline = timeline(citizen.page(f"/me/cases/{held.number}/", "decide"))
    with told.step("receipt"):
        (place.keep / "receipt.pdf").write_bytes(take_receipt(citizen, held, page))
        check_receipt(citizen, held)
    with told.step("credential"):
        take_credential(citizen, held)
        save_credential(citizen, held, place.keep)
    with told.step("entry"):
        find_entries(place.database, held, place.patience)
        wrong = place.verify_entries(held.receipt_root)
        if wrong:
            raise StepFailed("entry", wrong)
    return held


def save_credential(citizen: Citizen, held: Held, keep: Path) -> None:
    """Save the licence, and what a verifier has at hand before the network is cut: issuers and both lists."""
    (keep / "licence.mdoc").write_bytes(held.licence)
    for name, address in SAVED.items():
        answer = citizen.client.get(address)
        if answer.status_code != httpx.codes.OK:
            raise StepFailed("credential", f"{address} answered {answer.status_code}")
        (keep / name).write_bytes(answer.content)


def verify_offline(keep: Path, told: Told) -> str:
    """Verify the saved licence with what was saved beside it: no server, no network."""
    with told.step("offline"):
        code, said = verify_file(
            keep / "licence.mdoc",
            roots=[keep / "issuers.pem"],
            at=datetime.now(UTC),
            status=keep / "status.cwt",
            crls=[keep / "signers.crl"],
            language=told.language,
        )
        if code:
            raise StepFailed("offline", said)
    return said


def summary(held: Held, keep: Path, told: Told) -> Iterator[str]:
    """What is printed at the end: the case's timeline, its entries, the receipt, the credential."""
    yield told.words(_CASE.fill(number=held.number, service=SERVICE))
    yield from (f"  {at[11:23] or '':<12}  {said}" for said, at in held.timeline)
    yield told.words(_ENTRIES)
    yield from (f"  {identifier}  {register}/{kind}" for register, kind, identifier in held.entries)
    yield told.words(_RECEIPT.fill(code=held.receipt_code, path=keep / "receipt.pdf"))
    yield told.words(_CREDENTIAL.fill(path=keep / "licence.mdoc"))


def check() -> int:
    """`./tongban up --check`: the story on a throw-away copy; 0, or 1 after naming the step that failed."""
    told, keep = Told(language()), home() / "check"
    try:
        with ExitStack() as stack:
            with told.step("start"):
                copy = stack.enter_context(throwaway())
                wait_for_seal(copy.urls.app)  # a receipt carries the newest root: there shall be one
            login, password = try_person()
            held = tell(place_of(copy, keep), login, password, told)
        said = verify_offline(keep, told)
    except StepFailed as failure:
        step = STEPS[failure.step]
        told.say(told.words(_FAILED.fill(step=step, name=failure.step, why=failure.why)))
        return 1
    for line in ("", *summary(held, keep, told), "", said, "", told.words(_HOLDS)):
        told.say(line)
    return 0


def try_person() -> tuple[str, str]:
    """Login and password of the demo city's person whose licence is lost."""
    from tongban.demo import accounts, situations
    from tongban.law.book import Book

    person = situations.find("lost", accounts.ANY_DAY, Book.shipped()).resident
    return person.phone, accounts.PASSWORD
