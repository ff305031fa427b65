from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest

from tongban.core import clock, ids

EVENING = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)  # half past midnight of the 23rd in China


def test_the_day_is_the_day_in_china():
    with clock.frozen(EVENING):
        assert clock.now() == EVENING
        assert clock.today() == date(2026, 11, 23)


def test_the_setting_fixes_the_laws_day_and_not_the_instant(settings):
    settings.TONGBAN_TODAY = "2026-03-01"
    assert clock.today() == date(2026, 3, 1)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_frozen_clock_wins_over_the_setting_and_ends_with_its_block(settings):
    settings.TONGBAN_TODAY = "2026-03-01"
    with clock.frozen(EVENING):
        assert clock.today() == date(2026, 11, 23)
    assert clock.today() == date(2026, 3, 1)


def test_a_frozen_clock_needs_an_aware_instant():
    with pytest.raises(ValueError, match="aware"), clock.frozen(datetime(2026, 11, 22)):
        pass


def test_an_id_is_a_uuid_version_7_that_holds_its_millisecond():
    with clock.frozen(EVENING):
        identifier = ids.new_id()
    assert identifier.version == 7
    assert identifier.variant == "specified in RFC 4122"
    assert ids.moment(identifier) == EVENING


def test_ids_grow_strictly_within_one_millisecond():
    with clock.frozen(EVENING):
        made = [ids.new_id() for _ in range(5_000)]
    assert made == sorted(set(made))


def test_ids_of_several_threads_are_all_different():
    made: list[object] = []
    threads = [Thread(target=lambda: made.extend(ids.new_id() for _ in range(2_000))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 8_000


def test_ids_go_on_growing_when_the_machines_clock_is_set_back():
    maker = ids._Maker()
    before = maker.next(1_000_000)
    assert maker.next(999_000) > before


def test_counting_past_the_last_id_of_a_millisecond_goes_on_in_the_next():
    maker = ids._Maker()
    maker.next(1_000)
    maker.tail = (1 << ids._TAIL_BITS) - 1
    assert maker.next(1_000)[0] == 1_001


def test_under_a_frozen_clock_ids_follow_it_backwards():
    with clock.frozen(EVENING):
        later = ids.new_id()
    with clock.frozen(EVENING - timedelta(days=3_000)):
        assert ids.new_id() < later


def test_the_first_id_of_an_instant_is_below_every_id_made_then_and_above_those_before():
    bound = ids.first_id(EVENING)
    with clock.frozen(EVENING):
        assert bound < ids.new_id()
    with clock.frozen(EVENING - timedelta(milliseconds=1)):
        assert ids.new_id() < bound
