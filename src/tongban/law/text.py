"""A sentence in both languages of the product."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Text:
    """Words shown to people: simplified Chinese and English, both always present."""

    zh: str
    en: str

    def __post_init__(self) -> None:
        if not self.zh or not self.en:
            raise ValueError(f"A Text needs both languages: {self!r}")

    def in_language(self, language: str) -> str:
        """Return the English sentence for any `en...` code, the Chinese one otherwise."""
        return self.en if language.startswith("en") else self.zh

    def __format__(self, spec: str) -> str:
        raise TypeError("Choose a language: text.in_language(language)")

    def fill(self, **values: object) -> "Text":
        """Put values into both sentences; a Text and a day are put in language by language."""
        return Text(
            zh=self.zh.format(**{key: _part(value, "zh") for key, value in values.items()}),
            en=self.en.format(**{key: _part(value, "en") for key, value in values.items()}),
        )


def listed(texts: Iterable[Text]) -> Text:
    """Several words as one list, in both languages. Raises ValueError for none."""
    words = list(texts)
    return Text(zh="、".join(word.zh for word in words), en=", ".join(word.en for word in words))


def day_text(day: date) -> Text:
    """2026年11月22日 / 22 November 2026."""
    return Text(
        zh=f"{day.year}年{day.month}月{day.day}日",
        en=f"{day.day} {_MONTHS[day.month - 1]} {day.year}",
    )


def month_text(day: date) -> Text:
    """2026年11月 / November 2026."""
    return Text(zh=f"{day.year}年{day.month}月", en=f"{_MONTHS[day.month - 1]} {day.year}")


def _part(value: object, language: str) -> object:
    said = day_text(value) if isinstance(value, date) and not isinstance(value, datetime) else value
    return said.in_language(language) if isinstance(said, Text) else said
