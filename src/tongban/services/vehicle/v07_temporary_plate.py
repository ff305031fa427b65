"""V07 Temporary plate for a new vehicle 申领临时行驶车号牌. O164 art. 46, 47: for a vehicle that is not yet sold, or
bought and not registered. Given in one day, here in the moment in which nothing is missing: by the person online, at a
window, or by a dealer under its contract, who takes the application and decides nothing. Invoice, certificate and
insurance are asked of those who know. It is printed at once; on the phone it is as good.

A machine decides where every check is green, an officer where something was taken from paper.
"""

from dataclasses import replace
from datetime import date

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.core.errors import Conflict
from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.reasons import wordings
from tongban.law.rules.registration import officer_looks
from tongban.law.rules.temporary_plates import may_have_new
from tongban.law.text import Text
from tongban.services.vehicle import materials, temporary

MADE_HERE = "L"  # a VIN of a vehicle made in China begins with it


def carry_out(carrying: Carrying) -> None:
    """Give the plate."""
    if temporary.give_new(carrying) is None:
        raise Conflict(wordings()["temporary_plates.uninsured"].sentence)


def _why(facts: Facts, on: date, book: Book) -> list[tuple[str, Text]]:
    return [
        ("bought", Text(zh="车买好了，还没上牌", en="It is bought and not registered yet")),
        ("unsold", Text(zh="车还没卖（销售企业、生产企业）", en="It is not sold yet (dealer or maker)")),
    ]


def _for_firm(facts: Facts, on: date, book: Book) -> bool:
    return facts.answers.get("why") == "unsold"


def _bought(facts: Facts, on: date, book: Book) -> bool:
    return facts.answers.get("why") == "bought"


def _imported(facts: Facts, on: date, book: Book) -> bool:
    return not str(facts.answers.get("vin") or MADE_HERE).startswith(MADE_HERE)


def _made_here(facts: Facts, on: date, book: Book) -> bool:
    return not _imported(facts, on, book)


V07 = services.add(
    Service(
        code="V07",
        about="new_vehicle",
        name=Text(zh="申领临时行驶车号牌", en="Temporary plate for a new vehicle"),
        gives=Text(
            zh="临时行驶车号牌：马上可以在手机出示、自己打印，客车前后风窗各贴一张。",
            en="A temporary plate: on your phone and to print at once; a car shows one sheet in front, one behind.",
        ),
        basis=("O164.46", "O164.47"),
        rule=may_have_new,
        officer_if=officer_looks,
        adds=temporary.add_use,
        questions=(
            Question(
                key="vin",
                kind="vin",
                label=Text(zh="车辆识别代号（车架号）", en="Vehicle identification number (VIN)"),
                hint=Text(
                    zh="17位，在合格证、发票和前挡风玻璃左下角都有。", en="17 characters, on certificate and invoice."
                ),
            ),
            Question(
                key="why",
                kind="choice",
                label=Text(zh="车现在是什么情况？", en="How does it stand with the vehicle?"),
                options=_why,
            ),
            Question(
                key="organisation",
                kind="organisation",
                asked_if=_for_firm,
                label=Text(zh="企业的统一社会信用代码", en="Social credit code of the firm"),
                hint=Text(zh="由企业登记过的经办人办理。", en="Its authorised person applies."),
            ),
            temporary.AREA,
        ),
        materials=(
            materials.IDENTITY,
            replace(materials.INVOICE, article="O164.46", asked_if=_bought),
            replace(materials.CONFORMITY, article="O164.46", asked_if=_made_here),
            replace(materials.IMPORT, article="O164.46", asked_if=_imported),
            replace(materials.INSURANCE, article="O164.47", settles=("temporary_plates.uninsured",)),
            materials.STOLEN,
            materials.form_under("O164.46"),
        ),
        fee="temporary_plate",
        more_fee=temporary.fee_of_more_sheets,
        limit="temporary_plate",
        channels=("online", "window", "partner"),
        carry_out=carry_out,
        undo=temporary.withdraw,
        situation="vehicle",
        id_only_kind=17,
        spared=Spared(papers=3, copies=3, forms=1, visits=1),
    )
)
