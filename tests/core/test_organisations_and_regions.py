import csv
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from stdnum import numdb

from tongban.core import organisations, regions
from tongban.core.errors import BadInput, NotFound

CODE = "91310115MA1K3BTP2B"


def shared(name: str) -> list[dict[str, str]]:
    path = Path(settings.TONGBAN_SHARED) / "data" / "ids" / name
    if not path.exists():
        pytest.skip("the shared test data is not here (TONGBAN_SHARED)")
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_a_credit_code_tells_authority_and_region():
    read = organisations.parse("  ９1310115-ma1k3btp2b ")
    assert (read.number, read.authority.en, read.region) == (CODE, "market regulation", "310115")


@pytest.mark.parametrize(
    ("typed", "what"),
    [("", "form"), (CODE[:-1], "form"), (CODE.replace("M", "I"), "form"), (CODE[:-1] + "C", "check")],
)
def test_a_wrong_credit_code_is_told_what_is_wrong(typed, what):
    with pytest.raises(BadInput) as caught:
        organisations.parse(typed)
    assert caught.value.code == f"organisation_number.{what}"


def test_real_credit_codes_of_others_are_judged_as_they_say():
    wrong = []
    for row in shared("uscc_samples.csv"):
        try:
            organisations.parse(row["value"])
            valid = "1"
        except BadInput:
            valid = "0"
        if valid != row["valid"]:
            wrong.append(row)
    assert wrong == []


def test_a_region_has_its_own_name_and_a_full_one():
    assert regions.name("310115").zh == "浦东新区"
    assert regions.name("310115").en == "Pudong New Area, Shanghai"
    assert regions.full_name("310115").zh == "上海市浦东新区"
    assert regions.full_name("130102").zh == "河北省石家庄市长安区"


@pytest.mark.parametrize(
    ("code", "english"),
    [("320100", "Nanjing, Jiangsu"), ("320102", "Xuanwu District, Jiangsu"), ("320116", "Luhe District, Jiangsu"),
     ("610100", "Xi'an, Shaanxi"), ("222400", "Yanbian Autonomous Prefecture, Jilin"),
     ("150100", "Hohhot, Inner Mongolia"), ("469028", "Lingshui Autonomous County, Hainan"),
     ("371722", "Shan County, Shandong")],
)  # fmt: skip
def test_a_region_has_an_english_name_in_latin_letters(code, english):
    assert regions.name(code).en == english


def test_no_english_name_of_any_city_or_district_holds_a_chinese_character():
    cities = [f"{province}{city:02d}" for province in regions.PROVINCES for city in range(100)]
    wide = [city for city in cities if city[:2] in ("15", "32", "53", "65") and regions.names(city + "00")]
    codes = [*(city + "00" for city in cities), *(f"{city}{county:02d}" for city in wide for county in range(1, 100))]
    named = [regions.name(code).en for code in codes if regions.names(code)]
    assert len(named) > 1000
    assert [name for name in named if not name.isascii()] == []


def test_a_province_and_the_groups_below_a_municipality_are_named_by_the_province():
    assert regions.name("310000") == regions.name("310100")
    assert regions.name("310000").en == "Shanghai"


@pytest.mark.parametrize(("year", "name"), [(1985, "东郊区"), (1991, "东郊区"), (1992, "东丽区"), (2026, "东丽区")])
def test_a_region_is_named_as_it_was_on_the_day(year, name):
    assert regions.name("120110", date(year, 6, 1)).zh == name


def test_a_region_that_ended_keeps_its_name_and_says_when_it_ended():
    assert regions.name("110103").zh == "崇文区"
    assert regions.vanished_in("110103") == 2010
    assert regions.vanished_in("110101") is None
    assert regions.exists("110103", date(2009, 1, 1))
    assert not regions.exists("110103", date(2011, 1, 1))


def test_an_unknown_county_is_answered_with_its_province():
    assert regions.name("310199").zh == "上海市310199"


def test_an_unknown_province_is_not_found():
    with pytest.raises(NotFound):
        regions.name("990000")


def test_the_places_of_residence_permits_have_names():
    assert regions.name("830000").zh == "台湾省"
    assert regions.name("810000").en == "Hong Kong"


def test_the_regions_of_2023_are_known_except_zones_and_islands_without_a_standard_code():
    development_zones = {"7"}  # codes ..71 to ..79 belong to no county
    codes = [row["code"] for row in shared("divisions_areas_2023.csv") if row["code"][4] not in development_zones]
    unknown = {code for code in codes if not regions.exists(code, date(2023, 6, 1))}
    assert unknown == {"460321", "460322", "460323", "620201", "632857"}


@pytest.mark.parametrize(("code", "name"), [("653228", "和康县"), ("653229", "和安县")])
def test_the_counties_of_2024_come_from_the_librarys_table(code, name):
    assert regions.name(code).zh == name
    assert not regions.exists(code, date(2023, 6, 1)) and regions.exists(code, date(2024, 12, 31))


def test_only_what_the_librarys_table_lacks_is_written_down_here():
    for code in regions.LATER:
        assert "county" not in dict(numdb.get("cn/loc").info(code)[1:]).get(code[2:], {}), f"{code} is known by now"
