"""What a person's hand does on a page: press, type, choose; with a finger or with the keyboard alone."""

import re
from typing import Any

from playwright.sync_api import Browser, Response
from tests import builders
from tests.browser.cast import Person

PHONE = {"width": 360, "height": 780}
PATIENCE_MS = 8000
MOST_TABS = 120
FOCUSED = "element => element === document.activeElement"
CJK = re.compile("[\u3400-\u9fff]+")
LATIN = re.compile("[A-Za-z]{3,}(?: [A-Za-z]{2,})+")  # two words or more: a sentence, not a name


class Hand:
    """One browser window of its own, as a phone shows it. `faults` are what no page may do."""

    def __init__(
        self,
        browser: Browser,
        web: str,
        *,
        language: str = "",
        keyboard: bool = False,
        script: bool = True,
        size: dict[str, int] | None = None,
    ) -> None:
        self.web, self.keyboard, self.language = web, keyboard, language
        self.context = browser.new_context(viewport=size or PHONE, java_script_enabled=script)  # type: ignore[arg-type]
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("response", self._look_at)
        if language:
            self.open(f"/?language={language}")

    def _look_at(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status} {response.url}")

    def close(self) -> None:
        self.context.close()

    def open(self, address: str) -> None:
        """Open an address of the product."""
        self.page.goto(self.web + address if address.startswith("/") else address)

    def sign_in(self, person: Person, login: str = "") -> None:
        """Sign in, as somebody else than before."""
        self.context.clear_cookies()
        self.open(f"/account/login/?language={self.language or 'zh-hans'}")
        self.type("#id_login", login or person.phone)
        self.type("#id_password", builders.PASSWORD)
        self.press("form[action='/account/login/'] button:not([form])")

    def press(self, selector: str) -> None:
        """Press a button or follow a link, and wait for the page it leads to."""
        with self.page.expect_navigation():
            if self.keyboard:
                self._go_to(selector)
                self.page.keyboard.press("Enter")
            else:
                self.page.click(selector)

    def type(self, selector: str, text: str) -> None:
        """Put text into a field, instead of what stands in it."""
        if self.keyboard:
            self._go_to(selector)
            self.page.keyboard.press("Control+a")
            self.page.keyboard.type(text)
        else:
            self.page.fill(selector, text)

    def choose(self, selector: str) -> None:
        """Choose a radio button or tick a box."""
        if not self.keyboard:
            self.page.check(selector)
            return
        name = self.page.get_attribute(selector, "name")
        if self.page.get_attribute(selector, "type") == "checkbox":
            self._go_to(selector)
            self.page.keyboard.press("Space")
            return
        self._go_to(f"input[name='{name}']")  # Tab reaches the group, arrows its members
        first = self.page.locator(f"input[name='{name}']")
        self.page.keyboard.press("Space")
        for _ in range(first.count()):
            if self.page.locator(selector).is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"arrows do not reach {selector}")

    def pick(self, selector: str, value: str) -> None:
        """Pick an option of a list."""
        if self.keyboard:
            self._go_to(selector)
            options = self.page.locator(f"{selector} option")
            values = [options.nth(place).get_attribute("value") for place in range(options.count())]
            for _ in range(values.index(value)):
                self.page.keyboard.press("ArrowDown")
        else:
            self.page.select_option(selector, value)

    def unfold(self, selector: str) -> None:
        """Open what is folded away."""
        if self.keyboard:
            self._go_to(selector)
            self.page.keyboard.press("Enter")
        else:
            self.page.click(selector)

    def _go_to(self, selector: str) -> None:
        """Press Tab until one of the elements has the focus, as somebody without a mouse does."""
        wanted = self.page.locator(selector)
        wanted.first.wait_for(state="attached")
        for _ in range(MOST_TABS):
            if any(wanted.nth(place).evaluate(FOCUSED) for place in range(wanted.count())):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not reach {selector} on {self.page.url}")

    @property
    def words(self) -> str:
        """What the page's main part says."""
        return str(self.page.inner_text("main"))

    def foreign_words(self, names: tuple[str, ...] = ()) -> list[str]:
        """Words on the page that are not in its language, but for names, addresses and codes."""
        english = self.page.get_attribute("html", "lang") == "en"
        text = str(self.page.evaluate(PLAIN_WORDS))
        for name in names:
            text = text.replace(name, " ")
        return [str(word) for word in (CJK if english else LATIN).findall(text)]

    def cookies(self) -> dict[str, Any]:
        return {cookie["name"]: cookie for cookie in self.context.cookies()}


# everything a person reads, but for codes, values of fields, and the switch to the other language
PLAIN_WORDS = """() => {
  const copy = document.body.cloneNode(true);
  const silent = "script, style, .code, code, pre, input, textarea, [lang], .number, .digits, svg";
  copy.querySelectorAll(silent).forEach(one => one.remove());
  return document.title + "\\n" + copy.textContent;
}"""
