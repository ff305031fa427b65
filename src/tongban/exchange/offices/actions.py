"""Introduce another office, write it letters, hand them over."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.db.models import F

from tongban.core import clock, entries, failed_jobs, personal, rows, sealing
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, NotAllowed, NotFound
from tongban.core.outbox import announce
from tongban.exchange import actions as exchange
from tongban.exchange import client, keys, registry, signing, wire
from tongban.exchange.models import Letter, Office
from tongban.exchange.offices import contract
from tongban.exchange.offices.forms import LETTERS, Receipt
from tongban.exchange.types import SENTENCES, BadAnswer, ExchangeError, PartnerRefused, Received
from tongban.law.text import Text

OFFICES = UUID("5b0a1c3e-3f0b-4a50-9d17-4a1f8d0c6b02")  # namespace of the subjects of entries about offices
PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=10)  # between tries, doubled each time
FOR_GOOD = ("status 403", "status 409", "status 422")
NO_LETTER = Text(zh="没有这封信函。", en="There is no such letter.")
NO_OFFICE = Text(zh="没有登记过这个外地车管所。", en="No such office has been introduced.")


def introduce(*, region: str, address: str, fingerprint: str, actor: Actor) -> Office:
    """Enter an office and pin its key, whose `fingerprint` somebody has compared with theirs.

    Asked again with another address, the office has moved; its key stays. Raises BadInput for our own region, a region
    that is none, or a key with another fingerprint; Conflict where another key is pinned; Unavailable where nobody
    answers.
    """
    if region == settings.TONGBAN_REGION or contract.find_contract(contract.code_of(region)) is None:
        raise BadInput("region", Text(zh="不是外地城市的行政区划代码。", en="This is not the code of another city."))
    kid, x = key_at(address)
    if keys.fingerprint(x) != fingerprint.replace(" ", "").lower():
        raise BadInput(
            "fingerprint",
            Text(zh="密钥指纹不符，没有登记。", en="The key there has another fingerprint: nothing was entered."),
        )
    with transaction.atomic(savepoint=False):
        exchange.pin_partner_key(partner=contract.code_of(region), kid=kid, x=x, actor=actor)
        office, _ = Office.objects.update_or_create(
            region=region,
            defaults={"address": address.rstrip("/"), "closed_at": None},
            create_defaults={"address": address.rstrip("/"), "introduced_at": clock.now()},
        )
        entries.write(
            register="exchange", subject=uuid5(OFFICES, region), kind="office_introduced",
            effective_on=clock.today(), actor=actor, cause="registration",
            facts={"region": region, "address": office.address, "fingerprint": keys.fingerprint(x)},
        )  # fmt: skip
    return office


def key_at(address: str) -> tuple[str, str]:
    """Id and `x` of the key served at an address, for its fingerprint to be compared. Raises Unavailable, BadInput."""
    served = exchange.served_keys(address)
    if len(served) != 1:
        raise BadInput("address", Text(zh="该地址不是一个车管所系统。", en="No office is served at this address."))
    return next(iter(served.items()))


def write(*, to: str, letter: Any, about: UUID) -> UUID:
    """Note a letter in the transaction of what it tells of; a job hands it over. Returns its number.

    `letter` is one of `forms.LETTERS`. Raises NotFound for an office that was never introduced.
    """
    if not Office.objects.filter(region=to, closed_at=None).exists():
        raise NotFound(NO_OFFICE)
    body, now = wire.encode(asdict(letter)), clock.now()
    row = Letter(
        office=to, kind=_KINDS[type(letter)], body=personal.seal(body.decode()), digest=signing.digest(body),
        about=about, written_at=now, try_at=now + PAUSE,
    )  # fmt: skip
    with transaction.atomic(savepoint=False):
        rows.insert(row)
        announce("letter_written", letter=row.pk)
    return row.pk


def hand_over(letter_id: UUID) -> bool:
    """Hand a letter over; True once the other office has acknowledged it, now or before.

    Raises ExchangeError where it did not come through: it waits for the next try, or, refused for good, for a person.
    """
    row = Letter.for_system("a letter is handed over").filter(pk=letter_id).first()
    if row is None:
        raise NotFound(NO_LETTER)
    if row.acknowledged_at or row.refused_at:
        return row.acknowledged_at is not None
    try:
        answer = client.ask(
            contract.code_of(row.office), row.kind, wire.parse(personal.unseal(row.body).encode(), ValueError),
            purpose=row.kind, case_id=None, key=str(row.pk), at=_address(row.office),
        )  # fmt: skip
        if answer.value.digest != row.digest:
            name = registry.get_partner(answer.partner).name
            raise BadAnswer(answer.partner, SENTENCES[BadAnswer].fill(partner=name), detail="receipt of another letter")
    except ExchangeError as error:
        for_good = isinstance(error, PartnerRefused) and error.detail.startswith(FOR_GOOD)
        again = clock.now() + min(PAUSE * 2**row.tries, LONGEST_PAUSE)
        _note(row.pk, said=error.detail[:200], try_at=again, **({"refused_at": clock.now()} if for_good else {}))
        raise
    _note(row.pk, said="", acknowledged_at=clock.now(), receipt=answer.message_id)
    return True


def acknowledge(received: Received, body: bytes, request_id: str) -> tuple[bytes, dict[str, str]]:
    """The signed receipt for a letter that was taken in: body and header fields."""
    root = sealing.latest_root()
    receipt = Receipt(
        message_id=str(received.message_id), repeated=received.repeated, digest=signing.digest(body),
        received_at=clock.now(), log_size=root.size, log_root=root.root_hex,
    )  # fmt: skip
    answer = wire.encode(asdict(receipt))
    return answer, signing.sign_response(
        keys.own_key(), keys.own_key_id(), status=200, body=answer, request_id=request_id
    )


def try_again(*, letter_id: UUID, actor: Actor) -> None:
    """Hand a letter over again that was refused for good: a person has settled why. Raises NotAllowed, NotFound."""
    if not failed_jobs.may_decide(actor):
        raise NotAllowed(Text(zh="您没有处理信函的权限。", en="You may not decide about letters."))
    with transaction.atomic(savepoint=False):
        refused = Letter.for_system("tried again").filter(pk=letter_id, refused_at__isnull=False)
        if not refused.update(refused_at=None):
            raise NotFound(NO_LETTER)
        entries.write(
            register="exchange", subject=letter_id, kind="letter_tried_again", effective_on=clock.today(), actor=actor,
            cause="desk", facts={},
        )  # fmt: skip
        announce("letter_written", letter=letter_id)


def _note(letter_id: UUID, **changes: Any) -> None:
    Letter.for_system("what came of a letter").filter(pk=letter_id).update(tries=F("tries") + 1, **changes)


def _address(region: str) -> str:
    office = Office.objects.filter(region=region, closed_at=None).first()
    return f"{office.address}/partners/{contract.own_code()}" if office else ""


_KINDS: Mapping[type, str] = {form: kind for kind, form in LETTERS.items()}
