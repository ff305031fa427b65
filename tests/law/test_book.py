"""The book of values: days, regions, the authority's folder, orders, and errors that help."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tongban.law.articles import articles
from tongban.law.book import Book, NotInForce, Order, UnknownParameter, regions_upwards
from tongban.law.values import BadParameters

DAY = date(2026, 3, 1)
HEAD = '[topic]\nname = "fees"\nchecked_until = 2026-12-31\n'


def a_folder(tmp_path: Path, text: str, name: str = "fees") -> Path:
    (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    return tmp_path


def a_value(key: str = "licence", **fields: str) -> str:
    row = {
        "since": "2026-01-01",
        "value": '"12.00"',
        "unit": '"yuan"',
        "source": '"own"',
        "confidence": '"verified"',
        **fields,
    }
    return f"[[{key}]]\n" + "".join(f"{name} = {text}\n" for name, text in row.items() if text)


def test_a_day_before_the_first_value_is_refused_with_parameter_day_and_first_day() -> None:
    with pytest.raises(NotInForce) as refusal:
        Book.shipped().value("renewal.open_days", on=date(2022, 3, 31))
    assert refusal.value.first == date(2022, 4, 1)
    for part in ("renewal.open_days", "2022-03-31", "2022-04-01"):
        assert part in refusal.value.message.zh
        assert part in refusal.value.message.en


def test_the_first_day_of_a_value_is_in_force() -> None:
    assert Book.shipped().value("renewal.open_days", on=date(2022, 4, 1)) == 90


def test_a_later_value_wins_from_its_own_day_on() -> None:
    book = Book.shipped()
    assert book.value("ages.ceiling", on=date(2024, 12, 31))["A1"] == 60
    assert book.value("ages.ceiling", on=date(2025, 1, 1))["A1"] == 63


def test_an_unknown_parameter_is_named() -> None:
    with pytest.raises(UnknownParameter, match=r"renewal\.opendays"):
        Book.shipped().value("renewal.opendays", on=DAY)
    with pytest.raises(UnknownParameter):
        Book.shipped().checked_until("renewals")


def test_a_value_knows_its_source_and_how_sure_it_is() -> None:
    entry = Book.shipped().entry("ages.extension_classes", on=DAY)
    assert (entry.source, entry.confidence, entry.unit) == ("O162.65", "uncertain", "class")


def test_every_shipped_source_is_an_article() -> None:
    book = Book.shipped()
    sources = {value.source for key in book.parameters() for value in book.all_values(key)}
    assert sources <= set(articles())


def test_what_is_a_convention_or_doubtful_is_not_called_verified() -> None:
    book = Book.shipped()
    conventions = [value for key in book.parameters() for value in book.all_values(key) if value.source == "design"]
    assert conventions
    assert all(value.confidence != "verified" for value in conventions)


def test_a_region_falls_back_to_its_city_its_province_and_the_country() -> None:
    assert regions_upwards("310115") == ("310115", "310100", "310000", "")
    assert regions_upwards("310000") == ("310000", "")
    assert regions_upwards("") == ("",)


def test_an_authority_changes_a_value_for_its_region_only(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, HEAD + a_value(region='"310000"'))
    book = Book.load([folder])
    assert book.value("fees.licence", DAY, "310115") == Decimal("12.00")
    assert book.value("fees.licence", date(2025, 12, 31), "310115") == Decimal("10.00")
    assert book.value("fees.licence", DAY, "320102") == Decimal("10.00")
    assert book.value("fees.licence", DAY) == Decimal("10.00")


def test_an_authority_replaces_the_value_that_begins_on_the_same_day(tmp_path: Path) -> None:
    book = Book.load([a_folder(tmp_path, HEAD + a_value(since="2004-12-01"))])
    assert book.value("fees.licence", date(2004, 12, 1)) == Decimal("12.00")
    assert book.checked_until("fees") == date(2026, 12, 31)


def test_a_value_whose_end_has_passed_without_a_successor_is_refused(tmp_path: Path) -> None:
    book = Book.load([a_folder(tmp_path, HEAD + a_value(since="2004-12-01", until="2026-02-28"))])
    assert book.value("fees.licence", date(2026, 2, 28)) == Decimal("12.00")
    with pytest.raises(NotInForce, match="2026-02-28"):
        book.value("fees.licence", DAY)


def test_a_regional_value_that_has_ended_gives_way_to_the_national_one(tmp_path: Path) -> None:
    book = Book.load([a_folder(tmp_path, HEAD + a_value(region='"310000"', until="2026-02-28"))])
    assert book.value("fees.licence", date(2026, 2, 28), "310115") == Decimal("12.00")
    assert book.value("fees.licence", DAY, "310115") == Decimal("10.00")


def test_an_order_stands_over_everything_in_its_region_and_time() -> None:
    order = Order("2026-7", "RTSL", date(2026, 2, 1), {"limits.renewal": 3}, date(2026, 3, 1), "310000")
    book = Book.load(orders=[order])
    given = [book.value("limits.renewal", date(2026, 1, 31), "310115")]
    given += [book.value("limits.renewal", date(2026, 2, 1), "310115")]
    given += [book.value("limits.renewal", date(2026, 3, 1), "310100")]
    given += [book.value("limits.renewal", date(2026, 3, 2), "310115")]
    given += [book.value("limits.renewal", date(2026, 2, 1), "320000")]
    assert given == [1, 3, 3, 1, 1]


def test_an_order_with_a_misspelt_parameter_or_another_kind_of_value_is_refused() -> None:
    with pytest.raises(BadParameters, match="check its spelling"):
        Book.load(orders=[Order("1", "RTSL", DAY, {"limits.renewals": 3})])
    with pytest.raises(BadParameters, match="not a int"):
        Book.load(orders=[Order("1", "RTSL", DAY, {"limits.renewal": "3"})])
    with pytest.raises(BadParameters, match="same form"):
        Book.load(orders=[Order("1", "RTSL", DAY, {"limits.renewal": [3]})])


def test_the_digest_names_the_content_and_nothing_else(tmp_path: Path) -> None:
    shipped = Book.shipped()
    assert shipped.digest == Book.load().digest
    assert len(shipped.digest) == 64
    changed = Book.load([a_folder(tmp_path, HEAD + a_value(region='"310000"'))])
    ordered = Book.load(orders=[Order("1", "RTSL", DAY, {"limits.renewal": 3})])
    assert len({shipped.digest, changed.digest, ordered.digest}) == 3


def test_values_cannot_be_changed_by_whoever_reads_them() -> None:
    with pytest.raises(TypeError):
        Book.shipped().value("medical.height", DAY)["A1"] = 100
    assert isinstance(Book.shipped().value("validity.steps", DAY), tuple)


def test_after_the_day_until_which_a_topic_was_checked_answers_are_provisional() -> None:
    book = Book.shipped()
    last = book.checked_until("renewal")
    assert not book.provisional(last, "renewal", "fees")
    assert book.provisional(date(2026, 11, 23), "renewal", "fees")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[[licence]]\nvalue = 1\n", r"begins with \[topic\]"),
        ("not toml", "cannot be read as TOML"),
        ('[topic]\nname = "fee"\nchecked_until = 2026-12-31\n', "name the file fee.toml"),
        ('[topic]\nname = "fees"\nchecked_until = "soon"\n', "checked_until must be a day"),
        (HEAD + "licence = 10\n", "holds name and checked_until only, not licence"),
        (HEAD + "[licence]\nvalue = 10\n", "fees.toml, licence: write its values as"),
        (HEAD + a_value(source=""), "source missing"),
        (HEAD + a_value(sauce='"x"'), "unknown field sauce"),
        (HEAD + a_value(unit='"guilders"'), "unknown unit 'guilders'"),
        (HEAD + a_value(confidence='"sure"'), "confidence is one of"),
        (HEAD + a_value(source='""'), "source names an article"),
        (HEAD + a_value(value="12"), "12 is not a str"),
        (HEAD + a_value(value='"ten"'), "'ten' is not an amount"),
        (HEAD + a_value(since='"2026-01-01"'), "since is a day"),
        (HEAD + a_value(until="2025-12-31"), "until is a day not before since"),
        (HEAD + a_value(region='"31"'), "region is a code of six digits"),
        (HEAD + a_value() + a_value(), "two values begin on 2026-01-01"),
        (HEAD + a_value(key="licences"), "no parameter is called fees.licences"),
        (HEAD + a_value(unit='"days"', value="3"), "the unit is yuan, not days"),
    ],
)
def test_a_faulty_file_is_refused_with_a_sentence_that_says_where(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(BadParameters, match=complaint):
        Book.load([a_folder(tmp_path, text)])


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadParameters, match="no such folder"):
        Book.load([tmp_path / "nowhere"])
