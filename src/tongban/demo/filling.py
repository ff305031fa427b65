"""Fills an empty database with the demo city, and tells the sandbox.

The day is the product's (`TONGBAN_TODAY`, or today): it is written into the log of entries with seed and size, so that
the sandbox can be told of the same people on a later day.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from tongban.casework import preparing, sums
from tongban.casework.bulk import take_over_cases
from tongban.core import clock, entries
from tongban.core.actor import system
from tongban.core.errors import Conflict
from tongban.core.law_book import book
from tongban.demo import (
    candidates,
    casting,
    draws,
    drives,
    education,
    fleet,
    numbers,
    opening,
    partners,
    passing,
    past_year,
    plate_makers,
    pools,
    population,
    sessions,
    theory,
    training,
)
from tongban.demo.accounts import PASSWORD
from tongban.demo.learning import loading as learning
from tongban.demo.learning import sealing
from tongban.demo.past_year import Neighbour
from tongban.demo.resident import Resident
from tongban.demo.situations import situations
from tongban.exchange import actions as exchange
from tongban.law.text import Text
from tongban.people.bulk import NewPerson, take_over_persons
from tongban.registers.drivers import daily
from tongban.registers.drivers.bulk import NewFile, take_over_files
from tongban.registers.vehicles.bulk import take_over_vehicles

BATCH = 2_000
ADULT = date(1990, 5, 1)  # the day of birth that candidates of the population are tested as
MAY_LOSE_PLATES = 200  # people of the population among whom some order plates
DRAWN_FOR = 40  # people of the situations who apply to the draws
FIRST_CARD = 1_000  # serials below belong to situations
CITY = UUID("3c3f52a4-6f0e-4d52-9d0b-6a4f7c8f2f10")
DEMO = system("demo")

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was asked for when the city was loaded."""

    size: int
    seed: int
    day: date


def fill(*, size: int, seed: int, progress: Progress, learners: int = learning.SMALL) -> Loaded:
    """Fill an empty database: `size` people besides those of the situations, and `learners` who were tested in two
    years. Raises Conflict where one was loaded.

    One transaction: whoever is stopped on the way leaves an empty database, which is filled at the next start. The
    daily work of the demo's day is done at the end, as on any morning: it announces what the worker will open, and the
    renewals that it will prepare.
    """
    city = Loaded(size, seed, clock.today())
    with transaction.atomic():
        if find_loaded() is not None:
            raise Conflict(Text(zh="演示城市已经装入。", en="The demo city is loaded already."))
        progress("service points, staff, blank cards")
        opening.open_places(DEMO)
        opening.employ_staff(PASSWORD, DEMO)
        opening.stock_blanks(city.day, DEMO)
        opening.order_quota(city.day, DEMO)
        opening.order_test_fees(city.day, DEMO)
        plate_makers.open_makers(city.day, DEMO)
        progress("situations")
        told = situations(city.day, book())
        ids = casting.register(told, city.day, DEMO)
        casting.open_past_cases(told, ids, city.day, DEMO)
        _remember(city)
        shared = past_year.city_of(seed, city.day, book())
        neighbours: list[Neighbour] = []
        for first in range(0, size, BATCH):
            neighbours = load_stretch(city, first, min(first + BATCH, size))
            take_over_cases(cases=list(past_year.cases_of(shared, neighbours)), actor=DEMO)
            progress(f"people {min(first + BATCH, size)} / {size}")
        plate_makers.order_some([one.person_id for one in neighbours[:MAY_LOSE_PLATES]], "NJ-PRINT-1", DEMO)
        riders = [one.person_id for one in neighbours[-fleet.RIDERS :]]
        fleet.put_on_the_road(ids["fleet-manager"], riders, city.day, settings.TONGBAN_ROADSIDE, DEMO)
        draws.hold([*ids.values()][:DRAWN_FOR], DEMO)
        pools.open_pools([*ids.values()], DEMO)
        passing.give(ids, city.day, DEMO)
        progress("test drives")
        beginner = next(one for one in told if one.code == "probation")
        adults = [(one.person_id, ADULT) for one in neighbours[:3]]
        drives.drive([(ids["probation"], beginner.resident.born), *adults], DEMO)
        sessions.hold({ids[one.code]: one.resident.born for one in told}, DEMO)
        candidates.tell(told, ids, city.day, DEMO)
        education.tell(ids, city.day, DEMO)
        theory.hold(ids, {one.code: one.resident.born for one in told}, city.day, DEMO)
        training.hold(city.day, DEMO)
        if learners:
            progress("two years of tests")
            learn(city, learners, keep_key=True, progress=lambda line: None)
        sums.add_up(city.day)
        daily.run(city.day)
        preparing.run(city.day)
        if settings.TONGBAN_SANDBOX_URL:
            exchange.register_partner_keys(base_url=settings.TONGBAN_SANDBOX_URL, actor=DEMO)
            progress(f"partners know {teach_sandbox(url='')} people")
    return city


def learn(city: Loaded, learners: int, *, keep_key: bool, progress: Progress) -> learning.History:
    """Add a history of tests to a loaded city, all of it or nothing: its people come after everybody who is there."""
    with transaction.atomic():
        first = max([city.size, *(one["until"] for one in sealing.lists())])
        return learning.load(
            candidates=learners, seed=city.seed, first=first, day=city.day, folder=settings.HOME, actor=DEMO,
            progress=progress, keep_key=keep_key,
        )  # fmt: skip


def load_stretch(city: Loaded, first: int, last: int) -> list[Neighbour]:
    """Load the people of the positions first to last - 1, all or none; return those with a driver file. Stretches may
    be loaded side by side.

    Foreign keys are checked at the end of each, so that a long transaction keeps no list of them.
    """
    made = list(population.people(city.seed, first, last, city.day, book()))
    with transaction.atomic():
        ids = take_over_persons(
            persons=[NewPerson(one.number, one.name, one.region, one.address) for one in made],
            since=city.day,
            actor=DEMO,
            cause=opening.CAUSE,
        )
        drivers = [
            (position, one, person_id)
            for position, (one, person_id) in enumerate(zip(made, ids, strict=True), start=first)
            if one.driver
        ]
        files = [
            _file(one, person_id, numbers.card_serial(FIRST_CARD + position)) for position, one, person_id in drivers
        ]
        kept = take_over_files(files=files, actor=DEMO, cause=opening.CAUSE)
        lives = [car.life(person_id) for one, person_id in zip(made, ids, strict=True) for car in one.cars]
        take_over_vehicles(lives=lives, actor=DEMO, cause=opening.CAUSE)
        connection.check_constraints()
    return [
        Neighbour(position, person_id, driver_id, one.driver)
        for (position, one, person_id), driver_id in zip(drivers, kept, strict=True)
        if one.driver
    ]


def teach_sandbox(*, url: str) -> int:
    """Tell the sandbox what partners know of everybody in the loaded city; return of how many.

    May be called again at any time, as after the sandbox was emptied. Raises Conflict where no city is loaded,
    httpx.HTTPError where the sandbox does not answer.
    """
    city = find_loaded()
    if city is None:
        raise Conflict(Text(zh="尚未装入演示城市。", en="No demo city is loaded."))
    told = partners.teach(url or settings.TONGBAN_SANDBOX_URL, residents(city), city.day)
    people = {one.code: one.resident for one in situations(city.day, book())}
    known = passing.known(people, city.day)
    partners.lay_over(url or settings.TONGBAN_SANDBOX_URL, [passing.travels(people)], known)
    return told


def residents(city: Loaded) -> Iterator[Resident]:
    """Everybody of a city: the situations first, then the population, made anew."""
    yield from (one.resident for one in situations(city.day, book()))
    yield from population.people(city.seed, 0, city.size, city.day, book())


def find_loaded() -> Loaded | None:
    """What was loaded into this database, or None."""
    for entry in islice(entries.history(CITY), 1):
        return Loaded(entry.facts["size"], entry.facts["seed"], date.fromisoformat(entry.facts["day"]))
    return None


def _remember(city: Loaded) -> None:
    facts = {"size": city.size, "seed": city.seed, "day": city.day}
    entries.write(
        register="demo",
        subject=CITY,
        kind="loaded",
        effective_on=city.day,
        actor=DEMO,
        cause=opening.CAUSE,
        facts=facts,
    )


def _file(one: Resident, person_id: UUID, card_serial: str) -> NewFile:
    driver = one.driver
    if driver is None:
        raise ValueError("Somebody without a licence has no driver file")
    return NewFile(
        person_id=person_id,
        born=one.born,
        region=driver.region,
        authority=driver.authority,
        first_issue_on=driver.first_issue_on,
        issued_on=driver.issued_on,
        changes=driver.changes,
        card_serial=card_serial,
        look_on=driver.look_on,
    )
