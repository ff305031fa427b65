"""Who handles what this system does not handle yet, with what, at what cost: `elsewhere.toml`. No database.

Every service of the catalogue has an answer: its own line, or that of its group.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from tongban.law.text import Text
from tongban.outlets.catalogue import Item, shipped

SHIPPED = Path(__file__).parent / "elsewhere.toml"
ARTICLES = Text(zh="{instrument}第{number}条", en="{instrument}, article {number}")


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """How a service is done today where we do not do it.

    `fee` None: set locally; `days` None: not stated; `since`: the day its instrument took effect, None: not stated.
    """

    by: Text
    bring: tuple[Text, ...]
    before: tuple[Text, ...]  # asked for besides, before the four exemptions
    fee: Decimal | None
    days: int | None
    basis: Text
    since: date | None
    confidence: str


@cache
def checked_until() -> date:
    """The last day for which somebody compared the lines with the texts."""
    day: date = _content()["elsewhere"]["checked_until"]
    return day


@cache
def of(item: Item) -> Elsewhere:
    """Return how a service is done today. Raises KeyError for a word that the file does not explain."""
    content = _content()
    line = {**content["groups"][item.group], **content["items"].get(item.code, {})}
    papers = content["papers"]
    return Elsewhere(
        by=Text(**content["holders"][line["by"]]),
        bring=tuple(Text(**papers[key]) for key in line["bring"]),
        before=tuple(Text(**papers[key]) for key in line["before"]),
        fee=Decimal(line["fee"]) if line.get("fee") else None,
        days=line.get("days"),
        basis=_basis(content["instruments"], *line["basis"]),
        since=content["instruments"][line["basis"][0]].get("since"),
        confidence=line["confidence"],
    )


def unknown() -> list[str]:
    """Lines about services that the catalogue does not have."""
    return sorted(set(_content()["items"]) - {item.code for item in shipped().items})


def _basis(instruments: dict[str, dict[str, Any]], key: str, number: str) -> Text:
    instrument = Text(instruments[key]["zh"], instruments[key]["en"])
    return ARTICLES.fill(instrument=instrument, number=number) if number else instrument


@cache
def _content() -> dict[str, Any]:
    return tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
