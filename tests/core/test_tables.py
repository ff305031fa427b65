"""Tables as people make them: encodings, separators, Excel's habits, and strings that break things."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web.citizen.test_bad_input import OWN_NAUGHTY, others_naughty, sendable

from tongban.core import tables
from tongban.core.errors import BadInput
from tongban.core.tables import Column

COLUMNS = (
    Column("name", ("姓名", "name")),
    Column("code", ("整车编码", "code")),
    Column("note", ("备注", "note"), False),
)
PLAIN = "姓名,整车编码\r\n王小明,117099000000001\r\n李敏,117099000000002\r\n"


def cells(raw: bytes) -> list[tuple[str, str]]:
    return [(row.cells["name"], row.cells["code"]) for row in tables.read(raw, COLUMNS)]


BOTH = [("王小明", "117099000000001"), ("李敏", "117099000000002")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_file_is_read_in_whichever_encoding_it_was_saved(encoding):
    assert cells(PLAIN.encode(encoding)) == BOTH


@pytest.mark.parametrize(
    "text",
    [
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        PLAIN.replace(",", "，"),
        "sep=;\r\n" + PLAIN.replace(",", ";"),
        PLAIN.replace("\r\n", "\n"),
        PLAIN.rstrip(),
        "整车编码, 姓名 ,,\n117099000000001,王小明,,\n,,,\n\n117099000000002,李敏,,\n",
        'Code,NAME\n="117099000000001",王小明\n\'117099000000002,"李敏\t"\n',
        "姓名,整车编码\n王小明,１１７０９９００００００００１\n李敏\u200b,117099000000002\u00a0\n",
    ],
)
def test_what_spreadsheets_do_to_a_file_is_borne(text):
    assert cells(text.encode()) == BOTH


def test_a_row_says_where_it_begins_in_the_file():
    text = 'sep=,\n姓名,整车编码\n\n"王\n小明",1\n李敏,2\n'
    assert [row.line for row in tables.read(text.encode(), COLUMNS)] == [4, 6]


def test_what_is_odd_in_one_row_spoils_no_other():
    rows = tables.read('姓名,整车编码\n王,小明,3\n"李\n敏",2\n赵,4\n'.encode(), COLUMNS)
    assert [row.odd for row in rows] == [tables.MORE_CELLS, tables.OPEN_QUOTE, None]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", tables.EMPTY),
        (b" \r\n", tables.EMPTY),
        ("姓名,整车编码\n".encode(), tables.EMPTY),
        (b"PK\x03\x04rest", tables.WORKBOOK),
        (b"\x89PNG\xff\xfe\x80\x80", tables.UNREADABLE),
        ("姓名\n王\n".encode(), tables.NO_HEAD.fill(missing=tables.Text(zh="整车编码", en="code"))),
        ("姓名,name,整车编码\n王,王,1\n".encode(), tables.HEAD_TWICE.fill(name="姓名")),
        (f"姓名,整车编码\n王,{'1' * 200_000}\n".encode(), tables.TOO_LONG.fill(line=2)),
        (("姓名,整车编码\n" + "王,1\n" * 5001).encode(), tables.TOO_MANY.fill(most=5000)),
    ],
)
def test_what_is_no_such_table_is_refused_with_a_sentence(raw, said):
    with pytest.raises(BadInput) as refused:
        tables.read(raw, COLUMNS)
    assert (refused.value.field, refused.value.message) == ("file", said)


def test_nothing_that_is_written_is_computed_by_a_spreadsheet_and_it_reads_back():
    raw = tables.written(["姓名", "整车编码"], iter([["=cmd|' /C calc'!A0", "1"], ["+1", "-2"], ["@x", '王,"明']]))
    assert b"\n=" not in raw and b"\n+" not in raw and b",-" not in raw
    assert cells(raw) == [("=cmd|' /C calc'!A0", "1"), ("+1", "-2"), ("@x", '王,"明')]


def test_naughty_strings_are_cells_like_any_other():
    strings = [sendable(one) for one in [*OWN_NAUGHTY, *others_naughty()]]
    raw = tables.written(["姓名", "整车编码"], iter([one, str(place)] for place, one in enumerate(strings)))
    read = tables.read(raw, COLUMNS)
    assert [row.cells["code"] for row in read] == [str(place) for place in range(len(strings))]
    assert all("\0" not in row.cells["name"] for row in read)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_a_sentence(raw):
    try:
        tables.read(b"name,code\n" + raw, COLUMNS)
    except BadInput as refused:
        assert refused.field == "file"
