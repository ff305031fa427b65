"""The licence at the end of the tests (领证): register, card and electronic licence on the day of the oath, in one
transaction. Nothing is issued while a signature, the education, the oath is missing or something bars the person now:
that is asked again, of the register of bars and of the anti-drug register, before the licence is there.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db import transaction

from tongban.assessment.exams import actions as exams
from tongban.assessment.exams import ceremonies
from tongban.assessment.exams import queries as exam_files
from tongban.assessment.exams.types import End, ExamFile, FileState
from tongban.casework import evidence
from tongban.casework.carrying import Carrying
from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.errors import Conflict, Refused, Unavailable
from tongban.core.law_book import book
from tongban.documents import actions as documents
from tongban.documents import queries as kept
from tongban.law.book import Book
from tongban.law.facts import Applicant, Facts
from tongban.law.rules import cycles, renewal
from tongban.law.rules import exams as law
from tongban.law.rules.classes import held_since, in_order, outermost
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.people import queries as people
from tongban.registers.drivers import actions as register
from tongban.registers.drivers import endings
from tongban.registers.drivers import queries as drivers
from tongban.registers.drivers.types import Change, Driver
from tongban.registers.types import Act
from tongban.services.driver import materials, papers

PURPOSE = "D01"  # what partners are told it is about: an application for a licence
SILENT = Text(zh="禁毒部门暂时没有答复，稍后自动重试。", en="The anti-drug register is silent; we ask again.")


def issue(*, file_id: UUID, actor: Actor) -> Driver:
    """Issue the licence of an exam file: once, a second call returns the same driver file.

    Raises Refused with every reason; a bar that has come up meanwhile ends the exam file first. Unavailable while the
    anti-drug register is silent, OutOfBlanks without a blank card.
    """
    file = exam_files.get_file(file_id)
    if file.state is FileState.LICENSED:
        return drivers.get_driver(_driver_id(file))
    facts = facts_of(file, listed=_listed(file))
    verdict = law.may_issue(facts, clock.today(), book())
    if not verdict.allowed:
        if any(one.code.startswith(("bar.", "drug.")) for one in verdict.reasons):
            exams.end_file(file_id=file.id, end=End.BARRED, actor=actor, cause=f"exam:{file.id}")
        raise Refused(verdict)
    portrait = kept.find_portrait(file.id)
    if portrait is None:
        raise Conflict(papers.NO_PORTRAIT, code="no_portrait")
    with transaction.atomic():
        act = Act(effective_on=clock.today(), actor=actor, cause=f"exam:{file.id}")
        driver = _obtain(file.person_id, file.born, file.target, file.office, clock.today(), act)
        papers.first_card(
            driver=driver, portrait=portrait, office=file.office, case_id=file.case_id or file.id, actor=actor,
            cause=act["cause"],
        )  # fmt: skip
        exams.finish_with_licence(file_id=file.id, actor=actor, cause=act["cause"])
    return driver


def facts_of(file: ExamFile, *, listed: bool = False) -> Facts:
    """What the rule about issuing reads of a file today. `listed`: the anti-drug register names the person."""
    invited = ceremonies.find_invitation(file.id)
    exam = replace(
        exam_files.law_facts(file.id),
        unsigned=exam_files.unsigned(file.id),
        educated_minutes=invited.educated_minutes if invited else 0,
        sworn=bool(invited and invited.sworn_at),
    )
    bars = drivers.bars_on(people.identity_lookups(file.person_id), clock.today())
    return Facts(Applicant(born=file.born, bars=bars, drug_listed=listed), None, exam=exam)


def issue_untested(carrying: Carrying, code: str, since: date) -> None:
    """Issue a licence for which nothing is tested, such as a car class on a military licence held since a day."""
    driver = _obtain(carrying.person_id, carrying.person.born, code, carrying.office, since, carrying.act)
    papers.first_card(
        driver=driver, portrait=papers.portrait_of(carrying), office=carrying.office, case_id=carrying.case_id,
        actor=carrying.actor, cause=carrying.cause,
    )  # fmt: skip


def _listed(file: ExamFile) -> bool:
    """Ask the anti-drug register, outside any transaction: the law compares once more before the licence is there."""
    gathered = evidence.fetch(None, file.person_id, [materials.NARCOTICS], PURPOSE)
    if "narcotics" not in gathered.answers:
        raise Unavailable(SILENT)
    return bool(gathered.answers["narcotics"].facts.get("listed"))


def _driver_id(file: ExamFile) -> UUID:
    driver = drivers.find_driver(file.person_id)
    if driver is None:
        raise Conflict(Text(zh="驾驶人档案已不在本地。", en="The driver file is not here any more."))
    return driver.id


def _obtain(person_id: UUID, born: date, code: str, office: str, since: date, act: Act) -> Driver:
    """Write the class into the register on a new card: a first file, a further class, or a licence anew."""
    rules, on = book(), act["effective_on"]
    serial = documents.take_blank(office=office, cause=act["cause"])
    driver = drivers.find_driver(person_id)
    city = f"{outlets.get_outlet(office).region[:4]}00"
    if driver is None:
        opened = register.register_driver(
            person_id=person_id, born=born, region=city, authority=rules.value("transfer.authority", on, city),
            first_issue_on=since, changes=_first(code, since, on, rules), card_serial=serial, **act,
        )  # fmt: skip
        return drivers.get_driver(opened.id)
    if driver.licence.letters & set(rules.value("letters.ended", on)):
        endings.issue_anew(
            driver_id=driver.id, classes={code: since}, changes=_first(code, since, on, rules)[1:], card_serial=serial,
            **act,
        )  # fmt: skip
        return drivers.get_driver(driver.id)
    endings.add_class(driver_id=driver.id, classes=_with(driver, code, since, rules, on), card_serial=serial, **act)
    return drivers.get_driver(driver.id)


def _first(code: str, since: date, on: date, rules: Book) -> list[Change]:
    """What a first licence states: the class, its validity, the running points cycle."""
    start, end, years = renewal.first_term(on, rules)
    first, last = cycles.cycle_days(since, on, rules)
    return [
        Change(f"class:{code}", since.isoformat(), since=since),
        Change("validity", [start.isoformat(), end.isoformat(), years], since=on),
        Change(f"cycle:{first.isoformat()}", [last.isoformat(), 0], since=first),
    ]


def _with(driver: Driver, code: str, since: date, rules: Book, on: date) -> Mapping[str, date]:
    """The classes that the new card prints: the new one, and those held that it does not cover."""
    held = driver.licence.classes
    kept_codes = in_order(outermost({*driver.licence.codes, code}, on, rules), on, rules)
    known = held_since(held, [one for one in kept_codes if one != code], on, rules)
    return {**known, code: since}
