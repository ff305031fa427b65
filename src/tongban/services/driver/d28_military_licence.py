"""D28 Exchange of a military licence 军警换证. O162 art. 23: buses, trailers and lorries after subjects 1 and 3, every
other class without a test; the years of driving with the armed forces count.

At the office: the clerk sees the licence and states what it says, a second person compares and decides. Within three
years everything has to be passed. Whether the forces know the licence is not asked of them by network here.
"""

from datetime import date

from tongban.assessment.exams.types import Kind
from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.law.rules import exams
from tongban.law.rules.applying import chosen, may_exchange_military
from tongban.law.text import Text
from tongban.services.driver import first_card, learning


def carry_out(carrying: Carrying) -> None:
    """Open the exam file, or issue the licence at once where nothing is tested."""
    code = chosen(carrying.facts)
    if exams.subjects(Kind.MILITARY.value, code, (), carrying.on, carrying.book):
        learning.open_file(carrying, Kind.MILITARY)
        return
    since = date.fromisoformat(str(carrying.answers["military_since"]))
    first_card.issue_untested(carrying, code, since)


D28 = services.add(
    Service(
        code="D28",
        name=Text(zh="持军队、武警驾驶证申领", en="Exchange a military licence"),
        gives=Text(
            zh="大中型客货车考科目一、科目三；其他车型免考，当场发证。部队驾龄连续计算。",
            en="Large classes after subjects 1 and 3; every other class without a test, on the spot. Your years of "
            "driving with the forces count.",
        ),
        basis=("O162.23", "O162.14", "O162.15"),
        rule=may_exchange_military,
        questions=(
            learning.class_question("military"),
            Question(
                key="military_number",
                kind="text",
                label=Text(zh="军队、武警驾驶证号码", en="Number of the military licence"),
                hint=Text(zh="照证件上写的填写。", en="As it is printed on the licence."),
            ),
            Question(
                key="military_since",
                kind="date",
                past=True,
                label=Text(zh="军队、武警驾驶证上的初次领证日期", en="First issue of the military licence"),
            ),
            learning.SCHOOL,
        ),
        materials=learning.ON_THE_SPOT,
        adds=learning.add_exam,
        place_matters=True,
        limit="application",
        channels=("window",),
        decided_by="person",
        carry_out=carry_out,
        situation="learning",
        spared=Spared(papers=1, copies=2, forms=1),
    )
)
