"""The shipped catalogue reaches the figures of the texts, and says so by counting. No database."""

from collections import Counter
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from tongban.outlets import catalogue
from tongban.outlets.types import ACCEPT, DECIDE, OFFICE_KINDS, Covering, OutletKind

ON = date(2026, 11, 22)
FIVE = ("D06", "D07", "D08", "D16", "D23")


def value(name: str, coverings: tuple[Covering, ...] | None = None) -> catalogue.Count:
    rows = catalogue.shipped().coverings if coverings is None else coverings
    return next(count for count in catalogue.counts_of(rows, ON) if name in count.name.en)


def without(kind: OutletKind, *services: str) -> tuple[Covering, ...]:
    """The shipped matrix, with some services taken from one kind of outlet."""
    return tuple(
        replace(row, services=row.services - set(services)) if row.outlet_kind == kind and row.level == ACCEPT else row
        for row in catalogue.shipped().coverings
    )


def test_the_catalogue_has_its_139_items_by_group() -> None:
    groups = Counter(item.group for item in catalogue.shipped().items)
    assert groups == {"V": 58, "D": 34, "T": 11, "A": 7, "N": 8, "C": 5, "RD": 4, "U": 7, "E": 5}
    assert groups.total() == 139


def test_every_figure_of_the_texts_is_met() -> None:
    assert [count.name.en for count in catalogue.counts(ON) if not count.met] == []


def test_the_figures_are_those_of_the_texts() -> None:
    asked = {
        "online application": 77,
        "Zhejiang view": 75,
        "Guangdong view": 26,
        "Shanghai view": 20,
        "social outlet": 84,
        "county office": 84,
        "police stations": 15,
        "post and hospital points": 22,
        "six licence services": 6,
        "given to firms": 20,
        "Kinds of ID-only": 18,
    }
    assert {name: value(name).value for name in asked} == asked


def test_shares_are_of_the_92_vehicle_and_driver_services() -> None:
    assert value("county office").share == Fraction(84, 92)
    assert value("online application").total == 92


@pytest.mark.parametrize(("services", "met"), [(("V01",), True), (("V01", "V02"), False)])
def test_nine_tenths_are_met_at_83_of_92_and_not_at_82(services: tuple[str, ...], met: bool) -> None:
    count = value("county office", without(OutletKind.COUNTY_OFFICE, *services))
    assert (count.value, count.met) == (84 - len(services), met)


@pytest.mark.parametrize("kind", [OutletKind.POLICE_STATION, OutletKind.FIRM, OutletKind.POST])
def test_an_exact_figure_is_not_met_by_one_less(kind: OutletKind) -> None:
    taken = {OutletKind.POLICE_STATION: "D33", OutletKind.FIRM: "V35", OutletKind.POST: "V57"}[kind]
    missed = [count for count in catalogue.counts_of(without(kind, taken), ON) if not count.met]
    assert len(missed) == 1


def test_online_is_met_at_75_and_not_at_74() -> None:
    assert value("online application", without(OutletKind.ONLINE, "V01", "V03")).met
    assert not value("online application", without(OutletKind.ONLINE, "V01", "V03", "V04")).met


def test_a_regions_figure_is_not_met_where_one_of_its_services_is_not_online() -> None:
    assert value("Zhejiang view").met
    assert not value("Zhejiang view", without(OutletKind.ONLINE, "V01")).met


def test_before_the_delegation_nothing_is_counted() -> None:
    early = {count.name.en: count.value for count in catalogue.counts(date(2003, 12, 31))}
    assert early["Vehicle and driver services at police stations"] == 0


def test_violations_and_e_bikes_are_accepted_at_police_stations_but_not_counted() -> None:
    assert OutletKind.POLICE_STATION in catalogue.shipped().outlet_kinds("N01", ON)
    assert value("police stations").value == 15


@pytest.mark.parametrize("code", FIVE)
def test_the_first_five_services_are_taken_online_at_offices_and_at_police_stations(code: str) -> None:
    kinds = catalogue.shipped().outlet_kinds(code, ON)
    assert {
        OutletKind.ONLINE, OutletKind.CITY_OFFICE, OutletKind.COUNTY_OFFICE, OutletKind.POLICE_STATION,
    } <= kinds  # fmt: skip


def test_nobody_outside_an_office_decides() -> None:
    deciders = {row.outlet_kind for row in catalogue.shipped().coverings if row.level == DECIDE}
    assert deciders == OFFICE_KINDS


def test_the_18_kinds_say_which_of_them_are_reconstructed() -> None:
    kinds = catalogue.shipped().id_only_kinds
    assert [kind.number for kind in kinds] == list(range(1, 19))
    assert {kind.evidence for kind in kinds} == {"named", "reconstructed", "open"}


@pytest.mark.parametrize(("day", "holds"), [(31, False), (1, True)])
def test_the_kinds_are_dated_by_the_measure_that_announced_them(day: int, holds: bool) -> None:
    on = date(2018, 9 if day == 1 else 8, day)
    assert {kind.holds(on) for kind in catalogue.shipped().id_only_kinds} == {holds}


def test_every_service_of_an_id_only_kind_is_marked_so_in_the_catalogue() -> None:
    shipped = catalogue.shipped()
    codes = {code for kind in shipped.id_only_kinds for code in kind.services}
    assert {shipped.item(code).id_only for code in codes} <= {"yes", "probable"}


def test_a_file_that_names_an_unknown_service_is_refused(tmp_path: Path) -> None:
    text = catalogue.SHIPPED.read_text(encoding="utf-8").replace('"D01", "D02", "D03"', '"D01", "D02", "D99"')
    (tmp_path / "c.toml").write_text(text, encoding="utf-8")
    with pytest.raises(catalogue.BadCatalogue, match="D99"):
        catalogue.read(tmp_path / "c.toml")


def test_a_file_that_names_a_service_twice_is_refused(tmp_path: Path) -> None:
    text = catalogue.SHIPPED.read_text(encoding="utf-8").replace('{ code = "V02"', '{ code = "V01"')
    (tmp_path / "c.toml").write_text(text, encoding="utf-8")
    with pytest.raises(catalogue.BadCatalogue, match="V01"):
        catalogue.read(tmp_path / "c.toml")
