"""D22 Restoration of driving 恢复驾驶资格. O162 art. 79: a lapsed licence within two years, with a medical certificate
and subject 1 passed; one cancelled for a missed medical certificate with the certificate alone; classes lost at 60
before 2025 as announced with Order 172. Violations, accidents and overdue own vehicles come first, or are promised in
writing.

The case waits for the test, and ends when the two years are over.
"""

from datetime import date

from tongban.casework import promises
from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Material, Question, Service, Spared, services
from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.rules import age, classes, medical, restoration
from tongban.law.rules.restoration import may_restore
from tongban.law.text import Text
from tongban.registers.drivers import endings as drivers
from tongban.registers.drivers.types import Change
from tongban.services.driver import materials, papers

COMMITMENT = "restoration.commitment_days"
VEHICLES = Material(
    key="vehicles",
    name=Text(zh="名下机动车检验、注销情况", en="Own vehicles: inspection and deregistration"),
    why=Text(zh="逾期的车要先办好。", en="What is overdue comes first."),
    article="O162.79",
)
THEORY = Material(
    key="theory",
    name=Text(zh="科目一考试成绩", en="Result of subject 1"),
    why=Text(zh="逾期注销的，要通过科目一。", en="A lapsed licence comes back after subject 1."),
    article="O162.79",
    wait_text=Text(
        zh="在交管12123或者考试受理窗口预约科目一，通过后成绩会自动传来。",
        en="Book subject 1 in the app 12123 or at a test desk; the result arrives by itself.",
    ),
    settles=("restoration.test_missing",),
    by_appointment=True,
)


def carry_out(carrying: Carrying) -> None:
    """Give the licence, or the lost classes, back; keep a commitment in view until its day."""
    on, book = carrying.on, carrying.book
    licence = restoration.before_its_end(carrying.facts, carrying.facts.licence or carrying.driver.licence, on, book)
    given: dict[str, date] = {}
    if restoration.kind_of(licence, on, book) == restoration.AGE:
        given = _given_back(carrying)
    valid_from, valid_to, years = restoration.validity_after(licence, on, book)
    drivers.restore_licence(
        driver_id=carrying.driver.id,
        card_serial=carrying.card_serial,
        valid_from=valid_from,
        valid_to=valid_to,
        term_years=years,
        classes=given,
        more=_covered(carrying, given),
        **carrying.act,
    )
    if carrying.answers.get("commitment") == "yes":
        promises.promise(case_id=carrying.case_id, material="commitment", days=book.value(COMMITMENT, on))
    papers.issue(carrying)


def _given_back(carrying: Carrying) -> dict[str, date]:
    """The lost classes that age and examination allow, held as long as they had been."""
    facts, on, book = carrying.facts, carrying.on, carrying.book
    lost = {row.code: row.since or on for row in carrying.driver.licence.lost_for_age}
    allowed = set(age.restorable(facts.applicant, lost, on, book))
    if facts.medical is not None:
        allowed &= medical.classes_allowed(facts.medical, on, book)
    return {code: since for code, since in lost.items() if code in allowed}


def _covered(carrying: Carrying, given: dict[str, date]) -> list[Change]:
    """A held class that one of these covers need not stand on the licence besides."""
    covered = classes.covered(given, carrying.on, carrying.book) - set(given)
    return [Change(f"class:{held.code}") for held in carrying.driver.licence.classes if held.code in covered]


def commitments(facts: Facts, on: date, book: Book) -> list[tuple[str, Text]]:
    """To promise it in writing, or to settle it first."""
    days = book.value(COMMITMENT, on)
    promise = Text(zh="我书面承诺在 {days} 日内办好", en="I promise in writing to settle it within {days} days")
    return [("yes", promise.fill(days=days)), ("no", Text(zh="我先办好再恢复", en="I settle it first"))]


D22 = services.add(
    Service(
        code="D22",
        name=Text(zh="恢复驾驶资格", en="Restore a driving licence"),
        gives=Text(
            zh="被注销但可以恢复的驾驶证，或者 2025 年前因满 60 岁失去的车型，恢复后继续驾驶。",
            en="A cancelled licence that can come back, or classes lost at 60 before 2025: you drive again.",
        ),
        basis=("O162.79", "O172"),
        rule=may_restore,
        questions=(
            Question(
                key="commitment",
                kind="choice",
                label=Text(
                    zh="还有违法、事故或者逾期车辆没办好，怎么处理？",
                    en="A violation, an accident or a vehicle is still open. What shall we do?",
                ),
                options=commitments,
                asked_if=restoration.open_ends,
                settles=("matter.violation", "matter.accident", "restoration.vehicle"),
            ),
        ),
        materials=(*materials.FOR_A_CARD, materials.MEDICAL, VEHICLES, THEORY, materials.FORM),
        fee="licence",
        limit="restoration",
        needs_papers=True,
        channels=("online", "window"),
        carry_out=carry_out,
        carry_promised=papers.issue,
        duty="restoration",
        situation="classes",
        spared=Spared(papers=2, copies=1, forms=1, visits=1),
    )
)
