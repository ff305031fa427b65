"""D27 Review education 审验学习. O162 art. 73: whose licence review asks for it studies law, safe driving and
emergencies, and is warned by accidents. Online here, on-site, or at a training school.

A machine decides at once and opens the course. The hours are written into the register when they are complete, and a
review that waits for them (D14) goes on by itself.
"""

from tongban.assessment.learning.types import Kind
from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Service, Spared, services
from tongban.law.rules.review import may_study
from tongban.law.text import Text
from tongban.services.driver import education, materials


def carry_out(carrying: Carrying) -> None:
    """Open the course."""
    education.begin(carrying, Kind.REVIEW)


D27 = services.add(
    Service(
        code="D27",
        name=Text(zh="审验学习", en="Review education"),
        gives=Text(
            zh="网上或者现场学满小时数，记录马上生效，审验自动继续，不用学习证明。",
            en="Your hours online or on-site count at once, the review goes on by itself, no certificate.",
        ),
        basis=("O162.73",),
        rule=may_study,
        materials=(materials.IDENTITY, materials.PROOF_OF_EDUCATION),
        adds=education.add_study(Kind.REVIEW),
        limit="review_education",
        channels=("online", "window"),
        in_person=True,
        carry_out=carry_out,
        situation="points",
        goes_on="citizen:learning",
        spared=Spared(papers=1, forms=1, visits=1),
    )
)
