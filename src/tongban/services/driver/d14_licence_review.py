"""D14 Licence review 审验. O162 art. 72, 73: drivers of large vehicles after a points cycle with points, everybody
after a fatal accident, from 70 also after serious injury; within thirty days after the cycle, at any office.
Violations and accidents are settled, education is taken, from 70 after an accident the ability test is passed.

Education that was taken here (D27) is in the register already; for any other the school is asked. Waits for what is
missing, and goes on by itself.
"""

from tongban.casework import news
from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.law.rules.review import may_review
from tongban.law.text import Text
from tongban.registers.drivers import actions as drivers
from tongban.services.driver import materials, papers


def carry_out(carrying: Carrying) -> None:
    """The review is passed: overdue and postponed end, until a later cycle makes another due."""
    drivers.review_licence(driver_id=carrying.driver.id, **carrying.act)
    papers.refresh(carrying)
    news.settled_beside(carrying.person_id, carrying.case_id)


D14 = services.add(
    Service(
        code="D14",
        name=Text(zh="驾驶证审验", en="Licence review"),
        gives=Text(
            zh="审验通过，逾期未审验的状态随即消除，可以继续驾驶。",
            en="The review is passed; where it was overdue, you may drive again at once.",
        ),
        basis=("O162.72", "O162.73"),
        rule=may_review,
        questions=(
            Question(
                key="declaration",
                kind="declaration",
                label=Text(
                    zh="我的身体状况符合驾驶条件，没有妨碍安全驾驶的疾病。",
                    en="My health allows me to drive: I have no illness that makes driving unsafe.",
                ),
            ),
        ),
        materials=(
            materials.IDENTITY,
            materials.PLATFORM,
            materials.EDUCATION,
            materials.ABILITY,
            materials.PROOF_OF_EDUCATION,
        ),
        limit="review",
        channels=("online", "window", "partner"),
        carry_out=carry_out,
        duty="review",
        situation="due",
        spared=Spared(papers=1, copies=1, forms=1, visits=1),
    )
)
