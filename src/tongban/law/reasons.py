"""The reasons of refusals: read once from `reasons.toml`, filled by the rules, collected into verdicts."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from tongban.law.book import Book
from tongban.law.text import Text
from tongban.law.verdict import Matter, Reason, Verdict

_FILE = Path(__file__).parent / "reasons.toml"


@dataclass(frozen=True, slots=True)
class Wording:
    """One entry of `reasons.toml`: everything about a reason that does not depend on the facts."""

    code: str
    article: str
    sentence: Text
    remedy: Text
    letter: str = ""
    temporary: bool = False


@cache
def wordings() -> Mapping[str, Wording]:
    """Every reason's wording by its code."""
    content = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        code: Wording(
            code=code,
            article=row["article"],
            sentence=Text(**row["sentence"]),
            remedy=Text(**row["remedy"]),
            letter=row.get("letter", ""),
            temporary=row.get("temporary", False),
        )
        for code, row in content.items()
    }


@cache
def code_of_letter(letter: str) -> str:
    """The reason a status letter stands for. Raises LookupError for a letter that refuses nothing."""
    for wording in wordings().values():
        if wording.letter == letter:
            return wording.code
    raise LookupError(f"No reason in law/reasons.toml stands for the letter {letter!r}")


def reason(
    code: str,
    *,
    possible_from: date | None = None,
    matter: Matter | None = None,
    **values: object,
) -> Reason:
    """A reason in words. Days among the values are written out; sentences may name `possible_from`."""
    wording = wordings()[code]
    if possible_from is not None:
        values["possible_from"] = possible_from
    return Reason(
        code=code,
        article=wording.article,
        sentence=wording.sentence.fill(**values) if values else wording.sentence,
        remedy=wording.remedy.fill(**values) if values else wording.remedy,
        possible_from=possible_from,
        matter=matter,
        temporary=wording.temporary,
    )


def verdict(reasons: Iterable[Reason], on: date, book: Book, *topics: str) -> Verdict:
    """The verdict of a rule that read these topics of the book."""
    return Verdict(tuple(reasons), on, book.digest, book.provisional(on, *topics))
