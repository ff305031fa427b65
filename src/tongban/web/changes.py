"""Changes of law as pages show them: what is coming, what holds, what is over."""

from datetime import date
from typing import Any

from tongban.core import clock, law_book, regions
from tongban.core.errors import NotFound
from tongban.law import packs
from tongban.law.articles import cited
from tongban.law.packs import Pack
from tongban.law.text import Text

EVERYWHERE = Text(zh="全国", en="The whole country")


def rows() -> list[dict[str, Any]]:
    """Every change recorded with the release or adopted here, the latest beginning first."""
    today = clock.today()
    told = {pack.name: pack for pack in (*packs.shipped(), *law_book.adopted())}
    return [_row(pack, today) for pack in sorted(told.values(), key=lambda pack: pack.since, reverse=True)]


def coming() -> list[dict[str, Any]]:
    """Changes that begin after today, the nearest first."""
    return [row for row in reversed(rows()) if row["state"] == "coming"]


def _row(pack: Pack, today: date) -> dict[str, Any]:
    over = pack.until is not None and pack.until < today
    sources = dict.fromkeys(value.source for value in pack.values)
    return {
        "name": pack.name,
        "title": pack.title,
        "instrument": pack.instrument,
        "public": pack.public,
        "staff": pack.staff,
        "since": pack.since,
        "until": pack.until,
        "where": _where(pack.region),
        "sources": [words for words in map(cited, sources) if words.zh != pack.instrument.zh],
        "state": "over" if over else "coming" if pack.since > today else "now",
    }


def _where(region: str) -> Text:
    """The region's name; a code that nobody knows any more stands as it is."""
    try:
        return regions.name(region) if region else EVERYWHERE
    except NotFound:
        return Text(zh=region, en=region)
