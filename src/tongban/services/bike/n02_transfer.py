"""N02 E-bike transfer 转让登记. SH-NMV art. 14. Seller and buyer come together with their identity documents; the
number stays, the licence is issued to the new owner. A delivery bike is changed back to an ordinary plate first.
"""

from dataclasses import replace
from uuid import UUID

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.core.errors import Conflict
from tongban.law.facts import Facts
from tongban.law.rules.bikes import may_transfer
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.registers.bikes import actions as bikes
from tongban.services.bike import materials

NO_BUYER = Text(zh="没有查到受让人。", en="The buyer is not known here.")


def add_buyer(facts: Facts, applicant: UUID, code: str) -> Facts:
    """Whether the buyer who is named is known here."""
    number = facts.answers.get("buyer")
    if not number or facts.bike is None:
        return facts
    buyer = people.find_person(str(number))
    known = "owner" if buyer == applicant else "known" if buyer else "unknown"
    return replace(facts, bike=replace(facts.bike, buyer=known))


def carry_out(carrying: Carrying) -> None:
    """Write the new owner; the number stays."""
    buyer = people.find_person(str(carrying.answers["buyer"]))
    if buyer is None:
        raise Conflict(NO_BUYER)
    bikes.transfer(bike_id=carrying.bike.id, to=buyer, **carrying.act)


N02 = services.add(
    Service(
        code="N02",
        about="bike",
        name=Text(zh="电动自行车转让登记", en="Transfer an e-bike"),
        gives=Text(
            zh="当场过户，号牌不变，新所有人马上有电子行驶证。",
            en="Transferred on the spot; the number stays and the new owner has the licence at once.",
        ),
        basis=("RTSL.18", "SHNMV.14"),
        rule=may_transfer,
        adds=add_buyer,
        questions=(
            Question(
                key="buyer",
                kind="identity",
                label=Text(zh="受让人的身份证号码", en="Identity number of the new owner"),
                hint=Text(zh="受让人带身份证一起到场。", en="The new owner is present with the identity card."),
            ),
        ),
        materials=(materials.IDENTITY, materials.FORM),
        limit="bike",
        channels=("window",),
        carry_out=carry_out,
        situation="bike",
        spared=Spared(copies=2, forms=1),
    )
)
