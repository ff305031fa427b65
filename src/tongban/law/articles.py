"""The articles the rules name: what each is called, which instrument it stands in, how sure its number is."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tongban.law.text import Text

_FILE = Path(__file__).parent / "articles.toml"
_PRINTED = ("verified", "known")
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Article:
    """One article. `text` says in our words what it is about; it is not the wording of the law.

    `confidence` is one of verified, known, derived, uncertain.
    """

    key: str
    title: Text
    instrument: Text
    number: str
    confidence: str
    text: Text

    @property
    def number_is_sure(self) -> bool:
        """True where the number may be printed on a notice."""
        return self.confidence in _PRINTED

    @property
    def citation(self) -> Text:
        """Instrument and article; where the number is not sure, the instrument and words that say so."""
        if not self.number_is_sure:
            checking = Text(zh="{instrument}（条文正在核对）", en="{instrument} (article being checked)")
            return checking.fill(instrument=self.instrument)
        if not self.number:
            return self.instrument
        if not self.number.isdigit():
            return Text(zh=f"{self.instrument.zh}{self.number}", en=f"{self.instrument.en}, {self.title.en} (annex)")
        return Text(
            zh=f"{self.instrument.zh}第{chinese_numeral(int(self.number))}条",
            en=f"{self.instrument.en}, Article {self.number}",
        )


def article(key: str) -> Article:
    """The article of a key such as "O162.63". Raises LookupError for an unknown key."""
    try:
        return articles()[key]
    except KeyError:
        raise LookupError(f"No article has the key {key!r} in law/articles.toml") from None


def cited(source: str) -> Text:
    """How a value's source is named to people: an article of ours, or the authority's own words as they stand."""
    known = articles().get(source)
    return known.citation if known else Text(zh=source, en=source)


@cache
def articles() -> Mapping[str, Article]:
    """Every article by its key."""
    content = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    instruments = {key: Text(**words) for key, words in content["instruments"].items()}
    return {
        key: Article(
            key=key,
            title=Text(**row["title"]),
            instrument=instruments[key.partition(".")[0]],
            number=row["number"],
            confidence=row["confidence"],
            text=Text(**row["about"]),
        )
        for key, row in content["articles"].items()
    }


def chinese_numeral(number: int) -> str:
    """1 to 999 as article numbers are written: 十四, 六十三, 一百一十. Raises ValueError outside."""
    if not 1 <= number <= 999:
        raise ValueError(f"Article numbers go from 1 to 999, not {number}")
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    return words + (_DIGITS[ones] if ones else "")
