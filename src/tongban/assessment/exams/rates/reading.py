"""Published figures of others as files: a description and up to three tables. Pure. docs/figures-of-others.md says how.

Every row that cannot be taken is named with its file, its line and the reason; no other row is spoilt by it.
"""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import isfinite
from typing import Any

from tongban.assessment.exams.rates.types import GROUP_WORDS, CentreOfOthers, Count, Problem
from tongban.core.errors import BadInput
from tongban.core.tables import Column, Row, read
from tongban.law.names import SUBJECT_NAMES
from tongban.law.text import Text

MOST_ROWS, MOST = 1_000_000, 2_000_000_000
TEXTS = ("code", "publisher", "licence", "sites")
LINES = tuple(f"addrLine{number}" for number in range(1, 6))
SITE = Column("site", ("site", "考场编号", "id", "tc_id"))
SITES = (
    SITE,
    Column("name", ("name", "考场名称")),
    Column("latitude", ("latitude", "纬度"), required=False),
    Column("longitude", ("longitude", "经度"), required=False),
    Column("address", ("address", "地址"), required=False),
    *(Column(line, (line,), required=False) for line in LINES),
    Column("postcode", ("postcode", "邮编"), required=False),
)
COUNTS = (
    SITE,
    Column("tests", ("tests", "考试次数")),
    Column("passes", ("passes", "合格次数")),
    Column("first_tests", ("first_tests", "首次考试次数"), required=False),
    Column("first_passes", ("first_passes", "首次合格次数"), required=False),
)
FAULTS = (
    SITE,
    Column("item", ("item", "项目")),
    Column("serious", ("serious", "严重")),
    Column("dangerous", ("dangerous", "危险")),
    Column("minor", ("minor", "轻微", "driver_faults")),
    Column("grave", ("serious_plus_dangerous", "严重和危险"), required=False),
)
MISSING = Text(zh="说明文件缺少“{name}”，或者写法不对。", en="The description has no {name}, or a wrong one.")
EMPTY = Text(zh="“{name}”是空的。", en="{name} is empty.")
TOO_LONG = Text(zh="“{name}”超过 {most} 个字。", en="{name} is longer than {most} characters.")
NO_NUMBER = Text(zh="“{name}”不是非负整数：{value}", en="{name} is no whole number: {value}")
NO_PLACE = Text(zh="经纬度不对：{value}", en="This is no position: {value}")
TWICE = Text(zh="和第 {line} 行重复。", en="The same as in line {line}.")
UNKNOWN = Text(zh="考场表里没有编号 {value}。", en="There is no site {value} in the table of sites.")
MORE_PASSES = Text(zh="合格次数比考试次数多。", en="There are more passes than tests.")
HALF = Text(zh="首次考试的次数和合格次数要么都写，要么都不写。", en="Give both numbers of first attempts, or none.")
NO_SUM = Text(
    zh="严重 {serious} 加危险 {dangerous} 不等于写的合计 {grave}。",
    en="Serious {serious} and dangerous {dangerous} do not make the {grave} that is stated.",
)


@dataclass(frozen=True, slots=True)
class Description:
    """Whose figures they are, about what, and the names of the files."""

    code: str
    title: Text
    publisher: str
    licence: str
    licence_url: str
    since: date
    until: date
    subject: str
    group: str
    sites: str
    counts: str = ""
    faults: str = ""

    @property
    def files(self) -> tuple[str, ...]:
        """The files that are named."""
        return tuple(name for name in (self.sites, self.counts, self.faults) if name)


@dataclass(frozen=True, slots=True)
class Fault:
    """One row of faults."""

    site: str
    item: str
    serious: int
    dangerous: int
    minor: int


@dataclass
class Told:
    """What the files say, and what in them cannot be taken."""

    sites: dict[str, CentreOfOthers] = field(default_factory=dict)
    counts: dict[str, Count] = field(default_factory=dict)
    faults: dict[tuple[str, str], Fault] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


class _Wrong(Exception):
    """A row cannot be taken; carries why."""

    def __init__(self, why: Text) -> None:
        self.why = why


def describe(raw: bytes) -> Description:
    """Read the description. Raises BadInput, which names what is missing."""
    try:
        told = tomllib.loads(raw.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput("description", Text(zh=f"说明文件读不了：{error}", en=f"No TOML: {error}")) from error
    for name in TEXTS:
        _must(isinstance(told.get(name), str) and 0 < len(told[name].strip()) <= 200, name)
    title = told.get("title")
    title = title if isinstance(title, dict) else {}
    _must(all(isinstance(title.get(one), str) and title[one] for one in ("zh", "en")), "title")
    _must(type(told.get("since")) is date and type(told.get("until")) is date, "since, until")
    _must(told["since"] <= told["until"], "since, until")
    _must(told.get("subject") in SUBJECT_NAMES, "subject")
    _must(told.get("group") in GROUP_WORDS, "group")
    _must(len(told["code"]) <= 40 and told["code"].replace("-", "").isalnum() and told["code"].isascii(), "code")
    link = str(told.get("licence_url", ""))
    _must(not link or link.startswith("https://"), "licence_url")
    more = {name: str(told.get(name, "")) for name in ("counts", "faults")}
    return Description(
        **{name: told[name].strip() for name in TEXTS}, title=Text(zh=title["zh"], en=title["en"]), licence_url=link,
        since=told["since"], until=told["until"], subject=told["subject"], group=told["group"], **more,
    )  # fmt: skip


def tell(described: Description, files: Mapping[str, bytes]) -> Told:
    """Read the tables. Raises BadInput for a file that is no such table; what is wrong in a row is among `problems`."""
    told = Told()
    _each(described.sites, files, SITES, told, lambda row: _site(row, told))
    if described.counts:
        _each(described.counts, files, COUNTS, told, lambda row: _counts(row, told))
    if described.faults:
        _each(described.faults, files, FAULTS, told, lambda row: _fault(row, told))
    return told


def _each(
    name: str, files: Mapping[str, bytes], columns: Iterable[Column], told: Told, take: Callable[[Row], None]
) -> None:
    """Take each row by its key; a row whose key was there before is a problem."""
    seen: dict[str, int] = {}
    for row in read(files[name], tuple(columns), most=MOST_ROWS):
        try:
            if row.odd:
                raise _Wrong(row.odd)
            key = row.cells.get("site", "") + "\0" + row.cells.get("item", "")
            if key in seen:
                raise _Wrong(TWICE.fill(line=seen[key]))
            take(row)
            seen[key] = row.line
        except _Wrong as wrong:
            told.problems.append(Problem(name, row.line, wrong.why))


def _site(row: Row, told: Told) -> None:
    code, name = _text(row, "site", 40), _text(row, "name", 200)
    parts = [row.cells.get(part, "") for part in ("address", *LINES, "postcode")]
    address = ", ".join(part for part in parts if part)
    if len(address) > 400:
        raise _Wrong(TOO_LONG.fill(name="address", most=400))
    told.sites[code] = CentreOfOthers(code, name, address, *_position(row))


def _counts(row: Row, told: Told) -> None:
    code = _known(row, told)
    tests, passes = _number(row, "tests"), _number(row, "passes")
    first = [row.cells.get(name, "") for name in ("first_tests", "first_passes")]
    if any(first) and not all(first):
        raise _Wrong(HALF)
    more = (_number(row, "first_tests"), _number(row, "first_passes")) if any(first) else (None, None)
    if passes > tests or (more[0] is not None and more[1] is not None and (more[1] > more[0] or more[0] > tests)):
        raise _Wrong(MORE_PASSES)
    told.counts[code] = Count(tests, passes, *more)


def _fault(row: Row, told: Told) -> None:
    code, item = _known(row, told), _text(row, "item", 200)
    serious, dangerous, minor = (_number(row, name) for name in ("serious", "dangerous", "minor"))
    if row.cells.get("grave") and _number(row, "grave") != serious + dangerous:
        raise _Wrong(NO_SUM.fill(serious=serious, dangerous=dangerous, grave=row.cells["grave"]))
    told.faults[code, item] = Fault(code, item, serious, dangerous, minor)


def _known(row: Row, told: Told) -> str:
    code = _text(row, "site", 40)
    if code not in told.sites:
        raise _Wrong(UNKNOWN.fill(value=code))
    return code


def _text(row: Row, name: str, most: int) -> str:
    value = row.cells.get(name, "")
    if not value:
        raise _Wrong(EMPTY.fill(name=name))
    if len(value) > most:
        raise _Wrong(TOO_LONG.fill(name=name, most=most))
    return value


def _number(row: Row, name: str) -> int:
    value = row.cells.get(name, "")
    if not value.isascii() or not value.isdecimal() or int(value) > MOST:
        raise _Wrong(NO_NUMBER.fill(name=name, value=value[:40]))
    return int(value)


def _position(row: Row) -> Iterator[float | None]:
    for name, most in (("latitude", 90), ("longitude", 180)):
        value = row.cells.get(name, "")
        try:
            degrees = float(value) if value else None
        except ValueError as error:
            raise _Wrong(NO_PLACE.fill(value=value[:40])) from error
        if degrees is not None and not (isfinite(degrees) and abs(degrees) <= most):
            raise _Wrong(NO_PLACE.fill(value=value[:40]))
        yield degrees


def _must(holds: Any, name: str) -> None:
    if not holds:
        raise BadInput("description", MISSING.fill(name=name))
