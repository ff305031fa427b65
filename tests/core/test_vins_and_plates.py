import csv
from pathlib import Path

import pytest
from django.conf import settings

from tongban.core import plates, vins
from tongban.core.errors import BadInput

AMERICAN, CHINESE = "1M8GDM9AXKP042788", "LSVT91339CN063181"


@pytest.mark.parametrize("number", [AMERICAN, CHINESE])
def test_a_right_number_is_taken_as_typed(number):
    assert vins.check_character(number) == vins.parse(number).number[8] or not vins.parse(number).domestic
    assert vins.parse(f" {number[:5].lower()}-{number[5:]} ").number == number


def test_published_numbers_have_the_check_character_that_is_printed():
    assert (vins.check_character(AMERICAN), vins.check_character(CHINESE)) == ("X", "9")


def shared(name):
    path = Path(settings.TONGBAN_SHARED) / "data" / "ids" / name
    if not path.exists():
        pytest.skip("the shared test data is not here (TONGBAN_SHARED)")
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_numbers_of_others_are_judged_as_they_say():
    for row in shared("vin_samples.csv"):
        if "digit" in row["reason"] or not row["reason"]:
            assert vins.parse(row["vin"]).checks is (row["check_digit_valid"] == "1"), row


def test_every_prefix_that_is_given_out_is_taken():
    listed = [row["prefix"].replace("翼", "冀") for row in shared("plate_prefixes.csv")]  # the list misspells 冀
    prefixes = [one for one in listed if len(one) == 2 and one[1].isascii()]  # and has "云A-V" and "琼琼D"
    wrong = {prefix for prefix in prefixes if "02" not in plates.types_of(prefix + "12345")}
    assert len(prefixes) > 300 and all(prefix[1] in "IO" for prefix in wrong), wrong


@pytest.mark.parametrize("letter", "IOQ")
def test_letters_that_look_like_digits_are_refused(letter):
    with pytest.raises(BadInput) as caught:
        vins.parse(CHINESE[:4] + letter + CHINESE[5:])
    assert caught.value.code == "vin.form"


@pytest.mark.parametrize("typed", ["", CHINESE[:-1], CHINESE + "1", CHINESE[:-1] + "A", "车架号一二三"])
def test_what_is_no_vin_is_told_its_form(typed):
    with pytest.raises(BadInput) as caught:
        vins.parse(typed)
    assert caught.value.code == "vin.form"


def test_every_single_mistyped_character_of_a_domestic_number_is_noticed():
    for place in range(1, 13):
        for sign in "0123456789ABCDEFGHJKLMNPRSTUVWXYZ":
            wrong = CHINESE[:place] + sign + CHINESE[place + 1 :]
            if vins.check_character(wrong) == wrong[8]:
                assert vins.check_character(sign * 17) == vins.check_character(CHINESE[place] * 17), wrong
                continue
            with pytest.raises(BadInput) as caught:
                vins.parse(wrong)
            assert caught.value.code == "vin.check"


def test_a_foreign_number_without_the_check_is_reported_and_not_refused():
    read = vins.parse("WVWZZZ1KZ6W612305")
    assert (read.domestic, read.checks) == (False, False)


@pytest.mark.parametrize(
    ("plate_type", "number"),
    [
        ("02", "沪A12345"), ("02", "沪AD1234"), ("02", "沪A1B2C3"[:7]), ("01", "粤B12A4C"), ("52", "沪AD12345"),
        ("52", "沪AFK1234"), ("51", "沪A12345D"), ("51", "京B00001F"), ("15", "鲁H1234挂"), ("16", "浙A123A学"),
        ("26", "粤Z1234港"), ("27", "粤ZA123澳"), ("07", "贵C12345"), ("13", "贵C1234A"),
    ],
)  # fmt: skip
def test_a_number_of_its_type_is_taken(plate_type, number):
    assert plates.parse(plate_type, number).number == number


@pytest.mark.parametrize(
    ("plate_type", "typed"),
    [
        ("02", "沪A1234"), ("02", "沪A123456"), ("02", "沪AABC12"), ("02", "沪AI2345"), ("02", "沪AO2345"),
        ("02", "沪I12345"), ("02", "港A12345"), ("52", "沪A12345"), ("52", "沪AL12345"), ("52", "沪ADAB123"),
        ("51", "沪AD12345"), ("15", "鲁H12345"), ("99", "沪A12345"), ("02", ""),
    ],
)  # fmt: skip
def test_a_number_of_another_form_is_refused(plate_type, typed):
    with pytest.raises(BadInput):
        plates.parse(plate_type, typed)


def test_a_number_is_taken_as_typed_and_printed_with_its_dot():
    read = plates.parse("02", " 沪ａ·1234５ ")
    assert (read.number, read.printed) == ("沪A12345", "沪A·12345")
    assert plates.types_of("沪A·D12345") == ("52",)
    assert plates.types_of("沪A12345") == ("01", "02", "07", "08", "13")


def test_the_letter_of_a_new_energy_number_agrees_with_the_drive():
    assert plates.agrees_with(plates.parse("52", "沪AD12345"), "C")
    assert not plates.agrees_with(plates.parse("52", "沪AD12345"), "O")
    assert plates.agrees_with(plates.parse("51", "沪A12345F"), "O")
    assert plates.agrees_with(plates.parse("02", "沪A12345"), "A")
