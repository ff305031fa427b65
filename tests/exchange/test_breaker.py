"""The circuit breaker by itself, with a clock that the test turns."""

from tongban.exchange.breaker import FAILURES_TO_OPEN, OPEN_SECONDS, Breaker


def a_breaker(failures: int = 0) -> tuple[Breaker, list[float]]:
    """A breaker that has seen so many failures, and its clock (one number, to be set)."""
    time = [100.0]
    breaker = Breaker(ticks=lambda: time[0])
    for _ in range(failures):
        breaker.failed()
    return breaker, time


def test_it_stays_closed_one_failure_before_the_limit() -> None:
    breaker, _ = a_breaker(FAILURES_TO_OPEN - 1)
    assert breaker.state == "closed"
    assert breaker.allow()


def test_it_opens_at_the_limit() -> None:
    breaker, _ = a_breaker(FAILURES_TO_OPEN)
    assert breaker.state == "open"
    assert not breaker.allow()


def test_a_success_in_between_starts_the_count_again() -> None:
    breaker, _ = a_breaker(FAILURES_TO_OPEN - 1)
    breaker.succeeded()
    breaker.failed()
    assert breaker.state == "closed"


def test_after_the_pause_one_question_goes_through_and_only_one() -> None:
    breaker, time = a_breaker(FAILURES_TO_OPEN)
    time[0] += OPEN_SECONDS
    assert breaker.state == "half_open"
    assert breaker.allow()
    assert not breaker.allow()


def test_a_probe_that_succeeds_closes_it() -> None:
    breaker, time = a_breaker(FAILURES_TO_OPEN)
    time[0] += OPEN_SECONDS
    assert breaker.allow()
    breaker.succeeded()
    assert breaker.state == "closed"
    assert breaker.allow() and breaker.allow()


def test_a_probe_that_fails_opens_it_for_another_pause() -> None:
    breaker, time = a_breaker(FAILURES_TO_OPEN)
    time[0] += OPEN_SECONDS
    assert breaker.allow()
    breaker.failed()
    assert breaker.state == "open"
    time[0] += OPEN_SECONDS - 0.1
    assert not breaker.allow()
    time[0] += 0.1
    assert breaker.allow()
