"""The shipped catalogue is that of the rule file, item by item: the file is read from the shared test data."""

import re
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings

from tongban.outlets.catalogue import shipped
from tongban.outlets.types import OutletKind

ON = date(2026, 11, 22)
ID_ONLY = {"Y": "yes", "y": "probable", "–": "no"}
WHERE = {
    "W": OutletKind.CITY_OFFICE,
    "C": OutletKind.COUNTY_OFFICE,
    "N": OutletKind.ONLINE,
    "K": OutletKind.KIOSK,
    "S": OutletKind.REGISTRATION_STATION,
    "D": OutletKind.DEALER,
    "U": OutletKind.FIRM,
    "P": OutletKind.POST,
    "H": OutletKind.HOSPITAL,
    "I": OutletKind.INSURER,
    "B": OutletKind.BANK,
    "L": OutletKind.POLICE_STATION,
}


class Line(NamedTuple):
    """A line of section 6.2. Columns: code, English, Chinese, channels, ID-only, basis."""

    code: str
    zh: str
    channels: str
    id_only: str


def lines() -> list[Line]:
    path = Path(settings.TONGBAN_SHARED) / "rules" / "vehicles.md"
    if not path.exists():
        pytest.skip("the rule files are not here (TONGBAN_SHARED)")
    section = path.read_text(encoding="utf-8").split("### 6.2", 1)[1].split("\n## ", 1)[0]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines()]
    return [Line(row[0], row[2], row[3], row[4]) for row in cells if re.fullmatch(r"[A-Z]{1,2}\d{2}", row[0])]


def letters(channels: str) -> list[str]:
    """The channel letters; what stands in brackets limits one of them, and X says from which place, not where."""
    return re.findall(r"\b[A-Z]\b", re.sub(r"\(.*?\)", "", channels))


def test_all_139_codes_and_chinese_titles_are_those_of_the_rules() -> None:
    assert [(line.code, line.zh) for line in lines()] == [(item.code, item.name.zh) for item in shipped().items]
    assert len(shipped().items) == 139


def test_what_the_rules_mark_as_done_with_the_identity_document_is_marked_so() -> None:
    marked = {line.code: ID_ONLY[line.id_only] for line in lines()}
    assert marked == {item.code: item.id_only for item in shipped().items}


def test_no_channel_that_the_sources_name_is_missing_in_the_province() -> None:
    missing = {
        line.code: letter
        for line in lines()
        for letter in letters(line.channels)
        if letter in WHERE and WHERE[letter] not in shipped().outlet_kinds(line.code, ON)
    }
    assert missing == {}
