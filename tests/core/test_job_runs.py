from datetime import date, timedelta
from threading import Thread

import pytest
from django.db import connection
from tests.core.builders import an_entry

from tongban.core import entries, tasks
from tongban.core.job_runs import catch_up, last_success

MONDAY = date(2026, 11, 2)


@pytest.mark.django_db
def test_the_first_run_is_for_today_only():
    assert catch_up("letters", MONDAY, lambda day: None) == [MONDAY]
    assert last_success("letters") == MONDAY


@pytest.mark.django_db
def test_the_first_run_may_begin_earlier():
    days = catch_up("letters", MONDAY, lambda day: None, since=MONDAY - timedelta(days=2))
    assert days == [MONDAY - timedelta(days=2), MONDAY - timedelta(days=1), MONDAY]


@pytest.mark.django_db
def test_after_a_stop_each_missed_day_is_done_once_and_in_order():
    done: list[date] = []
    catch_up("letters", MONDAY, done.append)
    catch_up("letters", MONDAY + timedelta(days=3), done.append)
    catch_up("letters", MONDAY + timedelta(days=3), done.append)
    catch_up("letters", MONDAY, done.append)
    assert done == [MONDAY + timedelta(days=number) for number in range(4)]


@pytest.mark.django_db
def test_a_failing_day_leaves_no_trace_and_is_tried_again():
    catch_up("letters", MONDAY, lambda day: None)
    kinds = []

    def step(day: date) -> None:
        kinds.append(day)
        an_entry(kind="warned", cause="job:letters")
        if len(kinds) == 2:
            raise RuntimeError("the second day fails")

    with pytest.raises(RuntimeError):
        catch_up("letters", MONDAY + timedelta(days=3), step)
    assert last_success("letters") == MONDAY + timedelta(days=1)
    assert len(entries.caused_by("job:letters")) == 1
    catch_up("letters", MONDAY + timedelta(days=3), step)
    assert len(entries.caused_by("job:letters")) == 3


@pytest.mark.django_db
def test_jobs_do_not_know_each_other():
    catch_up("letters", MONDAY, lambda day: None)
    assert catch_up("points", MONDAY, lambda day: None) == [MONDAY]
    assert last_success("never") is None


def test_two_workers_at_once_do_each_day_once(committed):
    done: list[date] = []

    def work() -> None:
        catch_up("letters", MONDAY + timedelta(days=20), done.append, since=MONDAY)
        connection.close()

    threads = [Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [MONDAY + timedelta(days=number) for number in range(21)]


@pytest.mark.django_db
def test_housekeeping_runs_once_a_day():
    tasks.keep_house(0)
    tasks.keep_house(0)
    assert last_success("core.months") == last_success("core.forget_requests") is not None
