"""D07 Renewal at expiry 期满换证. O162 art. 62, 63: from ninety days before expiry to one year after, at any office,
with the identity document and a medical certificate; the old licence need not be shown. Violations and accidents
are settled first. Terms: six years, ten years, long-term.

Waits for a partner where the hospital has not sent a result, and goes on by itself when it does.
"""

from datetime import date

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.rules import medical, renewal
from tongban.law.rules.classes import held_since
from tongban.law.rules.renewal import may_renew
from tongban.law.text import Text
from tongban.registers.drivers import actions as drivers
from tongban.registers.drivers.types import Change
from tongban.services.driver import materials, papers


def carry_out(carrying: Carrying) -> None:
    """Give the next term; where the examination leaves fewer classes and the person agreed, only those."""
    licence = carrying.driver.licence
    valid_from, valid_to, years = renewal.new_term(licence, carrying.on, carrying.book)
    drivers.renew_licence(
        driver_id=carrying.driver.id,
        card_serial=carrying.card_serial,
        valid_from=valid_from,
        valid_to=valid_to,
        term_years=years,
        **carrying.act,
        more=_lower_classes(carrying),
    )
    papers.issue(carrying)


def _lower_classes(carrying: Carrying) -> list[Change]:
    """What the examination takes away, and what it leaves of that: held as long as the class that covered it."""
    held = carrying.driver.licence.classes
    codes = renewal.classes_after(carrying.facts, carrying.on, carrying.book)
    kept = held_since(held, codes, carrying.on, carrying.book)
    gone = [Change(f"class:{one.code}") for one in held if one.code not in kept]
    return gone + [
        Change(f"class:{code}", since.isoformat())
        for code, since in kept.items()
        if code not in carrying.driver.licence.codes
    ]


def fewer_classes_left(facts: Facts, on: date, book: Book) -> bool:
    """True where the examination leaves some but not all of the classes: only then is there something to ask."""
    if facts.licence is None or facts.medical is None:
        return False
    left = medical.classes_left(facts.licence.codes, facts.medical, on, book)
    return bool(left) and left != facts.licence.codes


D07 = services.add(
    Service(
        code="D07",
        name=Text(zh="驾驶证期满换证", en="Renew a driving licence"),
        gives=Text(
            zh="换领新的驾驶证：连续多年未记满 12 分的，有效期延长为十年或长期。",
            en="A new licence; after clean years it is valid for ten years, then long-term.",
        ),
        basis=("O162.62", "O162.63"),
        rule=may_renew,
        questions=(
            Question(
                key="accept_lower",
                kind="choice",
                label=Text(
                    zh="体检结果只符合部分准驾车型，是否换成这些车型？",
                    en="The examination allows only some of your classes. Do you accept these?",
                ),
                options=lambda facts, on, book: [("yes", Text(zh="同意", en="Yes"))],
                asked_if=fewer_classes_left,
                settles=("medical.unfit",),
            ),
        ),
        materials=(*materials.FOR_A_CARD, materials.MEDICAL, materials.OLD_LICENCE),
        fee="licence",
        limit="renewal",
        needs_papers=True,
        channels=("online", "window", "partner", "hospital", "kiosk"),
        carry_out=carry_out,
        carry_promised=papers.issue,
        duty="renewal",
        prepared=True,
        situation="due",
        id_only_kind=3,
        spared=Spared(papers=3, copies=1, forms=1, visits=1),
    )
)
