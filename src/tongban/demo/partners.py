"""Tells the partner sandbox, through its control address, what the partners know of the people and cars of the demo."""

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

import httpx

from tongban.demo.portraits import portrait_of
from tongban.demo.resident import Resident, known_to_partners
from tongban.law.dates import add_months

LINES_A_CALL = 1_000
PATIENCE_SECONDS = 60.0
INSURER = "江东财产保险"


def teach(base_url: str, residents: Iterable[Resident], day: date) -> int:
    """Set what partners know of these residents; return how many. Told twice, the second time changes nothing.

    Raises httpx.HTTPError where the sandbox does not answer, or refuses a line.
    """
    taught = 0
    # the sandbox is on this machine: no proxy stands between
    with httpx.Client(base_url=base_url, timeout=PATIENCE_SECONDS, trust_env=False) as client:
        for some in _batches(residents):
            client.post("/control/people", content=_lines(_told(one, day) for one in some)).raise_for_status()
            client.post("/control/cars", content=_lines(_cars(some, day))).raise_for_status()
            taught += len(some)
    return taught


def lay_over(base_url: str, people: Iterable[dict[str, Any]], cars: Iterable[dict[str, Any]]) -> None:
    """Set what partners know besides of a few people and cars. Raises httpx.HTTPError."""
    with httpx.Client(base_url=base_url, timeout=PATIENCE_SECONDS, trust_env=False) as client:
        client.post("/control/people", content=_lines(people)).raise_for_status()
        client.post("/control/cars", content=_lines(cars)).raise_for_status()


def _batches(residents: Iterable[Resident]) -> Iterator[list[Resident]]:
    left = iter(residents)
    while batch := list(islice(left, LINES_A_CALL)):
        yield batch


def _lines(told: Iterable[dict[str, Any]]) -> bytes:
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in told).encode()


def _cars(residents: Sequence[Resident], day: date) -> Iterator[dict[str, Any]]:
    """What insurers and the tax authority know: every car on the road is insured, and this year's tax is paid;
    then what they know besides of some."""
    since, until = add_months(day, -5), add_months(day, 7)
    for car in (car for one in residents for car in one.cars):
        policy = {
            "number": f"PA{car.vin[-8:]}", "insurer": INSURER, "since": since.isoformat(), "until": until.isoformat(),
        }  # fmt: skip
        yield {"vin": car.vin, "policy": policy, "vehicle_tax": {"state": "paid", "year": day.year}}
    for known in (known for one in residents for known in one.of_cars):
        yield dict(known)


def _told(resident: Resident, day: date) -> dict[str, Any]:
    """What partners know; the library has the portrait that is on the licence. The sandbox draws all the others."""
    told = known_to_partners(resident)
    drawn = portrait_of(resident, day)
    if drawn:
        taken_on = resident.driver.issued_on if resident.driver else day
        told["portrait"] = {"taken_on": taken_on.isoformat(), "jpeg": b64encode(drawn).decode()}
    return told
