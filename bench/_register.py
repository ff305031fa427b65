"""A private car registered anew (V01): what a copy needs for it, a citizen's steps, and what must be there once.

Inside a copy: `python -m bench._register --cars 500` opens a pool of numbers and a maker of plates with blanks, tells
the partner sandbox of a new car for each of the first 500 people of `bench._city`, and prints for each, as one JSON
object a line, its `vin` and a `wish`: a number to ask for, another one for everybody.
"""

import argparse
import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from http.client import HTTPConnection

import django
import httpx
from bench import _city, _counts
from bench._client import Browser
from bench._load import Person, Run

from tongban.config import story
from tongban.config.visitor import PATIENCE_SECONDS, Citizen, StepFailed, words

SERVICE = "V01"
AUTHORITY, REGION, PLATE_TYPE, PLATE_BLANK = "沪A", "310100", "02", "blue440x140"
SEGMENT_LETTERS, SEGMENT = "KLMNP", 9_000  # of the 10,000 numbers of a segment so many may be asked for at least
PLATES = 2  # of a car
TEACH = 500  # cars told to the sandbox at a time
LONG_AGO = timedelta(days=62)  # everything of the segment may be asked for by name
POLL_SECONDS = 0.1
_ENTRIES = (
    ("vehicles", "registered"), ("plates", "used"), ("documents", "plates_ordered"), ("documents", "plates_assigned"),
    ("documents", "card_printed"),
)  # fmt: skip
_OF = f"SELECT subject FROM casework_case WHERE id IN ({_counts.OF})"
ONCE: Mapping[str, str] = {
    **_counts.OF_EVERY_CASE,
    **{f"entries {register}/{kind}": _counts.entry(register, kind) for register, kind in _ENTRIES},
    "vehicles with a number": f"SELECT count(*) FROM vehicles_vehicle WHERE plate <> '' AND id IN ({_OF})",
    "numbers on them": f"SELECT count(*) FROM allocation_number WHERE standing = 'used' AND vehicle IN ({_OF})",
    "sets of plates with a maker": "SELECT count(*) FROM documents_plateset WHERE maker <> '' AND voided_on IS NULL"
    f' AND "case" IN ({_counts.OF})',
}


def one_registration(
    web: str, buyer: Person, connections: dict[str, HTTPConnection], result: Run, *, late_ms: float = 0.0
) -> None:
    """Choose a number, apply, pay, wait for the decision, take the receipt and find the car among one's vehicles."""
    late = [late_ms]

    def note(what: str, milliseconds: float) -> None:
        result.request_ms[what].append(milliseconds + (late.pop() if late else 0.0))

    citizen = Citizen(web, Browser(web, note, buyer["cookie"], connections), Browser(web, note, "", connections))
    held, begun = story.Held(), time.perf_counter()
    result.begun.append(time.time())
    _choose_number(citizen, buyer)
    page = _apply(citizen, buyer, held)
    cashier = story.send(citizen, held, page)
    page = _wait_for_decision(citizen, held, story.pay(citizen, held, cashier))
    story.take_receipt(citizen, held, page)
    if _printed(buyer) not in citizen.page("/me/vehicles/", "vehicles"):
        raise StepFailed("vehicles", f"{buyer['wish']} is not among the vehicles of case {held.number}")
    result.case_ms.append((time.perf_counter() - begun) * 1000)
    result.cases.append(held.number)


def _choose_number(citizen: Citizen, buyer: Person) -> None:
    shown = citizen.page("/me/numbers/", "number")
    begun = citizen.post("/me/numbers/", {"vin": buyer["vin"]}, "number", shown=shown)
    choice = str(begun.headers.get("location", ""))
    shown = citizen.follow(begun, "number")
    if 'value="compose"' not in shown:
        raise StepFailed("number", f"no number can be asked for: {words(shown)}")
    chosen = citizen.post(choice, {"action": "compose", "wish1": buyer["wish"]}, "number", shown=shown)
    if _printed(buyer) not in citizen.follow(chosen, "number"):
        raise StepFailed("number", f"{buyer['wish']} was not reserved")


def _apply(citizen: Citizen, buyer: Person, held: story.Held) -> str:
    """Start, state the VIN; the product asks its partners. Returns the page on which the answers are checked."""
    address = f"/me/apply/{SERVICE}/"
    shown = citizen.page(address, "look_up")
    page = citizen.follow(citizen.post(address, {"action": "start"}, "look_up", shown=shown), "look_up")
    number = re.search(r"/me/cases/(\d{13})/", page)
    if not number:
        raise StepFailed("look_up", f"no case was started: {words(page)}")
    held.number = number[1]
    question = f"/me/cases/{held.number}/questions/vin/"
    answered = citizen.post(question, {"vin": buyer["vin"], "action": "next"}, "look_up", shown=page)
    return citizen.follow(answered, "look_up")


def _wait_for_decision(citizen: Citizen, held: story.Held, page: str) -> str:
    until = time.monotonic() + PATIENCE_SECONDS
    while f"/me/cases/{held.number}/decision/" not in page:
        if time.monotonic() > until:
            raise StepFailed("decide", f"not decided within {PATIENCE_SECONDS:.0f} seconds: {words(page)}")
        time.sleep(POLL_SECONDS)
        page = citizen.page(f"/me/cases/{held.number}/", "decide")
    if "/me/receipts/" not in page:
        raise StepFailed("decide", f"the case was not granted: {words(page)}")
    return page


def _printed(buyer: Person) -> str:
    """The number as it stands on a plate."""
    return f"{buyer['wish'][:2]}·{buyer['wish'][2:]}"


# -- inside a copy ------------------------------------------------------------------------------------------------


def main() -> None:
    """Make numbers, blanks and cars, and print the cars."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cars", type=int, required=True)
    cars = parser.parse_args().cars
    django.setup()
    open_maker(cars)
    vins = teach_sandbox(cars)
    for vin, wish in zip(vins, release_numbers(cars), strict=True):
        print(json.dumps({"vin": vin, "wish": wish}))


def open_maker(cars: int) -> None:
    """The office's own maker of plates, and blanks: of plates, and of vehicle licences."""
    from tongban.core import clock
    from tongban.core.actor import system
    from tongban.documents import actions as documents
    from tongban.documents.plates import routing

    actor, on = system("bench"), clock.today()
    routing.open_maker(outlet=_city.OFFICE, centre=True, plate_types=(), actor=actor)
    for kind, first, count in ((PLATE_BLANK, 35, PLATES * cars), (documents.VEHICLE_LICENCE, 36, cars)):
        serials = [f"{first}{serial:011d}" for serial in range(1, count + 11)]
        documents.receive_blanks(office=_city.OFFICE, serials=serials, on=on, actor=actor, kind=kind)


def teach_sandbox(cars: int) -> Sequence[str]:
    """Let the partners know a new car of each person, with everything in order; return the VINs."""
    from django.conf import settings

    from tongban.core import clock
    from tongban_sandbox.cars import a_vin, in_order

    today, vins = clock.today(), [a_vin(1 + place) for place in range(cars)]
    for start in range(0, cars, TEACH):
        lines = [
            json.dumps({"vin": vin, **in_order(_city.made(start + place).number, vin, today)})
            for place, vin in enumerate(vins[start : start + TEACH])
        ]
        url = f"{settings.TONGBAN_SANDBOX_URL}/control/cars"
        httpx.post(url, content="\n".join(lines), timeout=120, trust_env=False).raise_for_status()
    return vins


def release_numbers(cars: int) -> Iterator[str]:
    """Release as many segments as the cars take, long ago; return as many numbers as there are cars."""
    from django.db import connection

    from tongban.allocation.plates import releasing
    from tongban.core import clock
    from tongban.core.actor import system

    actor, now = system("bench"), clock.now()
    for letter in SEGMENT_LETTERS[: -(-cars // SEGMENT)]:
        mask = f"{AUTHORITY}####{letter}"
        with clock.frozen(now - LONG_AGO):
            releasing.file_segment(authority=AUTHORITY, region=REGION, plate_type=PLATE_TYPE, mask=mask, actor=actor)
            releasing.announce_release(mask=mask, at=now - LONG_AGO + timedelta(days=2), actor=actor)
        with clock.frozen(now - LONG_AGO + timedelta(days=2, minutes=1)):
            releasing.give_days(actor)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number FROM allocation_number WHERE standing = 'pool' AND askable_at <= %s ORDER BY id LIMIT %s",
            [now, cars],
        )
        return iter([number for (number,) in cursor.fetchall()])


if __name__ == "__main__":
    main()
