"""`kill -9` under load: worker, web, partner sandbox and PostgreSQL in turn, while citizens have their cases.

What was acknowledged is there afterwards and goes on without a hand: nobody sends, pays or asks a second time.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import psutil
import psycopg
import pytest
from bench import _counts
from tests.config.running import City, Person, running_city

from tongban.config import story
from tongban.config.ports import answers
from tongban.config.visitor import Citizen, StepFailed

PEOPLE, AT_ONCE = 60, 4
BETWEEN_SECONDS = 2.5  # from one kill to the next
PAUSE_SECONDS = 0.5
RECOVERS_SECONDS = 45.0
# tried again every minute, if the partner was dead
LATER = ("messages 'done' sent", "orders paid, with a fiscal bill", "cards on their way")
_STATES = "SELECT number, status, waiting_for, outcome FROM casework_case WHERE number = ANY(%s)"


@dataclass
class Acknowledged:
    """What citizens were told: numbers of cases that were sent, that the bank took money for, that were decided."""

    sent: set[str] = field(default_factory=set)
    paid: set[str] = field(default_factory=set)
    decided: set[str] = field(default_factory=set)
    disturbed: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    with running_city(tmp_path_factory.mktemp("killed"), PEOPLE, "--ready") as running:
        yield running


def live(web: str, person: Person, told: Acknowledged) -> None:
    """One citizen, who gives up at the first thing that goes wrong and does nothing more."""
    citizen, held = Citizen(web), story.Held()
    try:
        citizen.client.cookies.set(*person["cookie"].split("="))
        citizen.page("/account/login/?language=en", "sign_in")
        cashier = story.send(citizen, held, story.look_up(citizen, held))
        told.sent.add(held.number)
        page = story.pay(citizen, held, cashier)
        told.paid.add(held.number)
        story.wait_for_decision(citizen, held, page)
        told.decided.add(held.number)
    except StepFailed as failed:
        told.disturbed.append(str(failed))
        if "We have your application" in failed.why:
            told.sent.add(held.number)
    except story.FORESEEN as error:
        told.disturbed.append(repr(error))
    if held.number not in told.decided:
        until = time.monotonic() + RECOVERS_SECONDS
        while not answers(f"{web}/health") and time.monotonic() < until:
            time.sleep(PAUSE_SECONDS)  # the next citizen comes when somebody is there again


def load(city: City, told: Acknowledged) -> list[threading.Thread]:
    """Start citizens, a few at a time."""
    lock = threading.Lock()

    def work() -> None:
        while True:
            with lock:
                person = next(city.people, None)
            if person is None:
                return
            live(city.copy.public_url, person, told)

    threads = [threading.Thread(target=work) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    return threads


def look_after(city: City) -> None:
    """What `up` does twice a second while it runs."""
    if not city.copy.server.running():
        city.copy.server.start()
    city.copy.supervisor.look_after()


def kill(city: City, name: str) -> None:
    """`kill -9` a program with everything it started."""
    if name == "database":
        data = city.copy.server.place.data  # type: ignore[union-attr]
        pid = int((data / "postmaster.pid").read_text().split("\n")[0])
    else:
        pid = city.copy.supervisor.pids()[name]
    victim = psutil.Process(pid)
    for process in (victim, *victim.children(recursive=True)):
        process.kill()


def states(city: City, numbers: Sequence[str]) -> dict[str, tuple[str, str, str]]:
    with psycopg.connect(city.copy.urls.app) as connection:
        rows = connection.execute(_STATES, [list(numbers)]).fetchall()
    return {number: (status, waiting_for, outcome) for number, status, waiting_for, outcome in rows}


def test_what_was_acknowledged_survives_every_kill_and_goes_on_by_itself(city: City) -> None:
    told = Acknowledged()
    citizens, victims = load(city, told), iter(("worker", "web", "sandbox", "database"))
    next_kill = time.monotonic() + BETWEEN_SECONDS
    while any(thread.is_alive() for thread in citizens):
        look_after(city)
        if time.monotonic() > next_kill and (name := next(victims, None)):
            kill(city, name)
            next_kill = time.monotonic() + BETWEEN_SECONDS
        time.sleep(0.1)
    assert next(victims, None) is None, "the load ended before everything was killed"
    assert told.disturbed, "nobody noticed: nothing was killed under load"
    assert told.decided

    until = time.monotonic() + RECOVERS_SECONDS
    while left(city, told) and time.monotonic() < until:
        look_after(city)
        time.sleep(0.2)
    assert left(city, told) == {}
    _counts.check(city.copy.urls.app, sorted(told.paid), but=LATER)
    assert city.run("from tongban.core import sealing; print(sealing.verify().ok)").strip() == "True"


def left(city: City, told: Acknowledged) -> dict[str, object]:
    """What has not been done yet: cases under way, jobs, entries to seal; a database that is starting."""
    try:
        return {**unfinished(city, told), **_counts.left(city.copy.urls.app)}
    except psycopg.OperationalError as error:
        return {"database": str(error)}


def unfinished(city: City, told: Acknowledged) -> dict[str, tuple[str, str, str]]:
    """The acknowledged cases that are not where they should come to by themselves."""
    found = states(city, sorted(told.sent))
    assert found.keys() == told.sent, "an acknowledged case is gone"
    return {
        number: state
        for number, state in found.items()
        if state[2] != "granted" and (number in told.paid or state[:2] != ("waiting", "payment"))
    }
