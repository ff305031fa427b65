"""Reads of tags: kept once, with the plate of that instant; a copied tag is a doubt for a person."""

from datetime import timedelta

import pytest
from tests import builders

from tongban.casework.models import Case
from tongban.core import clock, entries
from tongban.core.errors import BadInput, NotAllowed, NotFound
from tongban.exchange.readers.wire import Mark, TagRead
from tongban.law.text import Text
from tongban.registers.bikes import actions, passages, reading
from tongban.registers.bikes.models import TagDoubt
from tongban.registers.bikes.models import TagRead as Row

pytestmark = pytest.mark.django_db
TAG, OTHER = "E2801160600002045A1B2C3D", "E2801160600002045A1B2C3E"
BOSS = builders.a_clerk("supervision")


@pytest.fixture
def readers() -> None:
    """R1 and R2 are 5 km apart, R3 stands beside R1."""
    for code, lat in (("R1", 32.00), ("R2", 32.045), ("R3", 32.001)):
        reading.open_reader(
            code=code, address="127.0.0.1:1", place=Text(zh=f"{code}路口", en=f"crossing {code}"), lat=lat, lon=118.8,
            actor=builders.TEST,
        )  # fmt: skip
        reading.heard(reader=code, off=0.2)


@pytest.fixture
def bike(readers):
    """A bike that delivers; the tag was given a minute ago."""
    rider = builders.a_person()
    with clock.frozen(clock.now() - timedelta(hours=2)):
        found = builders.a_bike(rider)
        begin(found.id, rider)
    return found


def begin(bike, rider, tag: str = TAG):
    common = {"effective_on": clock.today(), "actor": builders.TEST, "cause": "test"}
    firm = builders.new_id()
    actions.begin_delivery(bike_id=bike, firm=firm, rider=rider, tag=tag, check_due_on=clock.today(), **common)


def read(reader: str, sequence: int, ago: float = 0, tag: str = TAG, run: int = 1) -> int:
    at = clock.now() - timedelta(seconds=ago)
    return reading.keep(reader=reader, run=run, reads=[TagRead(sequence, at, 1, -60, tag)])


def test_a_read_is_kept_once_with_the_number_of_that_instant(bike):
    assert (read("R1", 1, 30), read("R1", 1, 30), reading.kept("R1")) == (1, 0, Mark(1, 1))
    [seen] = passages.passages(BOSS, plate="P0000001")
    assert (seen.bike, seen.reader, seen.tag, seen.clock_right) == (bike.id, "R1", TAG, True)
    assert read("R1", 1, 5, run=2) == 1, "it counts anew: another read"


def test_reads_close_together_are_one_passage(bike):
    assert [read("R1", place, 40 - 4 * place) for place in range(1, 5)] == [1, 0, 0, 0]
    assert read("R1", 5, 3) == 1
    assert [one.times for one in passages.passages(BOSS, tag=TAG)] == [1, 4]


def test_a_read_that_comes_late_bears_the_number_of_its_own_instant(bike):
    common = {"effective_on": clock.today(), "actor": builders.TEST, "cause": "test"}
    assert reading.bearer_at(TAG, clock.now() - timedelta(hours=3)) is None, "before the plate was given"
    with clock.frozen(clock.now() - timedelta(hours=1)):
        actions.end_delivery(bike_id=bike.id, **common)
    other = builders.a_person(name="李敏", serial=902, phone="13900000002")
    with clock.frozen(clock.now() - timedelta(minutes=30)):
        second = builders.a_bike(other, code="117099000000002")
        begin(second.id, other)
    read("R1", 1, 90 * 60)
    read("R1", 2, 45 * 60)
    read("R1", 3, 60)
    assert [one.plate for one in passages.passages(BOSS, tag=TAG)] == ["P0000002", "", "P0000001"]
    with clock.frozen(clock.now() - timedelta(minutes=10)):
        actions.cancel(bike_id=second.id, ground="stolen", **common)
    assert reading.bearer_at(TAG, clock.now()) is None


def test_a_tag_that_nobody_bears_is_kept_and_shown(readers):
    read("R1", 1, 20, OTHER)
    read("R1", 2, 5, OTHER)
    [seen] = passages.unknown_tags(BOSS)
    assert (seen.tag, seen.bike, seen.plate) == (OTHER, None, "")


def test_one_tag_at_two_places_at_once_is_a_doubt_and_nothing_else(bike):
    before = len(entries.history(bike.id, "bikes"))
    read("R1", 1, 60)
    read("R3", 1, 50)  # beside the first: nothing
    assert passages.doubts(BOSS) == []
    read("R2", 1, 20)  # five kilometres in forty seconds
    [doubt] = passages.doubts(BOSS)
    assert (doubt.bike, doubt.first.reader, doubt.second.reader) == (bike.id, "R1", "R2")
    assert doubt.metres == pytest.approx(5004, abs=5) and doubt.seconds == pytest.approx(40, abs=1)
    read("R1", 2, 1)
    assert len(passages.doubts(BOSS)) == 1, "one open doubt a tag"
    assert len(entries.history(bike.id, "bikes")) == before and not Case.for_system("test").exists()


def test_a_wrong_clock_finds_no_doubt_and_is_said(bike):
    reading.heard(reader="R2", off=-40.0)
    read("R1", 1, 60)
    read("R2", 1, 20)
    assert passages.doubts(BOSS) == []
    assert [one.clock_right for one in passages.passages(BOSS, tag=TAG)] == [False, True]
    assert [one.clock_right for one in passages.readers()] == [True, False, True]


def test_a_late_read_finds_the_doubt_too(bike):
    read("R2", 1, 20)
    read("R1", 1, 60)
    assert len(passages.doubts(BOSS)) == 1


def test_a_person_of_supervision_settles_a_doubt_with_what_was_found(bike):
    read("R1", 1, 60)
    read("R2", 1, 20)
    [doubt] = passages.doubts(BOSS)
    with pytest.raises(NotAllowed):
        reading.settle(doubt=doubt.id, finding="copied", words="x", actor=builders.a_clerk("acceptance"))
    for finding, words in (("guilty", "x"), ("copied", " ")):
        with pytest.raises(BadInput):
            reading.settle(doubt=doubt.id, finding=finding, words=words, actor=BOSS)
    reading.settle(doubt=doubt.id, finding="mistaken", words="同一时刻两台读写器", actor=BOSS)
    assert passages.doubts(BOSS) == []
    [done] = passages.doubts(BOSS, settled=True)
    assert (done.finding, done.closed_by) == ("mistaken", BOSS.label)
    with pytest.raises(NotFound):
        reading.settle(doubt=doubt.id, finding="copied", words="x", actor=BOSS)


def test_reads_that_led_to_nothing_go_after_thirty_days_and_others_stay(bike):
    read("R1", 1, 60)
    read("R2", 1, 20)  # a doubt
    read("R3", 1, 5, OTHER)
    read("R3", 2, 4, TAG)
    held = passages.passages(BOSS, tag=TAG)[0]
    reading.hold(read=held.id, matter="320100-2026-17", actor=BOSS)
    with clock.frozen(clock.now() + timedelta(days=30)):
        assert reading.forget() == 0
    with clock.frozen(clock.now() + timedelta(days=31, hours=1)):
        assert reading.forget() == 1
    assert Row.for_system("test").filter(tag=OTHER).count() == 0
    assert Row.for_system("test").count() == 3 and TagDoubt.for_system("test").count() == 1


def test_nobody_but_supervision_sees_where_a_tag_was(bike):
    read("R1", 1, 60)
    for other in (builders.a_clerk("acceptance"), builders.a_citizen(bike.owner)):
        assert passages.passages(other, tag=TAG) == [] and passages.doubts(other) == []
        with pytest.raises(NotAllowed):
            reading.hold(read=builders.new_id(), matter="1", actor=other)
