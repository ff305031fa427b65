"""The rest of the city: plausible people, each made from (seed, position) alone, so that any stretch can be made again.

The position decides birth day, district and order number by arithmetic, so that no two of five million have the same
identity number; everything else is drawn from a generator seeded with seed and position.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from tongban.demo import numbers, words
from tongban.demo.driving import driver_of, open_matters
from tongban.demo.motoring import car_of
from tongban.demo.numbers import FEMALE, MALE
from tongban.demo.resident import Resident, certificate
from tongban.law.book import Book
from tongban.law.dates import add_years

YOUNGEST, OLDEST = 18, 86
# of a hundred people of these ages: (from age, to age, weight of each year)
PYRAMID = ((18, 25, 9), (25, 35, 15), (35, 45, 16), (45, 55, 15), (55, 65, 12), (65, 75, 8), (75, 86, 3))
ROUND = 2_000  # people of a round have birth days of their own, at least SHIFTS days apart
STRIDE = 1_237  # has no factor in common with ROUND: neighbours differ in age
SHIFTS = 6
LARGEST = ROUND * SHIFTS * len(words.DISTRICTS) * numbers.ORDERS_OF_A_SEX
EXAMINED_BEFORE_EXPIRY = 0.6


def people(seed: int, first: int, last: int, day: date, book: Book) -> Iterator[Resident]:
    """Make the people of the positions first to last - 1. Raises ValueError beyond LARGEST."""
    if last > LARGEST:
        raise ValueError(f"The demo city holds at most {LARGEST} people")
    ages = _ages_in_days()
    for position in range(first, last):
        yield _resident(seed, position, ages, day, book)


def plain(seed: int, first: int, last: int, day: date) -> Iterator[Resident]:
    """The people of the positions first to last - 1 without licence, vehicle or matters: who they are, no more."""
    if last > LARGEST:
        raise ValueError(f"The demo city holds at most {LARGEST} people")
    ages = _ages_in_days()
    for position in range(first, last):
        yield _who(Random(f"{seed}:{position}"), position, ages, day)


def _resident(seed: int, position: int, ages: list[int], day: date, book: Book) -> Resident:
    rng = Random(f"{seed}:{position}")
    one = _who(rng, position, ages, day)
    driver = driver_of(seed, one.born, day, book)
    car = car_of(seed, position, one.born, day, book)
    return replace(
        one,
        driver=driver,
        medical=_medical(rng, one.number, driver.licence.valid_to, day) if driver else None,
        matters=open_matters(driver, position, day) if driver else (),
        cars=(car,) if car else (),
    )


def _who(rng: Random, position: int, ages: list[int], day: date) -> Resident:
    turn, slot = position // ROUND, position * STRIDE % ROUND
    born = day - timedelta(days=ages[slot] + turn % SHIFTS)
    district = words.DISTRICTS[(turn // SHIFTS + slot) % len(words.DISTRICTS)]
    sex = rng.choice((MALE, FEMALE))
    order = numbers.order_of(turn // (SHIFTS * len(words.DISTRICTS)), sex)
    return Resident(
        number=numbers.identity_number(district, born, order),
        name=_name(rng, sex),
        sex=sex,
        born=born,
        region=district,
        address=_address(rng),
    )


def _ages_in_days() -> list[int]:
    """The ages of a round, in days, spread as the pyramid says: the middle of each of ROUND equal shares."""
    years = [(age, weight) for start, end, weight in PYRAMID for age in range(start, end)]
    total = sum(weight for _, weight in years)
    ages, passed, place = [], 0.0, 0
    for slot in range(ROUND):
        share = (slot + 0.5) / ROUND * total
        while passed + years[place][1] <= share:
            passed += years[place][1]
            place += 1
        age, weight = years[place]
        ages.append(round((age + (share - passed) / weight) * 365.25) + 1)
    return ages


def _name(rng: Random, sex: str) -> str:
    surname = rng.choice(words.RARE_SURNAMES) if rng.random() < 0.01 else rng.choice(words.SURNAMES)
    given = rng.choice(words.MALE_GIVEN if sex == MALE else words.FEMALE_GIVEN)
    return surname + (rng.choice(words.SECOND_GIVEN) if rng.random() < 0.7 else "") + given


def _address(rng: Random) -> str:
    street, number = rng.choice(words.STREETS), rng.randint(1, 240)
    home = f"{rng.randint(1, 20)}幢{rng.randint(1, 18)}0{rng.randint(1, 4)}室"
    return f"{street}{number}号{rng.choice(words.ESTATES)}{home}"


def _medical(rng: Random, number: str, valid_to: date | None, day: date) -> dict[str, object] | None:
    """Most of those whose licence ends soon have been examined."""
    if valid_to is None or not day <= valid_to <= add_years(day, 1) or rng.random() > EXAMINED_BEFORE_EXPIRY:
        return None
    return certificate(number, day - timedelta(days=rng.randint(1, 150)))
