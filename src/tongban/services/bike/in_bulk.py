"""The table in which many e-bikes are registered at once: what a street point or dealer types, one bike a row.

Its head and words are described in docs/partners/bike-table.md. Colour and result of the look at the bike are written
in words; the codes of the national list are understood too.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from tongban.casework import answers
from tongban.casework.batches import Application, Form, Problem
from tongban.casework.catalogue import Service
from tongban.core import clock, identity, tables
from tongban.core.errors import BadInput
from tongban.core.law_book import book
from tongban.law.facts import Applicant, Facts
from tongban.law.rules.bikes import education_asked
from tongban.law.text import Text
from tongban.people import input as typed
from tongban.registers.bikes import queries as bikes
from tongban.registers.vehicles import codes

COLUMNS = (
    tables.Column("identity_number", ("身份证号", "证件号码", "identity number")),
    tables.Column("name", ("姓名", "name")),
    tables.Column("code", ("整车编码", "code")),
    tables.Column("motor", ("电动机编号", "电机编号", "motor")),
    tables.Column("colour", ("颜色", "车身颜色", "colour")),
    tables.Column("seen", ("查验结果", "seen")),
    tables.Column("taught", ("安全教育", "taught"), required=False),
)
SAMPLE = ("310115198505059016", "王小明", "117099000000001", "DJ00000001", "黑", "一致", "是")
SEEN = {"一致": "same", "合格": "same", "same": "same", "有改装": "altered", "不一致": "altered", "altered": "altered"}
YES = frozenset({"是", "已", "已接受", "yes", "y", "true", "1"})
ROUNDED = re.compile(r"\d(\.\d+)?E\+\d+", re.IGNORECASE)

NUMBER_ROUNDED = Text(
    zh="Excel 把号码变成了科学计数：请把这一列设为“文本”再重新填写。",
    en="Excel has rounded this number: make the column text, then type it again.",
)
NO_COLOUR = Text(
    zh="颜色请填：{known}。只填占面积最大的一种。", en="The colour is one of: {known}. Name the one that covers most."
)
NOT_SEEN = Text(zh="查验结果请填“一致”或“有改装”。", en='Write "same" or "altered" for what was seen.')
NOT_TAUGHT = Text(
    zh="本地要求先接受安全教育，请填“是”。", en='Here riders are taught first: write "yes" once they were.'
)
REGISTERED = Text(zh="这辆车已经登记，号牌 {plate}。", en="This bike is registered already, as {plate}.")


def form_of(service: Service) -> Form:
    """The table of the registration service."""

    def check(cells: Mapping[str, str], region: str) -> Application | list[Problem]:
        return _checked(service, cells, region)

    return Form(service.code, COLUMNS, SAMPLE, check)


def _checked(service: Service, cells: Mapping[str, str], region: str) -> Application | list[Problem]:
    """All that is wrong with a row, or what it applies for. One statement for a row that is in form."""
    today, rules = clock.today(), book().at(region)
    facts = Facts(applicant=Applicant(born=today), licence=None, answers={}, region=region)
    problems: list[Problem] = [(key, NUMBER_ROUNDED) for key, cell in cells.items() if ROUNDED.fullmatch(cell)]
    wrong = {key for key, _ in problems}
    said: dict[str, Any] = {}
    readers = {
        "identity_number": lambda cell: identity.parse(cell).number,
        "name": typed.clean_name,
        **{key: _as_answered(service, key, facts, today) for key in ("code", "motor")},
        "colour": _colour,
        "seen": _seen,
    }
    for key, reader in readers.items():
        if key in wrong:
            continue
        try:
            said[key] = reader(cells.get(key, ""))
        except BadInput as error:
            problems.append((key, error.message))
    if cells.get("taught", "").lower() in YES:
        said["taught"] = "yes"
    elif education_asked(facts, today, rules):
        problems.append(("taught", NOT_TAUGHT))
    known = None if problems else bikes.find_by_code(said["code"])
    if known:
        problems.append(("code", REGISTERED.fill(plate=known.plate)))
    if problems:
        return problems
    number, name = said.pop("identity_number"), said.pop("name")
    return Application(number, name, said["code"], said)


def _as_answered(service: Service, key: str, facts: Facts, on: date) -> Any:
    """Read a cell as the service's own question reads what is typed."""
    return lambda cell: answers.checked(service, {key: cell}, facts, on, book())[key]


def _colour(cell: str) -> str:
    known = codes.codes("colour")
    for code, words in known.items():
        if cell.upper() == code or cell.removesuffix("色") == words.zh.removesuffix("色") or cell.lower() == words.en:
            return code
    listed = Text(zh="、".join(one.zh for one in known.values()), en=", ".join(one.en for one in known.values()))
    raise BadInput("colour", NO_COLOUR.fill(known=listed))


def _seen(cell: str) -> str:
    if cell.lower() not in SEEN:
        raise BadInput("seen", NOT_SEEN)
    return SEEN[cell.lower()]
