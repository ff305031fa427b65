"""D25 Points-limit education and test 满分教育/考试. O163 art. 17 to 24: who reaches the points limit may not drive,
takes so many days of education and the tests that the number of times asks for, and has the licence back when
the fines are paid too.

The office opens it when the register finds the limit reached, tells the person, and waits thirty days for them to take
part; then a person decides whether to announce that the licence may no longer be used. The course begins when the
person says that they take part; the exam file opens when its days are complete. Points that are struck end all of it.
"""

from tongban.assessment.learning import actions as learning
from tongban.assessment.learning import queries as courses
from tongban.assessment.learning.types import Kind
from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import OwnMotion, Question, Service, Spared, services
from tongban.law.rules.points_limit import may_return
from tongban.law.text import Text
from tongban.registers.drivers import actions as drivers
from tongban.registers.drivers import points
from tongban.services.driver import education, materials, papers


def carry_out(carrying: Carrying) -> None:
    """Clear the points and give the licence back; the course is done."""
    points.clear_points(driver_id=carrying.driver.id, **carrying.act)
    course = courses.find_open(carrying.person_id, Kind.POINTS_LIMIT)
    if course is not None:
        learning.conclude(course_id=course.id, actor=carrying.actor, cause=carrying.cause)
    papers.refresh(carrying)


def carry_lapse(carrying: Carrying) -> None:
    """Announce that the licence may no longer be used until the education is done."""
    drivers.set_letter(driver_id=carrying.driver.id, letter="J", **carrying.act)
    papers.refresh(carrying)


D25 = services.add(
    Service(
        code="D25",
        name=Text(zh="满分教育和考试", en="Points-limit education and test"),
        gives=Text(
            zh="学满天数、考试合格、缴清罚款后，记分清除，发还驾驶证。",
            en="When days, tests and fines are done the points are cleared and you have your licence back.",
        ),
        basis=("O163.17",),
        rule=may_return,
        questions=(
            Question(
                key="declaration",
                kind="declaration",
                label=Text(
                    zh="我参加满分教育，由我本人学习、本人考试，期间不驾驶机动车。",
                    en="I take part in points-limit education, study and take the tests myself, and do not drive.",
                ),
            ),
        ),
        materials=(
            materials.IDENTITY,
            materials.PLATFORM,
            education.DAYS,
            education.PASSED,
            materials.PROOF_OF_EDUCATION,
        ),
        adds=education.add_study(Kind.POINTS_LIMIT),
        limit="points_limit",
        channels=("online", "window"),
        in_person=True,
        carry_out=carry_out,
        situation="points",
        spared=Spared(papers=1, forms=1, visits=1),
        own_motion=OwnMotion(
            announced_by=education.TOPIC,
            ground=Text(
                zh="您在一个记分周期内已记满分，从现在起不能驾驶机动车（{classes}）。",
                en="You have reached the points limit in this cycle: from now on you may not drive ({classes}).",
            ),
            notice=Text(
                zh="请在 {due} 前确认参加满分教育。也可以先说明情况。",
                en="Please say by {due} that you take part in the education. You may also tell us your view.",
            ),
            answer_limit="points_limit_answer",
            lapse=Text(
                zh="到期不参加学习、考试的，由工作人员决定是否公告驾驶证停止使用。",
                en="If you do not, a member of staff decides whether to announce that the licence may not be used.",
            ),
            carry_lapse=carry_lapse,
            only=False,
        ),
    )
)
