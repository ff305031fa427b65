"""D01 First licence 初次申领. O162 art. 14, 15, 22: which class may come first, who may have it, where. For small cars
and motorcycles any city, with the identity card alone; for large classes one's own province, or a residence card, which
is looked up and not asked for. Health comes from the hospital, the photograph from the library.

A machine accepts at once and opens the exam file. Tests, learner permit and licence follow from there.
"""

from tongban.assessment.exams.types import Kind
from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Service, Spared, services
from tongban.law.rules.applying import may_apply_first
from tongban.law.text import Text
from tongban.services.driver import learning


def carry_out(carrying: Carrying) -> None:
    """Open the exam file."""
    learning.open_file(carrying, Kind.INITIAL)


D01 = services.add(
    Service(
        code="D01",
        name=Text(zh="初次申领驾驶证", en="Apply for a first licence"),
        gives=Text(
            zh="马上建立考试档案，可以预约科目一。小车、摩托车全国任何城市凭身份证就能申请，以后各科目都在网上自己约。",
            en="Your exam file is opened at once and you can book subject 1. Cars and motorcycles: in any city with "
            "the identity card alone; you book every test online yourself.",
        ),
        basis=("O162.14", "O162.15", "O162.22"),
        rule=may_apply_first,
        questions=(learning.class_question("first"), learning.SCHOOL),
        materials=learning.EVIDENCE,
        adds=learning.add_exam,
        place_matters=True,
        limit="application",
        channels=("online", "window", "partner", "hospital"),
        carry_out=carry_out,
        carry_promised=learning.portrait_arrived,
        situation="learning",
        spared=Spared(papers=2, copies=2, forms=1, visits=1),
    )
)
