"""V36 Cancellation of a lost vehicle 灭失注销. O164 art. 37, 39, 86: lost by disaster, fire or accident. The owner says
so in writing, in the app or at a window, and nobody else for them. Nothing else is handed in.

A machine decides at once. A vehicle that is found again is an officer's matter: the decision is corrected, plates and
papers stay void.
"""

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.law.rules.deregistration import may_end_lost
from tongban.law.text import Text
from tongban.services.vehicle import ending, materials, numbering

PROMISE = Text(
    zh="我承诺：这辆车因下面的原因已经灭失，所说属实；说假话的，愿意承担法律责任。",
    en="I promise that this vehicle is lost for the reason below, that this is true, and that I answer for it.",
)


def carry_out(carrying: Carrying) -> None:
    """The vehicle is lost: its registration ends."""
    ending.end(carrying, "lost")


V36 = services.add(
    Service(
        code="V36",
        about="vehicle",
        name=Text(zh="灭失注销", en="Cancellation of a lost vehicle"),
        gives=Text(
            zh="登记注销，号牌和证件作废，给您注销证明（PDF）。",
            en="The registration ends, plates and papers are void, and you get a certificate (PDF).",
        ),
        basis=("O164.37", "O164.39"),
        rule=may_end_lost,
        in_person=True,
        questions=(
            Question(
                key="ground",
                kind="choice",
                label=Text(zh="车是怎么灭失的？", en="How was it lost?"),
                options=lambda facts, on, book: [
                    ("disaster", Text(zh="自然灾害", en="In a natural disaster")),
                    ("fire", Text(zh="失火", en="In a fire")),
                    ("accident", Text(zh="交通事故", en="In an accident")),
                ],
            ),
            ending.declaration(PROMISE),
        ),
        materials=(materials.IDENTITY, materials.STOLEN, ending.PAPERS_BACK, materials.form_under("O164.39")),
        limit="deregistration",
        channels=("online", "window"),
        carry_out=carry_out,
        undo=numbering.undo_change,
        paper="cancellation",
        situation="vehicle",
        spared=Spared(papers=3, copies=1, forms=1, visits=1),
    )
)
