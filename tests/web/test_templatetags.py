"""The words of the templates: dates, sums, masks, statuses, in both languages."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from tongban.law.text import Text
from tongban.web.templatetags import tongban as words

DAY = date(2026, 11, 22)
LATE = datetime(2026, 11, 21, 17, 5, tzinfo=UTC)  # already the 22nd in China


def test_a_day_is_written_as_people_of_the_language_write_it() -> None:
    with translation.override("zh-hans"):
        assert words.cjk_date(DAY) == "2026年11月22日"
    with translation.override("en"):
        assert words.cjk_date(DAY) == "22 November 2026"


def test_an_instant_is_shown_in_chinas_time() -> None:
    with translation.override("zh-hans"):
        assert words.cjk_time(LATE) == "2026年11月22日 01:05"
    with translation.override("en"):
        assert words.cjk_time(LATE) == "22 November 2026, 01:05"


def test_no_day_is_no_text() -> None:
    assert words.cjk_date(None) == words.cjk_time(None) == words.iso(None) == ""


@pytest.mark.parametrize(
    ("amount", "written"),
    [(Decimal("10"), "¥10.00"), ("1250.5", "¥1,250.50"), (0, "¥0.00"), (None, ""), ("", "")],
)
def test_a_sum_has_two_decimals(amount: Decimal | str | int | None, written: str) -> None:
    assert words.yuan(amount) == written


@pytest.mark.parametrize(
    ("value", "masked"),
    [
        ("31011519881122001X", "3101************1X"),
        ("13912340001", "139****0001"),
        ("1234", "****"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_number_of_a_person_is_masked(value: str | None, masked: str) -> None:
    assert words.masked(value) == masked


def test_a_text_speaks_the_language_of_the_request() -> None:
    text = Text(zh="补证", en="Replacement")
    with translation.override("en"):
        assert words.t(text) == "Replacement"
    with translation.override("zh-hans"):
        assert words.t(text) == "补证"
    assert words.t("as it is") == "as it is"


def test_thin_spaces_stand_between_chinese_and_digits_only() -> None:
    assert words.thin("准驾车型C1，共3项") == "准驾车型\u2009C1，共\u20093\u2009项"


def test_a_waiting_case_says_for_what_it_waits() -> None:
    with translation.override("zh-hans"):
        assert words.status_word("waiting", "payment") != words.status_word("waiting", "partner")
        assert words.status_word("refused") == "未同意"


def test_an_unknown_icon_is_an_error_and_a_known_one_is_hidden_from_screen_readers() -> None:
    assert 'aria-hidden="true"' in words.icon("check")
    with pytest.raises(KeyError):
        words.icon("unicorn")


def test_line_breaks_of_a_value_stay_and_its_markup_does_not() -> None:
    assert words.lines("a<b>\nc") == "a&lt;b&gt;<br>c"
