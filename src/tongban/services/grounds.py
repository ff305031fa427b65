"""What the office learns that may end a licence (O162 art. 79), and the cases it opens for it."""

import hashlib
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from tongban.casework import inquiries, offices, own_motion, record
from tongban.casework.catalogue import services
from tongban.core import clock
from tongban.core.actor import Actor, system
from tongban.core.law_book import book
from tongban.core.outbox import announce
from tongban.exchange import client, narcotics
from tongban.exchange.narcotics import Listing
from tongban.exchange.types import Answer
from tongban.law.rules import medical
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.registers.drivers import endings as register
from tongban.registers.drivers import queries as drivers

TOPIC = "cancellation_ground"
COMPARISON = "comparison"  # why the register is asked, in the log that the person reads
AT_ONCE = 100  # questions side by side
MOST_A_RUN = 1000  # a million holders a week, at a run every ten minutes
GONE = Text(
    zh="禁毒部门的记录已不再列有该驾驶人，请复核案件 {number}，需要的话予以更正。",
    en="The anti-drug register no longer names this driver: please look at case {number} again.",
)


def open_for(person_id: UUID, ground: str, **more: Any) -> None:
    """Open what the office opens on a ground, at the office of the driver's region; nothing without a standing licence,
    and never twice on the very same ground."""
    file = drivers.find_driver(person_id)
    if file is None or file.licence.letters & set(book().value("letters.ended", clock.today())):
        return
    office = offices.serving(file.region)
    said = {"ground": ground, **more}
    for service in services.values():
        if not service.own_motion or service.own_motion.announced_by != TOPIC:
            continue
        if more and own_motion.acted_on(service.code, person_id, said):
            continue
        own_motion.open_case(
            service=service.code,
            person_id=person_id,
            subject=file.id,
            office=office,
            ground={**said, "classes": [held.code for held in file.licence.classes]},
            actor=Actor(kind="system", label="register", channel="system", office=office),
            answers={"ground": ground},
        )


def confirm_hit(person_id: UUID) -> None:
    """Somebody said that a holder is listed: ask the anti-drug register itself, and act on its signed answer alone.

    Raises ExchangeError where it does not answer: the job tries again.
    """
    number = people.identity_number(person_id)
    answer = narcotics.ask_listing(number, purpose=COMPARISON, case_id=None, person_id=person_id)
    if answer.value.not_cured:
        open_for(person_id, "drug", listing=_listing(answer.value))


def compare_holders(on: date) -> int:
    """Compare the holders whose turn it is with the register; returns how many. What a silent partner did not answer is
    asked in the next run: a stop is caught up, and nobody is compared twice in a period."""
    before = on - timedelta(days=book().value("cancellation.compare_every_days", on) - 1)
    count = 0
    while count < MOST_A_RUN and (chosen := drivers.to_compare(before, AT_ONCE)):
        answers = client.ask_many(
            [
                narcotics.request(people.identity_number(person), purpose=COMPARISON, case_id=None, person_id=person)
                for _, person in chosen
            ]
        )
        pairs = [(ids, answer) for ids, answer in zip(chosen, answers, strict=True) if isinstance(answer, Answer)]
        for (_, person), answer in pairs:
            if answer.value.not_cured:
                announce("drug_hit", person=person)
        register.compared(driver_ids=[driver for (driver, _), _ in pairs], on=on)
        count += len(pairs)
        if len(pairs) < len(chosen):
            break
    return count


def look_at_decided() -> int:
    """Ask again about those who lost a licence for a listing: a record that was struck reaches the desk, once."""
    gone = 0
    for case in own_motion.decided_on("drug", AT_ONCE):
        number = people.identity_number(case.applicant)
        answer = narcotics.ask_listing(number, purpose=COMPARISON, case_id=case.id, person_id=case.applicant)
        if not answer.value.not_cured:
            words = GONE.fill(number=case.number).zh
            actor = system("comparison")
            inquiries.ask(
                kind="question", person_id=case.applicant, case_id=case.id, office=case.office, words=words, actor=actor
            )
            record.note(case, "ground_gone", actor, {})
            gone += 1
    return gone


def look_at_examination(person_id: UUID, certificate: Any) -> None:
    """A hospital's result that fits none of the held classes is a ground."""
    file = drivers.find_driver(person_id)
    if file and not medical.classes_left(file.licence.codes, certificate.medical, clock.today(), book()):
        open_for(person_id, "unfit", serial=certificate.serial)


def _listing(listing: Listing) -> str:
    """Names a listing without saying anything of it: the same listing is the same ground."""
    return hashlib.sha256(f"{listing.reference}|{listing.since}".encode()).hexdigest()[:16]
