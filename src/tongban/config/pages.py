"""`./tongban pages`: pictures of the pages, taken with Chromium on a throw-away copy with the demo city.

Without `--all` a handful for the documentation, on a phone and at a desk; with it the whole grid: three sizes, both
languages, with and without JavaScript, and at 200 % zoom. Somebody looks at them before an issue is closed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tongban.config.steps import Steps
from tongban.law.text import Text

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LAUNCH = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PATIENCE_MS = 15_000
LANGUAGES = ("zh-hans", "en")
NOBODY, CITIZEN, CLERK, SUPERVISOR = "nobody", "citizen", "clerk", "supervisor"
PAGES: dict[str, dict[str, str]] = {
    NOBODY: {
        "front": "/", "services": "/services/", "service": "/services/D06/", "register": "/register/",
        "sign-in": "/account/login/", "progress": "/progress/", "partners": "/partners-status/", "roots": "/roots/",
        "check": "/check/", "check-receipt": "/check/receipt/", "not-there": "/not-there/",
        "ask": "/law/ask/", "changes": "/law/changes/",
        "asked": "/law/ask/?classes=A1&born=1963-06-01&first=1990-06-01&long_term=1&day=2025-01-01",
    },
    CITIZEN: {
        "home": "/me/", "licence": "/me/licence/", "cases": "/me/cases/", "looks": "/me/looks/",
        "contact": "/me/contact/", "mandates": "/me/mandates/", "messages": "/me/messages/",
        "security": "/me/security/", "start": "/me/apply/D06/",
    },
    CLERK: {
        "desk": "/desk/", "work": "/desk/list/", "prereview": "/desk/prereview/", "till": "/desk/till/",
        "blanks": "/desk/blanks/", "cards": "/desk/cards/", "faces": "/desk/faces/", "inquiries": "/desk/inquiries/",
        "rule-changes": "/desk/changes/",
    },
    SUPERVISOR: {
        "trace": "/supervisor/trace/", "integrity": "/supervisor/integrity/", "queues": "/supervisor/queues/",
    },
}  # fmt: skip
NO_BROWSER = Text(
    zh="没有 Chromium 或 playwright：请安装软件包 chromium 和 requirements-dev.lock。",
    en="There is no Chromium or no playwright: install the package chromium and requirements-dev.lock.",
)


@dataclass(frozen=True, slots=True)
class Look:
    """One way of looking: how large the window is (in CSS pixels), how much it magnifies, with scripts or without."""

    name: str
    width: int
    height: int
    zoom: int = 1
    script: bool = True


PHONE, DESK = Look("phone", 360, 780), Look("desk", 1280, 800)
LOOKS = (
    PHONE, DESK, Look("wall", 1920, 1080), Look("phone-no-script", 360, 780, script=False),
    Look("desk-no-script", 1280, 800, script=False), Look("desk-200", 640, 400, zoom=2),
)  # fmt: skip
HANDFUL = (
    (NOBODY, "front", PHONE), (CITIZEN, "home", PHONE), (CITIZEN, "licence", PHONE), (CITIZEN, "start", PHONE),
    (CLERK, "desk", DESK), (SUPERVISOR, "queues", DESK),
)  # fmt: skip


def take(folder: Path, every: bool = False) -> int:
    """Take the pictures into the folder; 0, or 1 where there is no browser or a page answered with a fault."""
    from tongban.config.testing import find_chromium
    from tongban.config.up import throwaway

    steps, path = Steps(), find_chromium()
    if path is None or not _has_playwright():
        steps.say(NO_BROWSER)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    with throwaway(steps) as copy, _chromium(path) as browser:
        visit = _whole_grid if every else _handful
        faults = list(visit(Photographer(browser, copy.public_url, folder)))
    for fault in faults:
        steps.line(f"  ✗ {fault}")
    steps.say(Text(zh="图片在 {folder}。", en="The pictures are in {folder}.").fill(folder=folder))
    return 1 if faults else 0


@dataclass(frozen=True, slots=True)
class Photographer:
    """Opens windows as somebody, and keeps what they show."""

    browser: "Browser"
    web: str
    folder: Path

    @contextmanager
    def window(self, who: str, look: Look, language: str) -> "Iterator[Page]":
        """A window of its own, signed in as an account of the demo, in one language."""
        context = self.browser.new_context(
            viewport={"width": look.width, "height": look.height},
            device_scale_factor=look.zoom,
            java_script_enabled=look.script,
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{self.web}/account/login/?language={language}")
        if who != NOBODY:
            login, password = account(who)
            page.fill("#id_login", login)
            page.fill("#id_password", password)
            with page.expect_navigation():
                page.click("form[action='/account/login/'] button:not([form])")
        yield page
        context.close()

    def photograph(self, page: "Page", who: str, name: str, file: str) -> list[str]:
        """Open a page and keep its picture; returns what was wrong with the answer."""
        answer = page.goto(self.web + PAGES[who][name])
        page.screenshot(path=self.folder / f"{file}.png", full_page=True)
        sent_away = urlsplit(page.url).path == "/account/login/" != PAGES[who][name]
        faulty = answer is None or answer.status >= 500 or sent_away
        return [f"{file}: {page.url} {answer and answer.status}"] if faulty else []


def account(who: str) -> tuple[str, str]:
    """Login and password of a demo account: the first citizen, or the first member of staff with the post."""
    from tongban.demo.accounts import accounts
    from tongban.demo.city import STAFF

    if who == CITIZEN:
        numbers = {clerk.number for clerk in STAFF}
        found = next(one for one in accounts() if one.login not in numbers)
    else:
        post = "supervision" if who == SUPERVISOR else "acceptance"
        number = next(clerk.number for clerk in STAFF if post in clerk.posts)
        found = next(one for one in accounts() if one.login == number)
    return found.login, found.password


def _handful(photographer: Photographer) -> Iterator[str]:
    for who, name, look in HANDFUL:
        with photographer.window(who, look, LANGUAGES[0]) as page:
            yield from photographer.photograph(page, who, name, f"{name}-{look.name}")


def _whole_grid(photographer: Photographer) -> Iterator[str]:
    for look in LOOKS:
        for language in LANGUAGES:
            for who, pages in PAGES.items():
                with photographer.window(who, look, language) as page:
                    for name in pages:
                        file = f"{look.name}-{language}-{who}-{name}"
                        yield from photographer.photograph(page, who, name, file)


def _has_playwright() -> bool:
    from importlib.util import find_spec

    return find_spec("playwright") is not None


@contextmanager
def _chromium(path: str) -> "Iterator[Browser]":
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(LAUNCH))
        yield browser
        browser.close()
