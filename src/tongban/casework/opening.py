"""Cases that a member of staff opens on a ground they found: a drug-driving hit, a ground of a former law.

Who opens it holds the post of review at an office that decides, names the ground, the day it was found and the document
it rests on; somebody else decides. The same document opens a case once, whatever became of that case.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from tongban.casework import own_motion, rights
from tongban.casework.catalogue import Service, services
from tongban.casework.models import Case
from tongban.core import clock
from tongban.core.actor import DECIDE, Actor
from tongban.core.errors import BadInput, Conflict, NotAllowed
from tongban.core.law_book import book
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.registers.drivers import queries as drivers

POST = "review"
LONGEST_REFERENCE = 80
NOT_THIS_GROUND = Text(zh="请选择依据的情形。", en="Choose the ground.")
NOT_YET = Text(zh="查明日期不能晚于今天。", en="The day it was found cannot be after today.")
NO_REFERENCE = Text(
    zh="请写明文书名称和文号，例如“雨花交警大队行政处罚决定书 3201142026000017”。",
    en='Name the document and its number, such as "Yuhua traffic police, penalty decision 3201142026000017".',
)
NOTHING_ENDS = Text(
    zh="此人没有可以处理的驾驶证：没有这类车型，或者驾驶证已经终止。",
    en="There is nothing to act on: no such class is held, or the licence has ended.",
)
OPEN_ALREADY = Text(zh="已有同类案件正在办理。", en="A case of this kind is open already.")
USED_ALREADY = Text(zh="这份文书已经立过案。", en="A case was opened on this document before.")


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground that a member of staff may act on, and whether it leaves the person time to answer."""

    service: Service
    code: str
    words: Text
    at_once: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a member of staff opened a case on."""

    words: Text
    on: date
    reference: str


def grounds(actor: Actor) -> list[Ground]:
    """The grounds on which this actor may open a case today, by service."""
    return [one for service in services.values() if _may(service, actor) for one in _grounds(service)]


def open_by_hand(*, service: str, person_id: UUID, ground: str, found_on: date, reference: str, actor: Actor) -> Case:
    """Open a case on a ground that `actor` found. Raises NotAllowed, BadInput, Conflict, each with what to do."""
    chosen = rights.get_service(service)
    if not _may(chosen, actor):
        raise NotAllowed(rights.NO_POST)
    if actor.person_id == person_id:
        raise NotAllowed(rights.OWN_CASE)
    if ground not in {one.code for one in _grounds(chosen)}:
        raise BadInput("ground", NOT_THIS_GROUND)
    if found_on > clock.today():
        raise BadInput("found_on", NOT_YET)
    reference = " ".join(reference.split())[:LONGEST_REFERENCE]
    if not reference:
        raise BadInput("reference", NO_REFERENCE)
    if own_motion.acted_on(service, person_id, {"ground": ground, "reference": reference}):
        raise Conflict(USED_ALREADY)
    subject, classes = _what_ends(chosen, person_id)
    case = own_motion.open_case(
        service=service,
        person_id=person_id,
        subject=subject,
        office=actor.office,
        ground={
            "ground": ground,
            "classes": classes,
            "found_on": found_on.isoformat(),
            "reference": reference,
            "opened_by": str(actor.account_id),
        },
        actor=actor,
        answers={"ground": ground},
    )
    if case is None:
        raise Conflict(OPEN_ALREADY)
    return case


def found(service: Service, ground: Mapping[str, Any]) -> Found | None:
    """The ground and the document on which a member of staff opened a case; None where the machine learned of it."""
    motion = service.own_motion
    if motion is None or motion.by_hand is None or "reference" not in ground:
        return None
    words = motion.by_hand.grounds[ground["ground"]]
    return Found(words, date.fromisoformat(ground["found_on"]), ground["reference"])


def opened_by(case: Case, actor: Actor) -> bool:
    """True where this actor opened the case by hand: somebody else decides it."""
    return actor.account_id is not None and case.ground.get("opened_by") == str(actor.account_id)


def _may(service: Service, actor: Actor) -> bool:
    today, office = clock.today(), actor.office
    able = POST in actor.posts and actor.may(DECIDE, service.code, office) and service.offered_on(today)
    return able and bool(_grounds(service)) and outlets.may_decide(service.code, office, today)


def _grounds(service: Service) -> list[Ground]:
    motion, on = service.own_motion, clock.today()
    if motion is None or motion.by_hand is None:
        return []
    allowed, at_once = motion.by_hand.allowed(on, book()), motion.at_once
    return [
        Ground(service, code, words, at_once is not None and at_once(code, on, book()))
        for code, words in motion.by_hand.grounds.items()
        if code in allowed
    ]


def _what_ends(service: Service, person_id: UUID) -> tuple[UUID, list[str]]:
    """The driver file, and the classes that the ground ends."""
    assert service.own_motion and service.own_motion.by_hand  # the ground was found there
    file = drivers.find_driver(person_id)
    classes = service.own_motion.by_hand.ended(file.licence, clock.today(), book()) if file else ()
    if file is None or not classes:
        raise Conflict(NOTHING_ENDS)
    return file.id, list(classes)
