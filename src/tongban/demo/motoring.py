"""Plausible vehicles: who owns what since when, marked and insured when law says so, mortgaged or not. Pure.

Chances are of the demo city, not of law; the days of mark and scrapping are asked of its rules. `place` makes VIN,
plate and serials, so that no two places share one: the population uses its positions, situations those from FIRST_PLACE
on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from types import MappingProxyType
from typing import Any
from uuid import UUID

from tongban.core import vins
from tongban.demo import words
from tongban.law.book import Book
from tongban.law.dates import add_months, add_years
from tongban.law.facts import Restriction, Vehicle
from tongban.law.rules import inspection, service_life
from tongban.registers.vehicles.types import Change, Past

NOTHING: Mapping[str, Any] = MappingProxyType({})
FIRST_PLACE = 1_120_000  # places below belong to the population
OWNS, MORTGAGED, RED_TAPE = 0.55, 0.18, 0.03
OLDEST_DAYS, YOUNGEST_DAYS = 14 * 365, 60
MAKES = (
    ("大众牌", "SVW7140", "A"), ("荣威牌", "CSA7150", "A"), ("丰田牌", "GTM7180", "A"), ("本田牌", "DHW7150", "A"),
    ("别克牌", "SGM7130", "A"), ("吉利牌", "MR7152", "A"), ("比亚迪牌", "BYD7005BEV", "C"),
    ("蔚来牌", "HFC6502EV", "C"), ("理想牌", "LXA6500SHEV", "O"), ("名爵牌", "CSA7155BEV", "C"),
)  # fmt: skip
BANKS = ("江东银行", "长河农商银行", "通达汽车金融有限公司")
SIGNS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
COLOURS = "AAAABBJJJEH"


@dataclass(frozen=True, slots=True)
class Car:
    """A vehicle of a resident: what law sees of it, and its life without its owner."""

    vin: str
    plate: str
    law: Vehicle
    past: tuple[Past, ...]

    def life(self, owner: UUID) -> tuple[Past, ...]:
        """The life with its owner, as the register takes it over."""
        first, *later = self.past
        return (replace(first, changes=[*first.changes, Change("owners", [[str(owner), "person"]])]), *later)


def car_of(seed: int, place: int, born: date, day: date, book: Book) -> Car | None:
    """Draw the vehicle of somebody of the population; None where they have none."""
    rng = Random(f"car:{seed}:{place}")
    if rng.random() > OWNS or add_years(born, 20) > day:
        return None
    registered = max(day - timedelta(days=rng.randint(YOUNGEST_DAYS, OLDEST_DAYS)), add_years(born, 19))
    car = made(place, registered, day, book, rng)
    if rng.random() < MORTGAGED:
        until = add_years(registered, 3)
        ended = until if until < day else None
        car = mortgaged(car, registered + timedelta(days=3), BANKS[place % len(BANKS)], f"DY{place:08d}", ended)
    return lettered(car, "G", day - timedelta(days=9)) if rng.random() < RED_TAPE else car


def made(place: int, registered: date, day: date, book: Book, rng: Random, **law: str) -> Car:
    """A car registered on a day and marked ever since when it was due. `law`: type or use, where it is no private
    car."""
    brand, model, fuel = rng.choice(MAKES)
    fuel = "B" if law else fuel
    made_on = registered - timedelta(days=rng.randint(20, 200))
    seen = Vehicle(law.get("type", "K33"), law.get("use", "A"), 5, registered, made_on)
    first_to = inspection.first_valid_to(seen, book)
    seen = replace(seen, scrap_on=service_life.last_day(seen, day, book), inspected_to=first_to)
    told = [*_registered(place, plate(place, fuel, seen.type), (brand, model, fuel), seen, rng), _to(seen)]
    past = [Past("registered", registered, told)]
    while (due := inspection.next_mark(seen, day, book)) and due.due_on < day:
        seen = replace(seen, inspected_to=inspection.valid_after(seen, due.due_on, book))
        past.append(Past("mark_given", due.due_on - timedelta(days=rng.randint(1, 60)), [_to(seen)]))
    insured = add_years(registered, day.year - registered.year)
    insured = insured if insured > day else add_years(insured, 1)
    insured_on = max(registered, add_years(insured, -1))
    past.append(Past("insured", insured_on, [Change("insured_to", insured.isoformat())]))
    return Car(vin(place), plate(place, fuel, seen.type)[1], seen, _in_order(past[0], past[1:]))


def bought(
    place: int, buyer: str, day: date, built: Mapping[str, Any] = NOTHING, **otherwise: object
) -> dict[str, Any]:
    """What the partners know of a new car that somebody has bought on a day, with everything in order; `otherwise`:
    what is not (None: they know nothing of it)."""
    number, on, until = vin(place), day.isoformat(), add_years(day, 1) - timedelta(days=1)
    made_of = {
        "brand": "大众牌", "model": "SVW7140", "maker": "江东汽车有限公司", "type": "K33", "fuel": "A", "colour": "A",
        "engine": f"EA{number[-6:]}", "capacity": 5, "displacement_ml": 1395, "power_kw": 110, "kerb_kg": 1320,
        "gross_kg": 1755, "made_on": (day - timedelta(days=30)).isoformat(), **built,
    }  # fmt: skip
    known: dict[str, Any] = {
        "vin": number,
        "invoice": {"number": f"24{number[-8:]}", "buyer": buyer, "seller": "通达汽车", "price": "128000.00", "on": on},
        "purchase_tax": {"state": "paid", "on": on},
        "vehicle_tax": {"state": "paid", "year": day.year},
        "policy": {"number": f"PN{number[-8:]}", "insurer": "江东财产保险", "since": on, "until": until.isoformat()},
        "certificate": {
            "number": f"WA{number[-8:]}", "built": made_of, "announced": True, "checked_at_maker": True, "exempt": True,
        },
        "quota": {
            "number": f"ZB{number[-8:]}", "owner": buyer, "plate_type": "02", "until": until.isoformat(),
            "state": "free",
        },
    }  # fmt: skip
    return {**known, **otherwise}


def mortgaged(car: Car, on: date, bank: str, reference: str, until: date | None = None) -> Car:
    """The car with a mortgage from a day on, released on `until` where that is given."""
    return restricted(car, "mortgage", on, bank, reference, released_on=until)


def restricted(
    car: Car,
    kind: str,
    on: date,
    holder: str,
    reference: str,
    *,
    until: date | None = None,
    released_on: date | None = None,
) -> Car:
    """The car with something that rests on it from a day on: to its last day, or until it was released."""
    rank = sum(past.kind.endswith("_registered") for past in car.past) + 1
    key = f"{rank:032x}"
    said = [kind, rank, on.isoformat(), until and until.isoformat(), holder, reference]
    moments = [Past(f"{kind}_registered", on, [Change(f"restriction:{key}", said, until=until)])]
    law = car.law
    if released_on:
        moments.append(Past(f"{kind}_released", released_on, [Change(f"restriction:{key}")]))
    else:
        law = replace(law, restrictions=(*law.restrictions, Restriction(kind, rank, on, until, holder, reference)))
    return replace(car, law=law, past=_in_order(car.past[0], [*car.past[1:], *moments]))


def lettered(car: Car, letter: str, on: date) -> Car:
    """The car with a state letter from a day on."""
    moment = Past("letter_set", on, [Change(f"letter:{letter}", True)])
    return replace(
        car,
        law=replace(car.law, letters=car.law.letters | {letter}),
        past=_in_order(car.past[0], [*car.past[1:], moment]),
    )


def unmarked(car: Car, to: date) -> Car:
    """The car whose last mark ran out on a day and was not renewed."""
    moment = Past("mark_given", add_months(to, -24), [Change("inspected_to", to.isoformat())])
    kept = [past for past in car.past[1:] if past.kind != "mark_given"]
    return replace(car, law=replace(car.law, inspected_to=to), past=_in_order(car.past[0], [*kept, moment]))


def vin(place: int) -> str:
    """A number of a Chinese maker with its check character; no two places share one."""
    body = f"LSVTB{place // 1_000_000}5U0N{place % 1_000_000:07d}"
    return body[:8] + vins.check_character(body) + body[9:]


def plate(place: int, fuel: str, kind: str) -> tuple[str, str]:
    """Type of plate and number: green for new energy, yellow for large and goods vehicles; no two places share one."""
    two, rest = divmod(place, 1000)
    signs = SIGNS[two // 34] + SIGNS[two % 34]
    if fuel in "CO" and place < 400_000:
        letter = (
            ("D", "A", "B", "C", "E")[place // 100_000] if fuel == "C" else ("F", "G", "H", "J", "K")[place // 100_000]
        )
        return "52", f"苏A{letter}{place % 100_000:05d}"
    return ("01" if kind[:2] in ("K1", "K2", "H1", "H2") else "02"), f"苏A{signs}{rest:03d}"


def _registered(
    place: int, number: tuple[str, str], what: tuple[str, str, str], seen: Vehicle, rng: Random
) -> list[Change]:
    brand, model, fuel = what
    make = {"brand": brand, "model": model, "fuel": fuel, "capacity": seen.capacity, "kerb_kg": rng.randint(1100, 1900)}
    made_on, scrap_on = seen.made_on, seen.scrap_on
    return [
        Change("vin", vin(place)),
        Change("plate", list(number)),
        Change("authority", ["苏A", words.CITY]),
        Change("registered_on", seen.registered_on.isoformat()),
        Change("type", seen.type),
        Change("use", seen.use),
        Change("colour", rng.choice(COLOURS)),
        Change("engine", f"{rng.choice('ABCDEFG')}{rng.randint(10**6, 10**7 - 1)}"),
        Change("make", make),
        Change("made_on", made_on and made_on.isoformat()),
        *([Change("scrap_on", scrap_on.isoformat())] if scrap_on else []),
        Change("licence", f"{words.CITY[:4]}7{place:08d}"),
        Change("certificate", f"{words.CITY[:4]}{place:08d}"),
    ]


def _to(seen: Vehicle) -> Change:
    return Change("inspected_to", seen.inspected_to and seen.inspected_to.isoformat())


def _in_order(first: Past, later: list[Past]) -> tuple[Past, ...]:
    return (first, *sorted(later, key=lambda one: one.on))
