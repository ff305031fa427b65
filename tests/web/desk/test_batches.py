"""Applications in bulk at the desk: what the pages show of a table, and that no string breaks them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests import builders
from tests.web.builders import a_clerk, an_office
from tests.web.citizen.test_bad_input import OWN_NAUGHTY, others_naughty, sendable

from tongban.casework import batches
from tongban.casework.models import BatchRow
from tongban.core import tables

pytestmark = pytest.mark.django_db
HEADS = [column.heads[0] for column in batches.FORMS["N01"].columns]


@pytest.fixture
def clerk():
    an_office()
    return a_clerk("310100-0101", posts=("acceptance",))


def hands_in(clerk, raw: bytes, **more):
    file = SimpleUploadedFile("bikes.csv", raw, content_type="application/vnd.ms-excel")
    return clerk.post(reverse("desk:batches"), {"service": "N01", "file": file, **more}, follow=True)


def test_the_sample_is_a_table_that_is_understood(clerk):
    sample = clerk.get(reverse("desk:batch_sample", args=["N01"]))
    assert "attachment" in sample["content-disposition"]
    page = hands_in(clerk, sample.content).content.decode()
    assert "办理 1 行" in page and "要改正" not in page


def test_each_row_says_what_is_wrong_and_comes_back_as_a_table(clerk):
    number = builders.identity_number(builders.date(1985, 5, 5))
    raw = tables.written(
        HEADS, iter([[number, "王", "1", "2", "粉红", "一致", ""], [number, "李", "", "", "黑", "好", ""]])
    )
    answer = hands_in(clerk, raw)
    page = answer.content.decode()
    assert "要改正" in page and "颜色请填" in page and "没有一行可以办理" in page and "王" not in page.split("<h1>")[1]
    back = clerk.get(answer.request["PATH_INFO"] + "correct/")
    assert back["cache-control"] == "no-store"
    assert [row.cells["name"] for row in tables.read(back.content, batches.FORMS["N01"].columns)] == ["王", "李"]


def test_what_is_no_table_is_told_beside_the_field(clerk):
    for raw, said in ((b"PK\x03\x04", "工作簿"), (b"a,b\n1,2\n", "缺少这些列")):
        answer = hands_in(clerk, raw)
        assert answer.status_code == 400 and said in answer.content.decode()
    assert "请选择文件" in clerk.post(reverse("desk:batches"), {"service": "N01"}).content.decode()


def test_naughty_strings_are_wrong_rows_and_nothing_else(clerk):
    strings = [sendable(one) for one in [*OWN_NAUGHTY, *others_naughty()]]
    raw = tables.written(HEADS, iter([[text] * len(HEADS) for text in strings]))
    answer = hands_in(clerk, raw)
    assert answer.status_code == 200 and "<script>alert" not in answer.content.decode()
    rows = BatchRow.for_system("test").values_list("state", flat=True)
    assert set(rows) == {"wrong"} and len(rows) > 20
