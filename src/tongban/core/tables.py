"""Tables that people make with a spreadsheet, read as they come: one row of text cells after the other.

What Excel and its users do is borne: a byte order mark, GBK or UTF-16 instead of UTF-8, semicolons or tabs instead of
commas, `sep=;` above the head, `="310..."`, a leading apostrophe or a trailing tab that keep a number from being
rounded, full-width digits, empty rows and columns, heads in another order. What cannot be read at all is refused with
a sentence (BadInput, field "file"); what is odd in one row is said of that row and spoils no other.
"""

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tongban.core.errors import BadInput
from tongban.law.text import Text

MOST_ROWS = 5_000
SEPARATORS = ",;\t，"
INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060\u00ad\u200e\u200f"))
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would compute instead of show

EMPTY = Text(zh="文件里没有内容。", en="There is nothing in the file.")
WORKBOOK = Text(
    zh="这是 Excel 工作簿。请用“另存为”存成 CSV（逗号分隔）再上传。",
    en="This is an Excel workbook. Save it as CSV (comma separated), then send that.",
)
UNREADABLE = Text(
    zh="读不出文件里的文字。请存成 CSV UTF-8 或 GBK 编码。",
    en="The text of the file cannot be read. Save it as CSV in UTF-8 or GBK.",
)
NO_HEAD = Text(
    zh="第一行缺少这些列：{missing}。请用模板的表头。",
    en="The first line misses these columns: {missing}. Use the head of the sample.",
)
HEAD_TWICE = Text(zh="表头里“{name}”出现了两次。", en='"{name}" stands in the head twice.')
TOO_MANY = Text(
    zh="一次最多 {most} 行，这个文件有更多。请分成几个文件。", en="At most {most} rows at once: split the file."
)
TOO_LONG = Text(
    zh="第 {line} 行附近有一个格子长得不正常，可能缺了引号。",
    en="Near line {line} one cell is far too long; perhaps a quotation mark is missing.",
)
MORE_CELLS = Text(
    zh="这一行的格子比表头多：内容里的逗号要放在引号里。",
    en="This row has more cells than the head: put what contains a comma into quotation marks.",
)
OPEN_QUOTE = Text(
    zh="格子里有换行，可能是引号没有成对。",
    en="There is a line break in a cell; perhaps a quotation mark is not closed.",
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key, and the heads under which people know it, the first one for the sample."""

    key: str
    heads: tuple[str, ...]
    required: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One row: where it begins in the file, its cells by the key of their column, what is odd about its shape."""

    line: int
    cells: Mapping[str, str]
    odd: Text | None = None


def read(raw: bytes, columns: Sequence[Column], most: int = MOST_ROWS) -> list[Row]:
    """The rows of a file that are not empty, in order. Raises BadInput where it is no table with these columns."""
    text = _decoded(raw)
    separator, body, skipped = _separated(text)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=separator)
    rows: list[Row] = []
    try:
        places = _places(next(reader, []), columns)
        before = reader.line_num
        for cells in reader:
            line, before = before + 1 + skipped, reader.line_num
            if not any(clean(cell) for cell in cells):
                continue
            if len(rows) == most:
                raise BadInput("file", TOO_MANY.fill(most=most))
            rows.append(_row(line, cells, places))
    except csv.Error as error:
        raise BadInput("file", TOO_LONG.fill(line=reader.line_num + skipped)) from error
    if not rows:
        raise BadInput("file", EMPTY)
    return rows


def written(columns: Sequence[str], rows: Iterator[Sequence[str]]) -> bytes:
    """A table for a spreadsheet: UTF-8 with its mark, and nothing in it that would be computed."""
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(columns)
    table.writerows([_harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def clean(cell: str) -> str:
    """A cell without what spreadsheets put around it: `="..."`, an apostrophe, blanks, invisible characters."""
    text = unicodedata.normalize("NFKC", cell).translate(INVISIBLE).strip().strip("\0").strip()
    if text.startswith('="') and text.endswith('"') and len(text) > 2:
        text = text[2:-1]
    return text.removeprefix("'").strip()


def _decoded(raw: bytes) -> str:
    if not raw.strip():
        raise BadInput("file", EMPTY)
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise BadInput("file", WORKBOOK)
    wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if wide else ["utf-8-sig", "gb18030"]:
        try:
            return raw.decode(encoding).replace("\0", "")
        except UnicodeDecodeError:
            continue
    raise BadInput("file", UNREADABLE)


def _separated(text: str) -> tuple[str, str, int]:
    """The separator, the text from its head on, and how many lines stand above that."""
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[4], rest, 1
    return max(SEPARATORS, key=first.count), text, 0


def _places(head: Sequence[str], columns: Sequence[Column]) -> list[str]:
    """The key of each column of the file, "" for one that is none of ours."""
    known = {_folded(name): column.key for column in columns for name in column.heads}
    places = [known.get(_folded(cell), "") for cell in head]
    for key, cell in zip(places, head, strict=True):
        if key and places.count(key) > 1:
            raise BadInput("file", HEAD_TWICE.fill(name=clean(cell)))
    missing = [column.heads for column in columns if column.required and column.key not in places]
    if missing:
        words = Text(zh="、".join(one[0] for one in missing), en=", ".join(one[-1] for one in missing))
        raise BadInput("file", NO_HEAD.fill(missing=words))
    return places


def _row(line: int, cells: Sequence[str], places: Sequence[str]) -> Row:
    odd = None
    if any(clean(cell) for cell in cells[len(places) :]):
        odd = MORE_CELLS
    elif any("\n" in cell.strip() or "\r" in cell.strip() for cell in cells):
        odd = OPEN_QUOTE
    told = {key: clean(cell) for key, cell in zip(places, cells, strict=False) if key}
    return Row(line, {key: told.get(key, "") for key in places if key}, odd)


def _folded(head: str) -> str:
    return "".join(clean(head).lower().replace("_", " ").split())


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
