"""The city's service points and staff, as data. Pure: the login page and `up` read it too."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tongban.law.text import Text
from tongban.outlets.types import OutletKind

OPENED_ON = date(2015, 12, 1)
OFFICE_HOURS = {
    "working_day": [["09:00", "12:00"], ["13:30", "17:00"]],
    "rest_day": [["09:00", "12:00"]],
}
SHOP_HOURS = {"working_day": [["08:30", "17:30"]], "rest_day": [["09:00", "16:00"]]}
ALWAYS = {"working_day": [["00:00", "23:59"]], "rest_day": [["00:00", "23:59"]]}


@dataclass(frozen=True, slots=True)
class Place:
    """A service point of the demo city. Positions are of the district, the addresses are made up."""

    code: str
    kind: OutletKind
    zh: str
    en: str
    region: str
    address: str
    lat: float
    lon: float
    windows: int = 0


@dataclass(frozen=True, slots=True)
class Clerk:
    """A staff member: number (also the login), where, posts, powers at their own outlet, and what they are shown as."""

    number: str
    outlet: str
    posts: tuple[str, ...]
    powers: tuple[str, ...]
    title: Text
    task: Text
    everywhere: bool = False  # the powers hold at every service point
    pass_ends_in: int = 300  # days from today; passed where their posts need a pass


CITY_OFFICE = "320100-1"


def _place(row: dict[str, Any]) -> Place:
    return Place(**{**row, "kind": OutletKind(row["kind"])})


def _clerk(row: dict[str, Any]) -> Clerk:
    return Clerk(
        number=row["number"],
        outlet=row["outlet"],
        posts=tuple(row["posts"]),
        powers=tuple(row["powers"]),
        title=Text(row["zh"], row["en"]),
        task=Text(row["task_zh"], row["task_en"]),
        everywhere=row.get("everywhere", False),
        pass_ends_in=row.get("pass_ends_in", 300),
    )


_FILE = tomllib.loads((Path(__file__).parent / "city.toml").read_text(encoding="utf-8"))
PLACES = tuple(_place(row) for row in _FILE["places"])
STAFF = tuple(_clerk(row) for row in _FILE["staff"])
