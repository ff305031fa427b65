"""Signals in, deductions out: what a good and a bad driver are told, by which edition, and what nobody can judge."""

import csv
import gzip
import struct
import zlib
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from tests.assessment.driving.builders import a_sheet, frames, items, judged

from tongban.assessment.exams.driving.scoring import examiners_items
from tongban.law.rules.driving_tests import Sheet


@pytest.mark.parametrize("where", ["site", "road"])
def test_a_good_driver_loses_nothing(where: str) -> None:
    scored = judged(frames(where), where)
    assert (scored.outcome, scored.score, items(scored), scored.unjudged) == ("passed", 100, [], ())


@pytest.mark.parametrize(
    ("habits", "found"),
    [
        ({"belt": False}, ["s2_belt"]),
        ({"starts_in_gear": True}, ["s2_start_in_gear"]),
        ({"stalls": frozenset({"hill"})}, ["s2_stall"]),
        ({"drift": {"reverse": 0.6}}, ["reverse_line"]),
        ({"midway": {"reverse": 3.0}}, ["reverse_stop"]),
        ({"midway": {"reverse": 1.9}}, []),
        ({"waits": 20.0}, []),
        ({"waits": 25.0}, ["hill_late"]),
        ({"past_mark": 0.3}, ["hill_mark"]),
        ({"past_mark": 0.6}, ["hill_mark_far"]),
        ({"kerb": 0.4}, ["hill_edge"]),
        ({"kerb": 0.6}, ["hill_edge_far"]),
        ({"hand_brake": False}, ["hill_hand_brake"]),
        ({"rolls_back_cm": 8.0}, []),
        ({"rolls_back_cm": 18.0}, ["hill_rollback"]),
        ({"rolls_back_cm": 35.0}, ["hill_rollback_far"]),
        ({"drift": {"parallel": 0.7}}, ["parallel_line"]),
        ({"indicator_seconds": 0.0}, ["parallel_indicator", "right_indicator"]),
        ({"drift": {"curve": 1.1}}, ["curve_line"]),
        ({"first_gear": frozenset({"curve"})}, ["curve_gear"]),
        ({"midway": {"curve": 3.0}}, ["curve_stop"]),
        ({"drift": {"right": 1.1}}, ["right_line"]),
        ({"midway": {"right": 3.0}}, ["right_stop"]),
    ],
)
def test_on_the_site_each_habit_costs_what_it_is(habits: dict[str, object], found: list[str]) -> None:
    assert items(judged(frames("site", **habits))) == found


def test_who_stops_short_of_the_control_line_does_not_get_into_the_bay() -> None:
    scored = judged(frames("site", short=0.8))
    assert {"reverse_control", "reverse_not_in"} <= set(items(scored))
    control = next(one for one in scored.deductions if one.item == "reverse_control")
    assert control.measured["cm"] == pytest.approx(40, abs=5)


@pytest.mark.parametrize(
    ("habits", "found"),
    [
        ({"belt": False}, ["road_belt"]),
        ({"door_open": True}, ["start_door"]),
        ({"haste": 1.15}, ["road_speed"]),
        ({"indicator_seconds": 0.0}, ["road_indicator", "u_turn_signal"]),
        ({"indicator_seconds": 2.0}, ["road_indicator_short"]),
        ({"waits": 8.0}, ["road_green"]),
        ({"lights_right": False}, ["lights_wrong"]),
        ({"neutral": {"": 8.0}}, ["road_coasting"]),
        ({"kerb": 0.4}, ["pull_edge"]),
        ({"kerb": 0.6}, ["pull_edge_far"]),
    ],
)
def test_on_the_road_each_habit_costs_what_it_is(habits: dict[str, object], found: list[str]) -> None:
    assert sorted(set(items(judged(frames("road", **habits), "road")))) == found


def test_an_automatic_car_is_not_asked_for_second_gear_nor_for_the_hill() -> None:
    scored = judged(frames("site", first_gear=frozenset({"curve"}), hand_brake=False), by=a_sheet(of="C2"))
    assert items(scored) == []


def test_the_same_drive_is_worth_the_same_for_ever() -> None:
    sent, by = frames("site", midway={"reverse": 3.0}), a_sheet()
    first = judged(sent, by=by)
    again = judged(sent, by=Sheet.of(by.content))
    assert (first.digest, first.sheet, first.series) == (again.digest, again.sheet, again.series)
    assert first.score == 95


def test_another_edition_judges_the_same_drive_otherwise_and_says_so() -> None:
    sent = frames("site", midway={"reverse": 3.0})
    now, then = judged(sent), judged(sent, by=a_sheet(on=date(2017, 9, 30)))
    assert (now.edition, now.outcome, then.edition, then.outcome) == ("GA1026-2022", "passed", "GA1026-2012", "failed")
    assert now.series == then.series and now.sheet != then.sheet


def test_a_deduction_carries_when_where_and_how_much() -> None:
    (fault,) = judged(frames("site", kerb=0.4)).deductions
    assert (fault.item, fault.points, fault.measured["limit"]) == ("hill_edge", 10, 30)
    assert fault.measured["cm"] == pytest.approx(40, abs=2)
    assert fault.first < fault.last and fault.at_ms < fault.until_ms and fault.lat and fault.lon


def test_a_test_fails_at_the_moment_the_mark_is_out_of_reach() -> None:
    scored = judged(frames("site", kerb=0.4, past_mark=0.3, hand_brake=False))
    assert (scored.score, scored.outcome) == (70, "failed")
    third = sorted(scored.deductions, key=lambda one: one.first)[2]
    assert scored.failed_at_ms == third.at_ms


def test_a_slow_drive_is_watched_not_scored() -> None:
    scored = judged(frames("site", hz=2, drift={"curve": 1.1}))
    assert scored.outcome == "open"
    assert {one.item for one in scored.unjudged if one.why == "rate"} >= {"curve_line", "reverse_line", "hill_mark"}
    assert "curve_line" not in items(scored)


def test_a_slow_drive_is_still_judged_by_what_it_can_show() -> None:
    assert items(judged(frames("site", hz=2, belt=False))) == ["s2_belt"]


def test_a_part_that_was_not_driven_leaves_the_test_open() -> None:
    scored = judged(frames("site")[:700])
    assert scored.outcome == "open"
    assert {one.item for one in scored.unjudged if one.why == "not_driven"} >= {"parallel", "curve", "right"}


def test_a_road_test_that_is_too_short_is_not_passed() -> None:
    scored = judged(frames("road")[:2500], "road")
    assert scored.metres < 3000 and scored.outcome == "open"
    assert [one.why for one in scored.unjudged] == ["short"]


def test_what_no_signal_shows_is_the_examiners() -> None:
    codes = {item.code for item in examiners_items(a_sheet("road"))}
    assert {"road_hands", "road_eyes", "junction_yield"} <= codes and "road_belt" not in codes


@pytest.mark.parametrize("name", ["obd_drive1", "obd_long1", "obd_ufpe8"])
def test_a_real_drive_of_two_reports_a_second_says_what_it_cannot_show(name: str) -> None:
    file = Path(settings.TONGBAN_SHARED) / "data" / "trajectories" / f"{name}.csv.gz"
    if not file.exists():
        pytest.skip("real drives lie beside the project")
    scored = judged(_reported(file), "road")
    assert scored.outcome == "open" and scored.rate < 5
    assert {"road_indicator_short", "road_solid_line"} <= {one.item for one in scored.unjudged if one.why == "rate"}


def _reported(file: Path) -> list[bytes]:
    """A recorded drive as a car with few instruments would report it: no position, belt fastened, about two rows a
    second (the recorder's own clock only knows whole seconds)."""
    sent = []
    with gzip.open(file, "rt") as text:
        for number, row in enumerate(csv.DictReader(text)):
            speed = round(float(row["speed_kmh"]) / 0.036)
            body = struct.pack(
                "<IiiihHhHBBBBBBBBHBB", number, number * 500, 0, 0, speed, 0, 0, round(float(row["rpm"])),
                1, 0, 0, round(float(row["throttle_pct"])), 9, 0, 0, 0, 0xFFFF, 0, 0,
            )  # fmt: skip
            sent.append(body + zlib.crc32(body).to_bytes(4, "little"))
    return sent
