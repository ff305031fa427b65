"""Questions in files, CSV and JSON (docs/question-bank.md): read as they were written, every fault by its row."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tongban.assessment.questions.types import FALSE, LETTERS, SECTIONS, TRUE, QuestionKind, Wording
from tongban.core import regions
from tongban.law.articles import articles
from tongban.law.book import Book, UnknownParameter
from tongban.law.text import Text

SAMPLE = Path(__file__).with_name("sample_bank.csv")  # a bank of our own, drawn from the rules
COLUMNS = (
    "code", "subject", "section", "groups", "kind", "zh", "en", "options_zh", "options_en", "right", "article", "rule",
    "value", "explain_zh", "explain_en", "since", "region",
)  # fmt: skip
NEEDED = frozenset(COLUMNS) - {"options_zh", "options_en", "rule", "value", "explain_zh", "explain_en", "region"}
SUBJECTS, GROUPS = ("S1", "S3T", "TR"), ("car", "bus", "truck", "motorcycle", "staff")
BETWEEN = "|"
LONGEST = {"code": 20, "section": 20, "zh": 500, "en": 800, "explain_zh": 500, "explain_en": 800, "value": 20}
MOST_OPTIONS = 5

NOT_TEXT = Text(
    zh="文件不是文本：请存为UTF-8或GBK编码的CSV，或者JSON。",
    en="This is no text. Save it as CSV in UTF-8 or GBK, or as JSON.",
)
NO_COLUMNS = Text(zh="第一行缺少这些列：{columns}。", en="The first row lacks these columns: {columns}.")
MISSING = Text(zh="“{column}”没有填。", en="{column} is empty.")
TOO_LONG = Text(zh="“{column}”最多{most}个字。", en="{column} has at most {most} characters.")
UNKNOWN = Text(
    zh="“{column}”的值“{value}”不认识，可以填：{known}。", en="{column} does not know {value}; known: {known}."
)
NO_ARTICLE = Text(zh="没有“{value}”这条依据。", en="There is no article {value}.")
NO_RULE = Text(zh="没有“{value}”这个规定值。", en="There is no rule {value}.")
OPTIONS_DIFFER = Text(zh="中英文选项个数不一样。", en="The options in the two languages differ in number.")
OPTIONS_NUMBER = Text(
    zh="选择题要有2到{most}个选项，判断题没有选项。", en="A choice has 2 to {most} options, true or false has none."
)
EMPTY_OPTION = Text(zh="有一个选项是空的。", en="One option is empty.")
ONE_LANGUAGE = Text(zh="解释要有中英文两种。", en="An explanation stands in both languages.")
OPTION_TWICE = Text(zh="有两个选项一样。", en="Two options are the same.")
BAD_RIGHT = Text(zh="正确答案“{value}”不在选项里。", en="The right answer {value} is not among the options.")
RIGHT_NUMBER = Text(
    zh="单选题只有一个正确答案，多选题至少两个。",
    en="A single choice has one right answer, a multiple choice two at least.",
)
NO_REGION = Text(
    zh="没有“{value}”这个行政区划，应写成320100的样子。", en="There is no region {value}; write it like 320100."
)
BAD_DAY = Text(zh="日期“{value}”应写成2026-11-22的样子。", en="The day {value} should look like 2026-11-22.")
CODE_TWICE = Text(zh="编号“{value}”在文件里出现了两次。", en="The code {value} stands in the file twice.")


class Unreadable(ValueError):
    """The file cannot be read at all; `message` says why."""

    def __init__(self, message: Text) -> None:
        self.message = message
        super().__init__(message.en)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file: its number as an editor shows it, the question, or what is wrong with it (all at once)."""

    number: int
    code: str
    wording: Wording | None
    faults: tuple[Text, ...]


def read(content: bytes, book: Book, on: date) -> list[Row]:
    """Read a file. Raises Unreadable where it is neither CSV nor JSON with our columns."""
    text = _text(content)
    raw = _json(text) if text.lstrip().startswith(("[", "{")) else _csv(text)
    seen: set[str] = set()
    found = []
    for number, given in raw:
        values = {name: str(given.get(name) or "").strip() for name in COLUMNS}
        faults = [*_faults(values, book, on)]
        if values["code"] in seen:
            faults.append(CODE_TWICE.fill(value=values["code"]))
        seen.add(values["code"])
        found.append(Row(number, values["code"], None if faults else _wording(values), tuple(faults)))
    return found


def written(wordings: Iterable[Wording]) -> str:
    """The questions as CSV that `read` reads."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in wordings:
        zh, en = (f" {BETWEEN} ".join(getattr(option, language) for option in one.options) for language in ("zh", "en"))
        explained = (one.explanation.zh, one.explanation.en) if one.explanation else ("", "")
        writer.writerow([
            one.code, one.subject, one.section, " ".join(one.groups), one.kind.value, one.words.zh, one.words.en, zh,
            en, one.right, one.article, one.rule, one.value, *explained, one.since.isoformat(),
            one.region,
        ])  # fmt: skip
    return out.getvalue()


def _text(content: bytes) -> str:
    if b"\x00" in content:
        raise Unreadable(NOT_TEXT)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(NOT_TEXT)


def _csv(text: str) -> list[tuple[int, Mapping[str, Any]]]:
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        names = {str(name).strip() for name in reader.fieldnames or ()}
        _must_have(names)
        return [(reader.line_num, {str(key).strip(): value for key, value in row.items() if key}) for row in reader]
    except csv.Error as error:
        raise Unreadable(NOT_TEXT) from error


def _json(text: str) -> list[tuple[int, Mapping[str, Any]]]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(NOT_TEXT) from error
    rows = told.get("questions") if isinstance(told, dict) else told
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Unreadable(NOT_TEXT)
    if rows:
        _must_have(set(rows[0]))
    return list(enumerate(rows, 1))


def _must_have(names: set[str]) -> None:
    if lacking := sorted(NEEDED - names):
        raise Unreadable(NO_COLUMNS.fill(columns=", ".join(lacking)))


def _faults(values: Mapping[str, str], book: Book, on: date) -> Iterable[Text]:
    for name in sorted(NEEDED):
        if not values[name]:
            yield MISSING.fill(column=name)
    for name, most in LONGEST.items():
        if len(values[name]) > most:
            yield TOO_LONG.fill(column=name, most=most)
    for name, known in (("subject", SUBJECTS), ("kind", tuple(QuestionKind))):
        if values[name] and values[name] not in known:
            yield UNKNOWN.fill(column=name, value=values[name], known=", ".join(known))
    if values["section"] and values["section"] not in SECTIONS:
        yield UNKNOWN.fill(column="section", value=values["section"], known=", ".join(SECTIONS))
    if strange := set(values["groups"].split()) - set(GROUPS):
        yield UNKNOWN.fill(column="groups", value=", ".join(sorted(strange)), known=", ".join(GROUPS))
    if values["article"] and values["article"] not in articles():
        yield NO_ARTICLE.fill(value=values["article"])
    if values["rule"] and value_of(values["rule"], book, on) is None:
        yield NO_RULE.fill(value=values["rule"])
    if values["since"] and _day(values["since"]) is None:
        yield BAD_DAY.fill(value=values["since"])
    if values["region"] and not regions.exists(values["region"], on):
        yield NO_REGION.fill(value=values["region"])
    if bool(values["explain_zh"]) is not bool(values["explain_en"]):
        yield ONE_LANGUAGE
    yield from _option_faults(values)


def _option_faults(values: Mapping[str, str]) -> Iterable[Text]:
    zh, en, right = _split(values["options_zh"]), _split(values["options_en"]), values["right"]
    judge = values["kind"] == QuestionKind.JUDGE
    if len(zh) != len(en):
        yield OPTIONS_DIFFER
    if (judge and zh) or (not judge and not 2 <= len(zh) <= MOST_OPTIONS):
        yield OPTIONS_NUMBER.fill(most=MOST_OPTIONS)
    if len(set(zh)) < len(zh):
        yield OPTION_TWICE
    if not all((*zh, *en)):
        yield EMPTY_OPTION
    known = {TRUE, FALSE} if judge else set(LETTERS[: len(zh)])
    if right and (set(right) - known or len(set(right)) < len(right)):
        yield BAD_RIGHT.fill(value=right)
    elif right and (len(right) > 1) is not (values["kind"] == QuestionKind.MULTIPLE):
        yield RIGHT_NUMBER


def value_of(rule: str, book: Book, on: date) -> str | None:
    """What the law says where a question points ("exams.wait_s2:C1"), as text; None where there is no such place."""
    name, _, key = rule.partition(":")
    try:
        value: Any = book.value(name, on)
        return str(value[key] if key else value)
    except (LookupError, TypeError, UnknownParameter):
        return None


def _wording(values: Mapping[str, str]) -> Wording:
    pairs = zip(_split(values["options_zh"]), _split(values["options_en"]), strict=True)
    explained = Text(zh=values["explain_zh"], en=values["explain_en"]) if values["explain_zh"] else None
    since = _day(values["since"])
    assert since is not None  # looked at before
    return Wording(
        code=values["code"], subject=values["subject"], section=values["section"],
        groups=tuple(values["groups"].split()), kind=QuestionKind(values["kind"]),
        words=Text(zh=values["zh"], en=values["en"]), options=tuple(Text(zh=zh, en=en) for zh, en in pairs),
        right="".join(sorted(values["right"])), article=values["article"], rule=values["rule"], value=values["value"],
        explanation=explained, since=since, region=values["region"],
    )  # fmt: skip


def _split(options: str) -> list[str]:
    return [one.strip() for one in options.split(BETWEEN)] if options.strip() else []


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
