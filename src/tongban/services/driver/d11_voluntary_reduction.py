"""D11 Voluntary reduction 自愿降低准驾车型. O162 art. 66: the holder gives up classes and keeps those they choose among
what the licence covers. Violations, accidents, points and review are settled first.

A machine decides at once.
"""

from datetime import date

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.names import class_text
from tongban.law.rules import reduction
from tongban.law.rules.classes import covered, held_since, in_order
from tongban.law.rules.reduction import may_reduce
from tongban.law.text import Text
from tongban.registers.drivers import actions as drivers
from tongban.services.driver import materials, papers


def carry_out(carrying: Carrying) -> None:
    """Exchange to the classes that were chosen."""
    codes = reduction.classes_chosen(carrying.facts, carrying.on, carrying.book)
    drivers.reduce_licence(
        driver_id=carrying.driver.id,
        classes=held_since(carrying.driver.licence.classes, codes, carrying.on, carrying.book),
        card_serial=carrying.card_serial,
        **carrying.act,
    )
    papers.issue(carrying)


def choices(facts: Facts, on: date, book: Book) -> list[tuple[str, Text]]:
    """Every class the licence covers, in printed order."""
    codes = in_order(covered(facts.licence.codes, on, book), on, book) if facts.licence else ()
    return [(code, class_text([code])) for code in codes]


D11 = services.add(
    Service(
        code="D11",
        name=Text(zh="自愿降低准驾车型换证", en="Give up licence classes"),
        gives=Text(
            zh="换领只含您保留车型的驾驶证。放弃的车型以后要重新申请、考试。",
            en="A licence for the classes you keep. A class you give up can be had again only by new tests.",
        ),
        basis=("O162.66",),
        rule=may_reduce,
        questions=(
            Question(
                key="classes",
                kind="choices",
                label=Text(zh="您要保留哪些准驾车型？", en="Which classes do you keep?"),
                hint=Text(
                    zh="勾选要保留的。高的车型已包含低的，不用重复勾选。",
                    en="Tick those you keep. A higher class includes the lower ones; they need no tick.",
                ),
                options=choices,
            ),
        ),
        materials=(*materials.FOR_A_CARD, materials.form_under("O162.66")),
        fee="licence",
        limit="reduction",
        needs_papers=True,
        old_card_back=True,
        channels=("online", "window", "partner"),
        carry_out=carry_out,
        carry_promised=papers.issue,
        situation="classes",
        id_only_kind=6,
        spared=Spared(copies=1, forms=1, visits=1),
    )
)
