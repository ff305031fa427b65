import csv
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from tongban.core import clock, identity
from tongban.core.errors import BadInput

NUMBER = "11010519491231002X"  # the example of GB 11643


def a_number(start: str) -> str:
    """Give 17 digits their check character."""
    return start + ric.calc_check_digit(start + "0")


def test_the_standards_example_is_read():
    read = identity.parse(NUMBER)
    assert (read.number, read.region, read.born, read.sex, read.kind) == (
        NUMBER, "110105", date(1949, 12, 31), "F", "resident",
    )  # fmt: skip


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002x",
        " 110105 19491231 002X ",
        "110105-19491231-002X",
        "１１０１０５１９４９１２３１００２ｘ",
    ],
)
def test_a_number_is_read_as_it_was_meant(typed):
    assert identity.parse(typed).number == NUMBER


def test_fifteen_digits_become_eighteen():
    read = identity.parse("110105491231002")
    assert (read.number, read.kind) == (NUMBER, "resident_15")


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        ("", "form"),
        ("T60426199101010078", "form"),
        ("1101051949123100", "form"),
        ("11010519491231002XX", "form"),
        ("X" * 10_000, "form"),
        ("①１0105194912310021", "form"),
        ("٢١٠١٠٥١٩٤٩١٢٣١٠٠٢٢", "form"),
        ("11010519491231002🙂", "form"),
        (a_number("99010519491231002"), "region"),
        (a_number("00010519491231002"), "region"),
        (a_number("11010519491301002"), "birth"),
        (a_number("11010519490229002"), "birth"),
        (a_number("11010500010101002"), "birth"),
        (a_number("11010520991231002"), "future"),
        ("110105194912310021", "check"),
    ],
)
def test_a_wrong_number_is_told_what_is_wrong(typed, what):
    with pytest.raises(BadInput) as caught:
        identity.parse(typed)
    assert caught.value.code == f"identity_number.{what}"
    assert caught.value.field == "identity_number"
    assert typed not in caught.value.message.en or not typed


@pytest.mark.parametrize(("day", "known"), [(21, False), (22, True), (23, True)])
def test_a_child_can_be_registered_from_its_day_of_birth(day, known):
    with clock.frozen(datetime(2026, 11, day, 4, tzinfo=UTC)):
        if known:
            assert identity.parse(a_number("11010520261122002")).born == date(2026, 11, 22)
        else:
            with pytest.raises(BadInput):
                identity.parse(a_number("11010520261122002"))


def test_a_region_that_ended_is_history_and_no_error():
    assert identity.parse(a_number("11010319800101001")).region == "110103"  # Chongwen, until 2010


@pytest.mark.parametrize(("region", "kind"), [("810000", "permit"), ("830000", "permit"), ("931156", "foreigner")])
def test_permits_and_foreigners_cards_have_the_same_structure(region, kind):
    read = identity.parse(a_number(f"{region}19940823002"))
    assert read.kind == kind
    assert read.region == ("310000" if kind == "foreigner" else region)


def test_a_number_does_not_show_in_a_log():
    assert NUMBER not in f"{identity.parse(NUMBER)} {identity.parse(NUMBER)!r}"


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(place, shift):
    digits = NUMBER[:place] + str((int(NUMBER[place]) + shift) % 10) + NUMBER[place + 1 :]
    with pytest.raises(BadInput):
        identity.parse(digits)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text):
    try:
        identity.parse(text)
    except BadInput as error:
        assert error.code.startswith("identity_number.")


def test_the_samples_of_others_are_judged_as_they_say():
    path = Path(settings.TONGBAN_SHARED) / "data" / "ids" / "ric_samples.csv"
    if not path.exists():
        pytest.skip("the shared test data is not here (TONGBAN_SHARED)")
    for row in csv.DictReader(path.open(encoding="utf-8")):
        try:
            identity.parse(row["value"])
            reason = ""
        except BadInput as error:
            reason = error.code.removeprefix("identity_number.")
        assert reason == {"date": "birth", "checksum": "check", "format": "form", "": ""}[row["reason"]], row
