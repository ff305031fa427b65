"""The lessons that courses are made of, one for each topic of the bank: `lessons.toml`. No database."""

import hashlib
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from tongban.assessment.learning.training.types import Lesson
from tongban.law.articles import article
from tongban.law.book import Book
from tongban.law.rules import qualifications as law
from tongban.law.text import Text

BANK = Path(__file__).with_name("staff_bank.csv")  # questions to staff of our own, drawn from the rules


@cache
def lessons() -> Mapping[str, Lesson]:
    """Every lesson by its topic, read once per process. Raises KeyError for an article that is none."""
    content = tomllib.loads(Path(__file__).with_name("lessons.toml").read_text(encoding="utf-8"))
    found = {}
    for topic, row in content.items():
        said = "\n".join([row["zh"], row["en"], *(part for pair in row["says"] for part in pair)])
        for one in row["articles"]:
            article(one)
        found[topic] = Lesson(
            topic=topic,
            title=Text(zh=row["zh"], en=row["en"]),
            paragraphs=tuple(Text(zh=zh, en=en) for zh, en in row["says"]),
            articles=tuple(row["articles"]),
            digest=hashlib.sha256(said.encode()).hexdigest(),
        )
    return found


def course(qualification: str, on: date, book: Book) -> list[Lesson]:
    """The lessons of a qualification: those of the topics that its examination asks."""
    found = law.examination(qualification, on, book)
    return [lessons()[topic] for topic in sorted(found.plan.sections)] if found else []
