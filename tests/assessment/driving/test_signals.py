"""Signals that are not as they should be are said, kept and never mended."""

import struct
import zlib

import pytest
from tests.assessment.driving.builders import frames, items, judged, kinds

from tongban.assessment.exams.driving.frames import BODY, SIZE, Series, is_whole


def changed(frame: bytes, at: int, form: str, value: int) -> bytes:
    """A frame that says something else, with its check sum."""
    body = bytearray(frame[:BODY])
    struct.pack_into(form, body, at, value)
    return bytes(body) + zlib.crc32(bytes(body)).to_bytes(4, "little")


def test_missing_frames_are_a_gap_and_nothing_across_it_is_judged() -> None:
    sent = frames("site")
    scored = judged(sent[:900] + sent[950:])
    assert kinds(scored) == ["missing"] and scored.outcome == "open"
    assert "gap" in {one.why for one in scored.unjudged}


def test_one_lost_frame_is_no_gap() -> None:
    sent = frames("site")
    assert judged(sent[:900] + sent[901:]).outcome == "passed"


def test_a_stop_across_a_gap_costs_nothing_and_is_said() -> None:
    sent = frames("site", midway={"curve": 8.0})
    numbers = [one.first for one in judged(sent).deductions if one.item == "curve_stop"]
    cut = sent[: numbers[0] + 20] + sent[numbers[0] + 60 :]
    scored = judged(cut)
    assert "curve_stop" not in items(scored)
    assert "curve_stop" in {one.item for one in scored.unjudged}


def test_repeats_and_late_frames_change_nothing_and_are_said() -> None:
    sent = frames("site", kerb=0.4)
    mixed = [*sent[:100], sent[50], *sent[100:200], sent[201], sent[200], *sent[202:]]
    plain, scored = judged(sent), judged(mixed)
    assert kinds(scored) == ["late", "repeated"]
    assert scored.deductions == plain.deductions and scored.series == plain.series


def test_a_number_that_comes_again_with_other_content_keeps_what_came_first() -> None:
    sent = frames("site")
    forged = changed(sent[50], 16, "<h", 900)
    scored = judged([*sent[:100], forged, *sent[100:]])
    assert kinds(scored) == ["otherwise"] and scored.series == judged(sent).series


@pytest.mark.parametrize("leap", [-60_000, 3_600_000])
def test_a_clock_that_jumps_breaks_the_chain(leap: int) -> None:
    sent = frames("site")
    later = [
        changed(frame, 4, "<i", struct.unpack_from("<i", frame, 4)[0] + leap) for frame in sent[900:]
    ]  # fmt: skip
    scored = judged([*sent[:900], *later])
    assert kinds(scored) == ["clock_jumped"] and scored.outcome == "open"


def test_three_hundred_kilometres_an_hour_are_a_broken_sensor_and_no_fault_of_the_candidate() -> None:
    sent = frames("road")
    fast = changed(sent[600], 16, "<h", 8333)
    scored = judged([*sent[:600], fast, *sent[601:]], "road")
    assert kinds(scored) == ["too_fast"]
    assert "road_speed" not in items(scored) and scored.outcome == "open"


def test_a_position_that_jumps_is_said() -> None:
    sent = frames("site")
    far = changed(sent[700], 8, "<i", struct.unpack_from("<i", sent[700], 8)[0] + 5_000)
    assert kinds(judged([*sent[:700], far, *sent[701:]])) == ["position_jumped"]


def test_a_frame_with_a_wrong_check_sum_is_not_whole() -> None:
    frame = frames("site")[0]
    assert is_whole(frame) and not is_whole(frame[:-1] + b"\x00") and not is_whole(frame[:-1])
    assert len(frame) == SIZE


def test_an_empty_drive_is_no_drive() -> None:
    assert len(Series(b"", ())) == 0
    assert judged([]).outcome == "open"
