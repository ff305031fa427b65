"""D08 Age exchange 达到规定年龄换证. O162 art. 65: who reaches 63 (60 until the end of 2024) may no longer drive large
vehicles, at 70 no C3 C4 C6 D E. The office tells the person, who exchanges within thirty days; otherwise the
classes are announced void. The ban to drive begins with the age, not with the announcement.

The office opens it; a person may also ask. The register's daily work announces that an age was reached.
"""

from datetime import date

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import OwnMotion, Question, Service, Spared, services
from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.rules import age
from tongban.law.rules.age import may_exchange
from tongban.law.rules.classes import held_since
from tongban.law.text import Text
from tongban.registers.drivers import actions as drivers
from tongban.services.driver import materials, papers


def carry_out(carrying: Carrying) -> None:
    """Exchange to the classes the person chose among those that remain."""
    drivers.exchange_for_age(
        driver_id=carrying.driver.id,
        classes=_remaining(carrying, str(carrying.answers.get("choice", "C1"))),
        card_serial=carrying.card_serial,
        **carrying.act,
    )
    papers.issue(carrying)


def carry_lapse(carrying: Carrying) -> None:
    """Announce the classes void that age has ended; what the age leaves untouched stays on record."""
    licence = carrying.driver.licence
    after = age.classes_left(licence, carrying.driver.born, carrying.on, carrying.book)
    left = held_since(licence.classes, after, carrying.on, carrying.book)
    drivers.void_classes(driver_id=carrying.driver.id, classes=left, **carrying.act)
    if left:
        papers.refresh(carrying)
    else:
        papers.revoke(carrying)


def _remaining(carrying: Carrying, choice: str) -> dict[str, date]:
    licence = carrying.driver.licence
    after = age.classes_after(
        licence.codes, carrying.driver.born, carrying.on, carrying.book, choice, licence.extended_to
    )
    return held_since(licence.classes, after, carrying.on, carrying.book)


def choices(facts: Facts, on: date, book: Book) -> list[tuple[str, Text]]:
    """C1 or C2, and for a holder of A2 each with the light trailer."""
    manual = Text(zh="C1 小型汽车（手动和自动挡）", en="C1 small car, manual and automatic")
    automatic = Text(zh="C2 小型自动挡汽车", en="C2 small automatic car")
    offered = [("C1", manual), ("C2", automatic)]
    if facts.licence and "A2" in facts.licence.codes:
        trailer = Text(zh="{car}，并保留 C6 轻型牵引挂车", en="{car}, and keep C6 light trailer")
        offered += [(f"{code}C6", trailer.fill(car=name)) for code, name in offered]
    return offered


def choice_matters(facts: Facts, on: date, book: Book) -> bool:
    """Only who loses a class that is replaced by a car has something to choose."""
    if facts.licence is None:
        return False
    born, codes = facts.applicant.born, facts.licence.codes
    return age.classes_after(codes, born, on, book, "C1") != age.classes_after(codes, born, on, book, "C2")


D08 = services.add(
    Service(
        code="D08",
        name=Text(zh="达到规定年龄换证", en="Exchange a licence at an age"),
        gives=Text(
            zh="换领保留车型的驾驶证，继续驾驶小型汽车等。",
            en="A licence for the classes you keep, so that you go on driving.",
        ),
        basis=("O162.65",),
        rule=may_exchange,
        questions=(
            Question(
                key="choice",
                kind="choice",
                label=Text(zh="您想换成哪种准驾车型？", en="Which class would you like to have?"),
                options=choices,
                asked_if=choice_matters,
            ),
        ),
        materials=(*materials.FOR_A_CARD, materials.MEDICAL, materials.OLD_LICENCE),
        fee="licence",
        limit="age_exchange",
        needs_papers=True,
        channels=("online", "window", "partner", "hospital"),
        carry_out=carry_out,
        carry_back=papers.card_again,
        carry_promised=papers.issue,
        duty="age",
        situation="due",
        id_only_kind=5,
        spared=Spared(papers=2, copies=1, forms=1, visits=1),
        own_motion=OwnMotion(
            announced_by="age_reached",
            ground=Text(
                zh="您已达到法律规定的年龄，从这一天起不能再驾驶下列车型：{classes}。",
                en="You have reached the age at which you may no longer drive: {classes}.",
            ),
            notice=Text(
                zh="请在 {due} 前选择保留的车型并换证。也可以先说明情况。",
                en="Please choose the class you keep and exchange by {due}. You may also tell us your view.",
            ),
            answer_limit="age_answer",
            lapse=Text(
                zh="到期没有换证的，由工作人员决定是否公告这些车型作废；其他车型不受影响。",
                en="If you do not, a member of staff decides whether to announce these classes void.",
            ),
            carry_lapse=carry_lapse,
            only=False,
        ),
    )
)
