"""The shipped catalogue of services and the matrix of the demo province, read from `catalogue.toml`. No
database.

The figures that published texts report of real places are checked here (`counts`, `counts_of`): each one says
what it counts, what was asked, and whether the matrix reaches it.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from tongban.law.text import Text
from tongban.outlets.types import ACCEPT, FIRM_KINDS, SOCIAL_KINDS, Covering, OutletKind

SHIPPED = Path(__file__).parent / "catalogue.toml"
ALL = "*"
ATTACHMENT = "V53"  # what offices do for courts without a case: its rights hang on this item
_DRIVERS_AND_VEHICLES = ("V", "D")
_POST_AND_HOSPITAL_MUST = frozenset({"D01", "D02", "D06", "D07", "D09", "D13"})
_ONLINE_TARGET, _POLICE_TARGET, _POST_TARGET, _FIRM_TARGET, _KINDS_TARGET = 75, 15, 22, 20, 18
_ITEMS_TARGET = 76
_NINE_TENTHS = Fraction(9, 10)


@dataclass(frozen=True, slots=True)
class Item:
    """One service of the catalogue. `id_only` is "yes", "probable" or "no"."""

    code: str
    name: Text
    id_only: str

    @property
    def group(self) -> str:
        """The letters of the code: V vehicles, D drivers, T violations, A accidents, N, C, RD, U, E."""
        return self.code.rstrip("0123456789")


@dataclass(frozen=True, slots=True)
class View:
    """The services behind a figure that a region published. `level`: "apply", applied for online at least;
    "entire", online from beginning to end."""

    region: str
    level: str
    name: Text
    target: int
    services: frozenset[str]


@dataclass(frozen=True, slots=True)
class IdOnlyKind:
    """One of the 18 kinds of ID-only service. `evidence` is "named", "reconstructed" or "open"."""

    number: int
    name: Text
    services: tuple[str, ...]
    evidence: str
    since: date
    until: date | None

    def holds(self, on: date) -> bool:
        """True between its first and its last day."""
        return self.since <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything the file says."""

    items: tuple[Item, ...]
    coverings: tuple[Covering, ...]
    views: tuple[View, ...]
    id_only_kinds: tuple[IdOnlyKind, ...]
    checked_until: date

    def item(self, code: str) -> Item:
        """Return one service. Raises KeyError."""
        return {item.code: item for item in self.items}[code]

    def outlet_kinds(self, code: str, on: date) -> frozenset[str]:
        """Return the kinds of outlet at which one service may be applied for: its channels in the
        province."""
        return frozenset(
            row.outlet_kind for row in self.coverings if row.level == ACCEPT and row.holds(on) and row.covers(code)
        )


@dataclass(frozen=True, slots=True)
class Count:
    """One figure: `value` of `total` (`share` of 1), `target` as people write it, and where the figure was
    asked."""

    name: Text
    value: int
    total: int
    share: Fraction
    target: str
    met: bool
    basis: Text


class BadCatalogue(ValueError):
    """The file names a service twice or one that is not in the catalogue; the message says which."""


@cache
def shipped() -> Catalogue:
    """Return the shipped catalogue, read once per process."""
    return read(SHIPPED)


def read(path: Path) -> Catalogue:
    """Read a catalogue file. Raises BadCatalogue."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    items = tuple(
        Item(row["code"], Text(row["zh"], row["en"]), row["id_only"]) for row in content["catalogue"]["items"]
    )
    catalogue = Catalogue(
        items=items,
        coverings=tuple(_covering(row) for row in content["delegation"]),
        views=tuple(_view(row) for row in content["view"]),
        id_only_kinds=tuple(_kind(row) for row in content["id_only_kind"]),
        checked_until=content["catalogue"]["checked_until"],
    )
    _check(catalogue)
    return catalogue


def counts(on: date) -> list[Count]:
    """Return the figures of the shipped matrix on a day. `outlets.queries.counts` asks the matrix in
    force."""
    return counts_of(shipped().coverings, on)


def counts_of(coverings: Iterable[Covering], on: date) -> list[Count]:
    """Return the figures that the texts ask for, computed from the rows of a matrix on a day.

    Shares are of the vehicle and driver services (groups V and D); e-bikes and violations do not count.
    """
    catalogue = shipped()
    counted = frozenset(item.code for item in catalogue.items if item.group in _DRIVERS_AND_VEHICLES)
    accepted = _accepted(coverings, counted, on)
    online = accepted[OutletKind.ONLINE]
    posts = accepted[OutletKind.POST] | accepted[OutletKind.HOSPITAL]
    firms = frozenset[str]().union(*(accepted[kind] for kind in FIRM_KINDS))
    social = frozenset[str]().union(*(accepted[kind] for kind in SOCIAL_KINDS))
    total = len(counted)
    return [
        _at_least(_ITEMS, len(catalogue.items), len(catalogue.items), _ITEMS_TARGET, _GUANGDONG_76),
        _at_least(_ONLINE, len(online), total, _ONLINE_TARGET, _ZHEJIANG),
        *(_exactly(view.name, len(view.services & online), total, view.target, _VIEWS) for view in catalogue.views),
        _share(_SOCIAL, len(social), total, _GUANGDONG),
        _share(_COUNTY, len(accepted[OutletKind.COUNTY_OFFICE]), total, _GUANGDONG),
        _exactly(_POLICE, len(accepted[OutletKind.POLICE_STATION]), total, _POLICE_TARGET, _ZAOZHUANG),
        _exactly(_POSTS, len(posts), total, _POST_TARGET, _GUANGZHOU),
        _exactly(_SIX, len(posts & _POST_AND_HOSPITAL_MUST), 6, len(_POST_AND_HOSPITAL_MUST), _SHANGHAI),
        _exactly(_FIRMS, len(firms), total, _FIRM_TARGET, _ZUNYI),
        _exactly(_KINDS, len(catalogue.id_only_kinds), len(catalogue.id_only_kinds), _KINDS_TARGET, _NATIONAL),
    ]


def _accepted(coverings: Iterable[Covering], counted: frozenset[str], on: date) -> dict[str, frozenset[str]]:
    """Return, for each kind of outlet, the counted services that may be applied for there."""
    accepted: dict[str, set[str]] = {kind: set() for kind in OutletKind}
    for row in coverings:
        if row.level == ACCEPT and row.holds(on):
            accepted[row.outlet_kind] |= counted if ALL in row.services else counted & row.services
    return {kind: frozenset(codes) for kind, codes in accepted.items()}


def _covering(row: dict[str, Any]) -> Covering:
    return Covering(
        outlet_kind=OutletKind(row["outlet_kind"]),
        level=row["level"],
        services=frozenset(row["services"]),
        since=row["since"],
        until=row.get("until"),
        region=row.get("region", ""),
        basis=Text(row["basis_zh"], row["basis_en"]),
    )


def _view(row: dict[str, Any]) -> View:
    return View(row["region"], row["level"], Text(row["zh"], row["en"]), row["target"], frozenset(row["services"]))


def _kind(row: dict[str, Any]) -> IdOnlyKind:
    return IdOnlyKind(
        number=row["number"],
        name=Text(row["zh"], row["en"]),
        services=tuple(row["services"]),
        evidence=row["evidence"],
        since=row["since"],
        until=row.get("until"),
    )


def _check(catalogue: Catalogue) -> None:
    codes = [item.code for item in catalogue.items]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise BadCatalogue(f"named twice in the catalogue: {', '.join(twice)}")
    named = {ALL}.union(codes)
    groups: list[Iterable[str]] = [row.services for row in catalogue.coverings]
    groups += [view.services for view in catalogue.views]
    groups += [kind.services for kind in catalogue.id_only_kinds]
    unknown = sorted(set().union(*groups) - named)
    if unknown:
        raise BadCatalogue(f"not in the catalogue: {', '.join(unknown)}")


def _at_least(name: Text, value: int, total: int, target: int, basis: Text) -> Count:
    return Count(name, value, total, Fraction(value, total), f"≥ {target}", value >= target, basis)


def _exactly(name: Text, value: int, total: int, target: int, basis: Text) -> Count:
    return Count(name, value, total, Fraction(value, total), f"= {target}", value == target, basis)


def _share(name: Text, value: int, total: int, basis: Text) -> Count:
    share = Fraction(value, total)
    return Count(name, value, total, share, "≥ 90 %", share >= _NINE_TENTHS, basis)


_ITEMS = Text(zh="目录事项", en="Services in the catalogue")
_ONLINE = Text(zh="车驾管事项可网上申请", en="Vehicle and driver services with an online application")
_SOCIAL = Text(zh="车驾管事项可由社会网点受理", en="Vehicle and driver services at one kind of social outlet")
_COUNTY = Text(zh="车驾管事项可由县级车管所受理", en="Vehicle and driver services at the county office")
_POLICE = Text(zh="派出所可受理的车驾管事项", en="Vehicle and driver services at police stations")
_POSTS = Text(zh="警医邮、警邮网点可受理的车驾管事项", en="Vehicle and driver services at post and hospital points")
_SIX = Text(zh="其中点名的六项驾驶证业务", en="Among them the six licence services named in the text")
_FIRMS = Text(zh="委托企业受理的车驾管事项", en="Vehicle and driver services given to firms")
_KINDS = Text(zh="一证即办业务种类(清单系推定)", en="Kinds of ID-only service (the list is reconstructed)")

_GUANGDONG_76 = Text(zh="广东：76项", en="Guangdong: 76")
_ZHEJIANG = Text(zh="浙江：75项车驾管业务全部上线", en="Zhejiang: 75 vehicle and driver services online")
_VIEWS = Text(
    zh="浙江75项上线，广东26项、上海20余项全部网上办理",
    en="Zhejiang 75 services online, Guangdong 26 and Shanghai 20 entirely",
)
_GUANGDONG = Text(zh="广东：九成以上业务", en="Guangdong: more than nine services in ten")
_ZAOZHUANG = Text(zh="枣庄：派出所15项", en="Zaozhuang: 15 services at police stations")
_GUANGZHOU = Text(zh="广州：警医邮、警邮网点22项", en="Guangzhou: 22 services at post and hospital points")
_SHANGHAI = Text(zh="上海：警医邮六项驾驶证业务", en="Shanghai: six licence services at hospital points")
_ZUNYI = Text(zh="遵义：向企业下放20项", en="Zunyi: 20 services given to enterprises")
_NATIONAL = Text(zh="全国：18类业务一证即办", en="National: 18 kinds of ID-only service")
