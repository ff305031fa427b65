"""The lessons there are: texts of ours about the law and about driving, read once from `lessons/`.

A number of the law is not written into a text: `values` names the parameter, and the text is filled with what it says
on the day of reading. An article is named by its key.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from tongban.core.errors import NotFound
from tongban.law.book import Book
from tongban.law.text import Text

FOLDER = Path(__file__).parent / "lessons"
NO_LESSON = Text(zh="没有这一课。", en="There is no such lesson.")
TOPICS: Mapping[str, Text] = {
    "law": Text(zh="法律法规", en="The law"),
    "driving": Text(zh="安全文明驾驶", en="Safe and civil driving"),
    "emergency": Text(zh="应急处置", en="Emergencies"),
    "cases": Text(zh="事故案例警示", en="Accidents and their lessons"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a lesson: a heading and its paragraphs."""

    title: Text
    paragraphs: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson. `sections` are those of the question bank that it prepares for; `edition` changes with every word."""

    code: str
    topic: str
    title: Text
    articles: tuple[str, ...]
    sections: tuple[str, ...]
    values: Mapping[str, str]
    parts: tuple[Part, ...]
    edition: str

    def read(self, on: date, book: Book) -> tuple[Part, ...]:
        """The parts with the numbers that the law has on a day."""
        known = {name: _value(parameter, on, book) for name, parameter in self.values.items()}
        return tuple(
            Part(part.title, tuple(paragraph.fill(**known) for paragraph in part.paragraphs)) for part in self.parts
        )


@cache
def lessons() -> Mapping[str, Lesson]:
    """Every lesson by its code, in the order in which they are taught."""
    return {lesson.code: lesson for lesson in map(_read, sorted(FOLDER.glob("*.toml")))}


def get(code: str) -> Lesson:
    """A lesson; NotFound where there is none."""
    found = lessons().get(code)
    if found is None:
        raise NotFound(NO_LESSON)
    return found


def _read(path: Path) -> Lesson:
    content = path.read_bytes()
    row = tomllib.loads(content.decode())
    return Lesson(
        code=path.stem.partition("_")[2],
        topic=row["topic"],
        title=Text(**row["title"]),
        articles=tuple(row["articles"]),
        sections=tuple(row["sections"]),
        values=row.get("values", {}),
        parts=tuple(Part(Text(**part["title"]), tuple(map(_text, part["paragraphs"]))) for part in row["part"]),
        edition=hashlib.sha256(content).hexdigest(),
    )


def _text(pair: list[str]) -> Text:
    zh, en = pair
    return Text(zh=zh, en=en)


def _value(parameter: str, on: date, book: Book) -> object:
    """What a parameter says, or one member of it ("points_reduction.points:online")."""
    key, _, member = parameter.partition(":")
    value = book.value(key, on)
    return value[member] if member else value
