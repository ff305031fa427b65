"""D24 Employer filing 从业单位信息备案. O162 art. 81: who holds a large class files for which organisation they drive,
by its unified social credit code, and when they no longer do. Decided in seconds; nothing is proved.
"""

from datetime import date

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.rules.employer import may_file
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.registers.drivers import actions as drivers
from tongban.registers.drivers.types import Employer
from tongban.services.driver import materials


def carry_out(carrying: Carrying) -> None:
    """Keep the employer on the file; an organisation we know keeps the name it is registered under."""
    drivers.file_employer(
        driver_id=carrying.driver.id,
        employer=_employer(carrying) if carrying.answers["employed"] == "yes" else None,
        **carrying.act,
    )


def _employer(carrying: Carrying) -> Employer:
    code = str(carrying.answers["organisation"])
    known = people.find_organisation(code)
    return Employer(code, known.name if known else str(carrying.answers["organisation_name"]))


def is_employed(facts: Facts, on: date, book: Book) -> bool:
    """Only who drives for somebody says for whom."""
    return facts.answers.get("employed") == "yes"


D24 = services.add(
    Service(
        code="D24",
        name=Text(zh="从业单位信息备案", en="File your employer"),
        gives=Text(
            zh="马上登记您现在为哪家单位开车，或者登记您不再为单位开车。",
            en="On record at once: for whom you drive, or that you no longer drive for anybody.",
        ),
        basis=("O162.81",),
        rule=may_file,
        questions=(
            Question(
                key="employed",
                kind="choice",
                label=Text(zh="您现在为单位开车吗？", en="Do you drive for an organisation now?"),
                options=lambda facts, on, book: [
                    ("yes", Text(zh="是，登记单位", en="Yes, I will name it")),
                    ("no", Text(zh="不为任何单位开车", en="I drive for nobody")),
                ],
            ),
            Question(
                key="organisation",
                kind="organisation",
                label=Text(zh="单位的统一社会信用代码", en="The organisation's unified social credit code"),
                hint=Text(zh="18 位，印在单位的营业执照上。", en="18 characters, printed on its business licence."),
                asked_if=is_employed,
            ),
            Question(
                key="organisation_name",
                kind="text",
                label=Text(zh="单位名称", en="The organisation's name"),
                asked_if=is_employed,
            ),
        ),
        materials=(materials.FORM,),
        limit="employer",
        channels=("online", "window"),
        carry_out=carry_out,
        situation="changed",
        spared=Spared(papers=0, copies=1, forms=1, visits=1),
    )
)
