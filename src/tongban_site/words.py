"""The words of the pages in both languages, and HTML that cannot be broken by what people typed."""

from collections.abc import Mapping
from html import escape

SUBJECTS = {
    "S1": ("科目一", "Subject 1"),
    "S2": ("科目二", "Subject 2"),
    "S3R": ("科目三道路驾驶技能", "Subject 3, on the road"),
    "S3T": ("科目三安全文明驾驶常识", "Subject 3, theory"),
}
STATES = {
    "expected": ("待考", "expected"),
    "present": ("已到场", "present"),
    "running": ("考试中", "being tested"),
    "ended": ("已评判", "judged"),
    "absent": ("缺考", "absent"),
}
JUDGED = {"T": ("正确", "True"), "F": ("错误", "False")}


class Html(str):
    """Text that is markup already."""


class Tongue:
    """One language: `say(zh, en)` picks, `html` puts escaped values into a template."""

    def __init__(self, language: str) -> None:
        self.english = language == "en"

    def say(self, zh: str, en: str) -> str:
        """The one of the two that is read here."""
        return en if self.english else zh

    def of(self, both: tuple[str, str] | Mapping[str, str]) -> str:
        """The same of a pair, or of what the package brought."""
        return self.say(both["zh"], both["en"]) if isinstance(both, Mapping) else self.say(*both)


def html(template: str, **values: object) -> Html:
    """A template with its values, escaped unless they are markup."""
    safe = {name: one if isinstance(one, Html) else escape(str(one)) for name, one in values.items()}
    return Html(template.format(**safe))


def joined(parts: list[Html]) -> Html:
    """Pieces of markup one after the other."""
    return Html("".join(parts))
