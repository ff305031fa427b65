"""A sentence in both languages of the product."""

from collections.abc import Iterable
from dataclasses import dataclass


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
        """Put values into both sentences; a value that is a Text is put in language by language."""
        return Text(
            zh=self.zh.format(**{key: _part(value, "zh") for key, value in values.items()}),
            en=self.en.format(**{key: _part(value, "en") for key, value in values.items()}),
        )


def listed(texts: Iterable[Text]) -> Text:
    """Several words as one list, in both languages. Raises ValueError for none."""
    words = list(texts)
    return Text(zh="、".join(word.zh for word in words), en=", ".join(word.en for word in words))


def _part(value: object, language: str) -> object:
    return value.in_language(language) if isinstance(value, Text) else value
