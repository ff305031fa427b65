"""What a licence asks for on a day: the sentences of `duties.toml`, once for each duty and state."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tongban.law.text import Text

_FILE = Path(__file__).parent / "duties.toml"


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing due, open, late or to know. `key` is duty.state ("renewal.late"); `article` one of `articles.toml`."""

    key: str
    article: str
    title: Text
    what: Text
    otherwise: Text
    topics: tuple[str, ...]  # of the book, that it was reckoned with

    @property
    def kind(self) -> str:
        """What it is about: renewal, age, extension, restoration, medical, review, points, probation."""
        return self.key.partition(".")[0]


def duty(key: str, *topics: str, **values: object) -> Duty:
    """A duty in words. Days among the values are written out. Raises LookupError for an unknown key."""
    wording = wordings()[key]
    return Duty(
        key=key,
        article=str(wording["article"]),
        title=_text(wording["title"]),
        what=_text(wording["what"]).fill(**values),
        otherwise=_text(wording["otherwise"]).fill(**values),
        topics=topics,
    )


@cache
def wordings() -> Mapping[str, Mapping[str, object]]:
    """Every duty's words by its key."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _text(words: object) -> Text:
    return Text(**words) if isinstance(words, dict) else Text("", "")
