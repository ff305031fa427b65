"""Tells the partner sandbox, through its control address, what the partners know of the demo's people."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice

import httpx

from tongban.demo.resident import Resident, known_to_partners

LINES_A_CALL = 1_000
PATIENCE_SECONDS = 60.0


def teach(base_url: str, residents: Iterable[Resident]) -> int:
    """Set what partners know of these residents; return how many. Told twice, the second time changes nothing.

    Raises httpx.HTTPError where the sandbox does not answer, or refuses a line.
    """
    taught = 0
    # the sandbox is on this machine: no proxy stands between
    with httpx.Client(base_url=base_url, timeout=PATIENCE_SECONDS, trust_env=False) as client:
        for lines in _batches(residents):
            client.post("/control/people", content="\n".join(lines).encode()).raise_for_status()
            taught += len(lines)
    return taught


def _batches(residents: Iterable[Resident]) -> Iterator[list[str]]:
    lines = (json.dumps(known_to_partners(resident), ensure_ascii=False) for resident in residents)
    while batch := list(islice(lines, LINES_A_CALL)):
        yield batch
