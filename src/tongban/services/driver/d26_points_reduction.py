"""D26 Points-reduction course 学法减分. O163 art. 26 to 29: who has points below the limit, and everything handled, may
take some off by study and a test: one for thirty minutes online, two for an hour on-site, one for an activity for the
public; six in a cycle at most.

A machine decides at once and opens the course; what it is worth is written into the register in the moment in which the
test is passed, on what the register says then.
"""

from datetime import date

from tongban.assessment.learning.types import Kind
from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.rules import points_reduction
from tongban.law.text import Text
from tongban.services.driver import education, materials

WAYS = {
    "online": Text(
        zh="网上学习 {minutes} 分钟，考试合格减 {points} 分", en="Online, {minutes} minutes and a test: {points} off"
    ),
    "on_site": Text(
        zh="现场学习 {minutes} 分钟，考试合格减 {points} 分", en="On-site, {minutes} minutes and a test: {points} off"
    ),
    "activity": Text(
        zh="参加交通安全公益活动 {minutes} 分钟，公示无异议减 {points} 分",
        en="An activity for the public, {minutes} minutes, without objection: {points} off",
    ),
}


def carry_out(carrying: Carrying) -> None:
    """Open the course."""
    education.begin(carrying, Kind.REDUCTION, str(carrying.answers["mode"]))


def ways(facts: Facts, on: date, book: Book) -> list[tuple[str, Text]]:
    """How points may be taken off, with what each is worth."""
    minutes, points = book.value("points_reduction.minutes", on), book.value("points_reduction.points", on)
    return [(mode, text.fill(minutes=minutes[mode], points=points[mode])) for mode, text in WAYS.items()]


D26 = services.add(
    Service(
        code="D26",
        name=Text(zh="学法减分", en="Take points off by study"),
        gives=Text(
            zh="学习、考试合格，当场减少记分；一个记分周期里减到上限为止。",
            en="Study, pass the test, and the points are off at once, up to the most that a cycle allows.",
        ),
        basis=("O163.26",),
        rule=points_reduction.may_apply,
        questions=(
            Question(
                key="mode",
                kind="choice",
                label=Text(zh="您想怎么学？", en="How do you want to study?"),
                options=ways,
            ),
            Question(
                key="declaration",
                kind="declaration",
                label=Text(zh="由我本人学习、本人考试。", en="I study and take the test myself."),
            ),
        ),
        materials=(materials.IDENTITY, materials.PLATFORM, education.VEHICLES, materials.PROOF_OF_EDUCATION),
        adds=education.add_study(Kind.REDUCTION),
        limit="points_reduction",
        channels=("online",),
        in_person=True,
        carry_out=carry_out,
        situation="points",
        goes_on="citizen:learning",
        spared=Spared(papers=1, forms=1, visits=1),
    )
)
