"""N05 E-bike plate or licence replacement 补换领号牌、行驶证. With nothing but an identity document; the number stays
and the former licence is void. The RFID plate of a delivery bike is made at a window, where its tag is read.
"""

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.law.rules.bikes import may_issue_anew
from tongban.law.text import Text
from tongban.registers.bikes import actions as bikes
from tongban.services.bike import materials


def carry_out(carrying: Carrying) -> None:
    """Issue it anew under the same number; a delivery plate with its new tag."""
    bikes.issue_anew(
        bike_id=carrying.bike.id,
        what=str(carrying.answers["what"]),
        tag=str(carrying.answers.get("tag") or ""),
        **carrying.act,
    )


N05 = services.add(
    Service(
        code="N05",
        about="bike",
        name=Text(zh="电动自行车补换领号牌、行驶证", en="Replace an e-bike's plate or licence"),
        gives=Text(
            zh="马上补办，号码不变；电子行驶证自动更新。",
            en="Replaced at once under the same number; the electronic licence follows.",
        ),
        basis=("RTSL.18", "SHNMV.14"),
        rule=may_issue_anew,
        questions=(
            Question(
                key="what",
                kind="choice",
                label=Text(zh="补换什么？", en="What is to be replaced?"),
                options=lambda facts, on, book: [
                    ("plate", Text(zh="号牌", en="The plate")),
                    ("licence", Text(zh="行驶证", en="The licence")),
                ],
            ),
            Question(
                key="tag",
                kind="bike_tag",
                label=Text(zh="新号牌的电子标签编号（EPC）", en="EPC of the new plate's tag"),
                hint=Text(zh="用读写器读取。", en="Read it with the reader."),
                asked_if=lambda facts, on, book: (
                    facts.answers.get("what") == "plate" and facts.bike is not None and facts.bike.kind == "delivery"
                ),
            ),
        ),
        materials=(materials.IDENTITY, materials.FORM),
        limit="bike",
        channels=("online", "window"),
        carry_out=carry_out,
        situation="bike",
        spared=Spared(copies=1, forms=1, visits=1),
    )
)
