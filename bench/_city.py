"""People for a benchmark or a test: `python -m bench._city --people 200 --ready` in the environment of a copy.

Prints one JSON object a line for each person: `login`, `password`, and with `--ready` also `cookie` (signed in, a
phone is bound). Everything is made by the same bulk actions as a takeover of a real register;
the partner sandbox is told about the same people.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import django
import httpx
from cryptography.hazmat.primitives.asymmetric import ec

BATCH = 1_000
REGION, OFFICE_REGION, OFFICE = "310115", "310100", "310100-1"
LONG_AGO = date(2020, 1, 1)
OLDEST = date(1962, 1, 1)  # with OLDEST_DAYS birthdays after it, everybody is between 20 and 64
BIRTHDAYS = 15_000
ORDERS = 500  # order numbers of one birthday in one region
PASSWORD = "a quite long sentence 7"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class Made:
    """One made-up person; everything follows from the position."""

    number: str
    name: str
    born: date
    phone: str


def made(position: int) -> Made:
    """The person at a position; the same position is always the same person. Raises ValueError where there is none."""
    if not 0 <= position < BIRTHDAYS * ORDERS:
        raise ValueError(f"There are {BIRTHDAYS * ORDERS} people at most.")
    born = OLDEST + timedelta(days=position % BIRTHDAYS)
    body = f"{REGION}{born:%Y%m%d}{position // BIRTHDAYS + 300:03d}"
    check = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]
    return Made(body + check, f"测{chr(0x4E00 + position % 5000)}", born, f"139{position:08d}")


def main() -> None:
    """Make the people and print them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--from-position", type=int, default=0)
    parser.add_argument("--blanks", type=int, help="blank cards in stock; default: one for each person and ten more")
    parser.add_argument("--ready", action="store_true", help="signed in, with a phone")
    chosen = parser.parse_args()
    django.setup()
    first, last = chosen.from_position, chosen.from_position + chosen.people
    if not first:
        open_office(chosen.people + 10 if chosen.blanks is None else chosen.blanks)
    for start in range(first, last, BATCH):
        people = [made(position) for position in range(start, min(start + BATCH, last))]
        ids, accounts = take_over(people, start)
        teach_sandbox(people)
        held = make_ready(ids, accounts) if chosen.ready else [{} for _ in people]
        for person, more in zip(people, held, strict=True):
            print(json.dumps({"login": person.number, "password": PASSWORD, **more}))


def open_office(blanks: int) -> None:
    """One city office with the matrix of the demo province and blank cards; the partners' keys are pinned."""
    from django.conf import settings

    from tongban.core import clock
    from tongban.core.actor import system
    from tongban.documents import actions as documents
    from tongban.exchange import actions as exchange
    from tongban.law.text import Text
    from tongban.outlets import actions as outlets
    from tongban.outlets.types import OutletKind

    actor = system("bench")
    outlets.open_outlet(
        code=OFFICE, kind=OutletKind.CITY_OFFICE, region=OFFICE_REGION, opened_on=LONG_AGO,
        name=Text(zh="市车辆管理所", en="City vehicle administration office"), actor=actor, cause="bench",
    )  # fmt: skip
    outlets.load_delegations(actor=actor, cause="bench")
    serials = [f"31{serial:011d}" for serial in range(1, blanks + 1)]
    if serials:
        documents.receive_blanks(office=OFFICE, serials=serials, on=clock.today(), actor=actor)
    exchange.register_partner_keys(base_url=settings.TONGBAN_SANDBOX_URL)


def take_over(people: Sequence[Made], start: int) -> tuple[list[UUID], list[UUID]]:
    """Person, licence and account of everybody; return the ids of persons and accounts."""
    from django.contrib.auth.hashers import make_password

    from tongban.core.actor import system
    from tongban.people import bulk
    from tongban.registers.drivers import bulk as drivers

    actor, hashed = system("bench"), make_password(PASSWORD)
    new = [bulk.NewPerson(one.number, one.name, REGION, "测试路1号") for one in people]
    ids = bulk.take_over_persons(persons=new, since=LONG_AGO, actor=actor, cause="bench")
    pairs = list(zip(ids, people, strict=True))
    files = [_file(identifier, one, start + place) for place, (identifier, one) in enumerate(pairs)]
    drivers.take_over_files(files=files, actor=actor, cause="bench")
    accounts = [bulk.NewAccount(identifier, hashed, one.phone) for identifier, one in pairs]
    return ids, bulk.take_over_accounts(accounts=accounts, actor=actor, cause="bench")


def _file(person: UUID, one: Made, position: int) -> "object":
    """A C1 licence that is valid for years and has a running points cycle."""
    from tongban.core import clock
    from tongban.law.dates import ONE_DAY, add_years
    from tongban.registers.drivers.bulk import NewFile
    from tongban.registers.drivers.types import Change

    today = clock.today()
    first = add_years(today, -2) - timedelta(days=30)
    cycle, valid_to = add_years(first, 2), add_years(first, 6)
    changes = [
        Change("class:C1", first.isoformat(), since=first),
        Change("validity", [first.isoformat(), valid_to.isoformat(), 6], since=first),
        Change(f"cycle:{cycle.isoformat()}", [(add_years(cycle, 1) - ONE_DAY).isoformat(), 0], since=cycle),
    ]
    return NewFile(
        person_id=person, born=one.born, region=REGION, authority="沪A", first_issue_on=first, issued_on=first,
        changes=changes, card_serial=f"30{position:011d}", look_on=valid_to,
    )  # fmt: skip


def teach_sandbox(people: Sequence[Made]) -> None:
    """Let the partners know the same people: alive, a photo on file, no open matters."""
    from django.conf import settings

    lines = [
        json.dumps({"identity_number": one.number, "person": {"name": one.name, "address": "测试路1号"}, "points": 0})
        for one in people
    ]
    url = f"{settings.TONGBAN_SANDBOX_URL}/control/people"
    httpx.post(url, content="\n".join(lines), timeout=120, trust_env=False).raise_for_status()


def make_ready(persons: Sequence[UUID], accounts: Sequence[UUID]) -> list[dict[str, str]]:
    """Sign everybody in and bind a phone, without the pages. All phones have one key: making keys measures nothing."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from tongban.core import clock, rows
    from tongban.core.ids import new_id
    from tongban.documents.jwk import thumbprint
    from tongban.documents.models import Device
    from tongban.people.models import Account
    from tongban.people.sessions import SessionStore

    held, jwk = Account.objects.in_bulk(accounts), _jwk(ec.generate_private_key(ec.SECP256R1()))
    sessions, devices = [], []
    for person, account in zip(persons, accounts, strict=True):
        store = SessionStore()
        store._session_key = store._get_new_session_key()
        data = {
            SESSION_KEY: str(account),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: held[account].get_session_auth_hash(),
        }
        sessions.append(store.create_model_instance(data))
        devices.append(
            Device(id=new_id(), person=person, jwk=jwk, thumbprint=thumbprint(jwk), label="bench", added_at=clock.now())
        )
    rows.insert(*sessions)
    rows.insert(*devices)
    return [{"cookie": f"{settings.SESSION_COOKIE_NAME}={row.session_key}"} for row in sessions]


def _jwk(key: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    from tongban.config.visitor import jwk_of

    return jwk_of(key)


if __name__ == "__main__":
    main()
