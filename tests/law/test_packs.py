"""A change of law as a pack: what it changes, and how a wrong one is refused."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from tongban.law import packs
from tongban.law.book import Book
from tongban.law.packs import Pack, read_pack
from tongban.law.values import BadParameters

EXAMPLES = Path(__file__).parents[2] / "docs" / "packs"
BOOK = Book.shipped()
NEW_YEAR = date(2027, 1, 1)
HEAD = {
    "name": '"a-pack"',
    "kind": '"new_rule"',
    "since": "2027-01-01",
    "title": '{ zh = "名", en = "name" }',
    "instrument": '{ zh = "文", en = "paper" }',
    "public": '{ zh = "众", en = "all" }',
    "staff": '{ zh = "内", en = "us" }',
}
WINDOW = {"value": "120", "unit": '"days"', "source": '"O162.63"', "confidence": '"known"'}


def a_text(values: Mapping[str, Mapping[str, str]] | None = None, **head: str) -> str:
    """A pack's file; an empty string leaves a field out."""
    tables = {"pack": {**HEAD, **head}, **({"renewal.open_days": WINDOW} if values is None else values)}
    lines = []
    for name, fields in tables.items():
        lines.append("[pack]" if name == "pack" else f"[[{name}]]")
        lines += [f"{field} = {text}" for field, text in fields.items() if text]
    return "\n".join(lines)


def a_pack(value: str = "120", **head: str) -> Pack:
    return read_pack(a_text({"renewal.open_days": {**WINDOW, "value": value}}, **head), "a.toml")


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_example_can_be_laid_over_the_shipped_book(path: Path) -> None:
    pack = read_pack(path.read_text(encoding="utf-8"), path.name)
    assert pack.name == path.stem
    assert packs.faults(pack, BOOK) == []


@pytest.mark.parametrize("pack", packs.shipped(), ids=lambda pack: pack.name)
def test_a_recorded_change_says_what_the_book_says(pack: Pack) -> None:
    assert packs.laid_over(BOOK, [pack]).digest == BOOK.digest


def test_before_order_172_a_class_ended_at_60() -> None:
    [order] = [pack for pack in packs.shipped() if pack.name == "order-172"]
    assert packs.before(BOOK, order).value("ages.ceiling", date(2026, 1, 1))["A1"] == 60


def test_a_new_rule_begins_on_its_day_in_its_region() -> None:
    book = packs.laid_over(BOOK, [a_pack(region='"320000"')])
    given = [book.value("renewal.open_days", day, "320115") for day in (date(2026, 12, 31), NEW_YEAR, date(2027, 1, 2))]
    assert given == [90, 120, 120]
    assert book.value("renewal.open_days", NEW_YEAR, "310115") == 90


def test_a_later_rule_follows_a_pack_but_a_measure_lies_over_both() -> None:
    measure = a_pack("180", name='"flood"', kind='"measure"', since="2027-06-01", until="2027-06-30")
    later = a_pack("100", name='"later"', since="2027-06-15")
    book = packs.laid_over(BOOK, [measure, a_pack(), later])
    days = [date(2027, 5, 31), date(2027, 6, 1), date(2027, 6, 30), date(2027, 7, 1)]
    assert [book.value("renewal.open_days", day) for day in days] == [120, 180, 180, 100]


def test_a_correction_replaces_the_value_that_was_wrong() -> None:
    pack = a_pack("60", kind='"correction"', since="2022-04-01")
    assert packs.faults(pack, BOOK) == []
    assert packs.laid_over(BOOK, [pack]).value("renewal.open_days", date(2022, 4, 1)) == 60


def test_two_packs_that_say_different_things_are_named_with_parameter_and_day() -> None:
    [fault] = packs.faults(a_pack(), BOOK, [a_pack("150", name='"other"')])
    for part in ("a-pack", "other", "renewal.open_days", "2027-01-01", "the whole country", "120", "150"):
        assert part in fault


@pytest.mark.parametrize(
    "other",
    [
        {"value": "120", "name": '"same-value"'},
        {"value": "150", "name": '"elsewhere"', "region": '"320000"'},
        {"value": "150", "name": '"the-day-after"', "since": "2027-01-02"},
        {"value": "150", "name": '"over-it"', "kind": '"measure"', "until": "2027-01-31"},
    ],
)
def test_same_values_other_places_other_days_and_measures_do_not_contradict(other: dict[str, str]) -> None:
    assert packs.contradictions(a_pack(), a_pack(**other)) == []


@pytest.mark.parametrize(("since", "meet"), [("2027-01-31", True), ("2027-02-01", False)])
def test_two_measures_contradict_where_their_times_overlap(since: str, meet: bool) -> None:
    one = a_pack(kind='"measure"', until="2027-01-31")
    other = a_pack("150", name='"other"', kind='"measure"', since=since, until="2027-03-01")
    assert bool(packs.all_contradictions([one, other])) is meet


@pytest.mark.parametrize(
    ("pack", "complaint"),
    [
        (a_pack(since="2022-04-01"), "a-pack and the book contradict each other: renewal.open_days on 2022-04-01"),
        (a_pack(since="2022-03-01"), "changed on 2022-04-01 already"),
        (a_pack(kind='"correction"'), "has no value that begins on 2027-01-01"),
    ],
)
def test_a_pack_against_the_book_is_refused(pack: Pack, complaint: str) -> None:
    [fault] = packs.faults(pack, BOOK)
    assert complaint in fault


@pytest.mark.parametrize(
    ("key", "field", "complaint"),
    [
        ("renewal.opendays", {}, "no parameter is called renewal.opendays"),
        ("renewal.open_days", {"unit": '"years"'}, "the unit is days, not years"),
        ("renewal.open_days", {"value": "[120]"}, "same form"),
    ],
)
def test_a_value_that_fits_no_parameter_is_refused(key: str, field: dict[str, str], complaint: str) -> None:
    [fault] = packs.faults(read_pack(a_text({key: {**WINDOW, **field}}), "a.toml"), BOOK)
    assert complaint in fault


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[renewal]", "begins with .pack."),
        ("pack", "cannot be read as TOML"),
        (a_text(name='"A pack"'), "name is made of"),
        (a_text(kind='"idea"'), "kind is one of new_rule, correction, measure, text_only, not 'idea'"),
        (a_text(since='"soon"'), "since is a day"),
        (a_text(until="2026-12-31"), "until is a day not before since"),
        (a_text(region='"32"'), "region is a code of six digits"),
        (a_text(kind='"measure"'), "until is its last day"),
        (a_text(mood='"x"'), "unknown field mood"),
        (a_text(staff=""), "staff is missing"),
        (a_text(public='{ zh = "众" }'), "public is missing in en"),
        (a_text(public='{ zh = " ", en = "all" }'), "public is missing in zh"),
        (a_text({}), "a pack has values, unless"),
        (a_text(kind='"text_only"'), "a pack has values, unless"),
        (a_text({"renewal.open_days": {**WINDOW, "unit": '"guilders"'}}), "unknown unit 'guilders'"),
        (a_text({"renewal.open_days": {**WINDOW, "since": "2027-02-01"}}), r"since stands in \[pack\]"),
        (a_text() + "\n[[renewal.open_days]]\nvalue = 1", "as one .*renewal.open_days"),
        ("renewal = 3\n" + a_text({}), "renewal: write its value"),
    ],
)
def test_a_faulty_pack_is_refused_with_a_sentence_that_says_where(text: str, complaint: str) -> None:
    with pytest.raises(BadParameters, match=complaint):
        read_pack(text, "a.toml")


def test_every_fault_of_a_pack_is_told_at_once() -> None:
    with pytest.raises(BadParameters) as refusal:
        read_pack(a_text({"renewal.open_days": {"value": "1"}}, name='"?"', public=""), "a.toml")
    assert str(refusal.value).count("a.toml:") == 3


def test_a_regional_value_reaches_a_rule_that_asks_for_no_region() -> None:
    book = packs.laid_over(BOOK, [a_pack(region='"320000"', until="2027-06-30")])
    assert book.at("320115").value("renewal.open_days", NEW_YEAR) == 120
    assert book.at("310115").value("renewal.open_days", NEW_YEAR) == 90
    story = [(row.since, row.value) for row in book.at("320115").history("renewal.open_days")]
    assert story == [(date(2022, 4, 1), 90), (NEW_YEAR, 120), (date(2027, 7, 1), 90)]


def test_the_book_knows_its_next_change() -> None:
    book = packs.laid_over(BOOK, [a_pack(until="2027-06-30")])
    assert book.next_change(date(2026, 12, 31)) == NEW_YEAR
    assert book.next_change(NEW_YEAR) == date(2027, 7, 1)
    assert book.next_change(date(2027, 7, 1)) is None


def test_the_value_that_a_correction_replaces_is_still_there_before_it() -> None:
    wrong = a_pack("60", kind='"correction"', since="2022-04-01")
    assert packs.before(BOOK, wrong).value("renewal.open_days", date(2022, 4, 1)) == 90
