"""A change of law rehearsed on a register and its open cases: who gains, who loses, what it means for the counters."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import InternalError, connection
from tests import builders
from tests.conftest import Urls

from tongban.config import rehearsing
from tongban.core import clock
from tongban.registers.drivers.types import Driver
from tongban.services import rehearsal

EXAMPLES = Path(__file__).parents[2] / "docs" / "packs"
WINDOW, CEILING = EXAMPLES / "renewal-window-120.toml", EXAMPLES / "ceiling-65.toml"
NEW_YEAR = date(2027, 1, 1)


@pytest.fixture(autouse=True)
def _autumn_of_2026(committed: Urls) -> Iterator[None]:
    with clock.frozen(datetime(2026, 11, 22, 4, tzinfo=UTC)):
        yield


def a_driver(serial: int, region: str = "320115", **licence: Any) -> Driver:
    born = licence.pop("born", date(1985, 5, 5))
    person = builders.a_person(born=born, serial=serial, phone=f"13900000{serial}")
    file = builders.a_licence(person, born=born, serial=f"31900000{serial:05d}", **licence)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE drivers_driver SET region = %s WHERE id = %s", [region, file.id])
    return file


def rehearsed(path: Path, on: date, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    assert rehearsing.rehearse(path, on=on, weeks=13, as_json=True) == 0
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def until(days: int) -> date:
    return NEW_YEAR + timedelta(days=days)


def test_who_may_renew_sooner_gains_in_the_province_and_nowhere_else(capsys: pytest.CaptureFixture[str]) -> None:
    gains = a_driver(111, valid_to=until(100))
    for serial, region, end in ((112, "320115", 125), (113, "320115", 80), (114, "320115", 300), (115, "310115", 100)):
        a_driver(serial, region, valid_to=until(end))
    answer = rehearsed(WINDOW, NEW_YEAR, capsys)
    [line] = answer["differences"]
    assert (line["driver"], line["question"], line["effect"]) == (str(gains.id), "D07", "gains")
    assert line["disappear"] == ["renewal.too_early"]
    assert line["possible_from"] == ["2027-01-11", "2027-01-01"]
    summary = answer["summary"]
    assert summary["register"]["files"] == 5
    assert summary["register"]["questions"]["D07"] == {
        "gains": 1, "sooner": 2, "appear": {}, "disappear": {"renewal.too_early": 1},
    }  # fmt: skip
    weeks = {row["week"]: (row["old"], row["new"]) for row in summary["becomes_possible"]}
    assert weeks == {"2027-01-01": (0, 2), "2027-01-08": (1, 0), "2027-02-05": (1, 0)}, "they come at once, not later"


def test_a_raised_ceiling_lets_drive_and_opens_fewer_cases(capsys: pytest.CaptureFixture[str]) -> None:
    day = date(2027, 7, 1)
    bus = {"A1": date(1990, 1, 1)}
    stopped = a_driver(121, born=date(1964, 6, 1), classes=bus, valid_to=None, term_years=None)
    a_driver(122, born=date(1964, 8, 1), classes=bus, valid_to=None, term_years=None)
    answer = rehearsed(CEILING, day, capsys)
    driving = [line for line in answer["differences"] if line["question"] == "drive A1"]
    assert [(line["driver"], line["effect"]) for line in driving] == [(str(stopped.id), "gains")]
    assert driving[0]["disappear"] == ["drive.age_reached"]
    opened = answer["summary"]["opened_by_the_office"]
    assert [(row["what"], row["old"], row["new"]) for row in opened] == [("D08", 1, 0)]


def test_an_open_case_is_decided_by_both_and_keeps_its_day(capsys: pytest.CaptureFixture[str]) -> None:
    file = a_driver(131, born=date(1964, 6, 1), classes={"A1": date(1990, 1, 1)}, valid_to=None, term_years=None)
    builders.an_office()
    from tongban.casework import own_motion

    own_motion.open_case(
        service="D08", person_id=file.person_id, subject=file.id, office=builders.OFFICE,
        ground={"reached_on": "2027-06-01", "classes": ["A1"]}, actor=builders.a_clerk(),
    )  # fmt: skip
    answer = rehearsed(CEILING, date(2027, 7, 1), capsys)
    [line] = [line for line in answer["differences"] if line["case"]]
    assert (line["question"], line["effect"], line["appear"]) == ("D08", "spared", ["age.not_reached"])
    assert answer["summary"]["cases"]["open"] == answer["summary"]["cases"]["keep_their_day"] == 1


def test_names_and_numbers_stay_out_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    a_driver(141, valid_to=until(100))
    rehearsing.rehearse(WINDOW, on=NEW_YEAR, weeks=4, as_json=False)
    told = capsys.readouterr()
    assert "王小明" not in told.out
    assert "D07: 1 gains (-renewal.too_early 1)" in told.out
    assert "1 of 1 files" in told.err


def test_a_rehearsal_cannot_write() -> None:
    with rehearsal._reading(), pytest.raises(InternalError, match="read-only"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM drivers_driver")


def test_a_change_that_is_in_the_book_already_is_rehearsed_against_the_book_without_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    order = Path(rehearsal.packs.SHIPPED) / "order-172.toml"
    kept = a_driver(151, born=date(1965, 6, 1), classes={"A1": date(1990, 1, 1)}, valid_to=None, term_years=None)
    answer = rehearsed(order, date(2026, 6, 1), capsys)
    gains = {line["question"] for line in answer["differences"] if line["effect"] == "gains"}
    assert "drive A1" in gains
    assert {line["driver"] for line in answer["differences"]} == {str(kept.id)}


@pytest.mark.parametrize(("text", "on", "words"), [("[pack]", NEW_YEAR, "name is made of"), ("", NEW_YEAR, "begins")])
def test_a_pack_that_cannot_be_read_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, on: date, words: str
) -> None:
    path = tmp_path / "a.toml"
    path.write_text(text, encoding="utf-8")
    assert rehearsing.rehearse(path, on=on, weeks=1, as_json=True) == 1
    assert words in capsys.readouterr().err


def test_a_day_before_the_law_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    a_driver(161)
    assert rehearsing.rehearse(WINDOW, on=date(2001, 1, 1), weeks=1, as_json=True) == 1
    assert "2001-01-01" in capsys.readouterr().err
