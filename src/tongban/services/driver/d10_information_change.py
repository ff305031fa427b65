"""D10 Information change 信息变化换证. O162 art. 67: whose name or number changed exchanges the licence. Both follow
the population register; the former ones stay linked, and bans are looked up under all of them.

A machine decides at once. A decision that is corrected takes the card back; the person's name and number stay as the
population register has them.
"""

from dataclasses import replace

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Service, Spared, services
from tongban.law.rules.information import may_change_information
from tongban.law.text import Text
from tongban.people import actions, queries
from tongban.registers.drivers import actions as drivers
from tongban.services.driver import materials, papers


def carry_out(carrying: Carrying) -> None:
    """Take over name and number, then issue the licence in the name that holds now."""
    registered = carrying.contents["identity"]
    actions.change_identity(
        person_id=carrying.person_id,
        identity_number=registered.get("current_number") or "",
        name=registered["name"],
        **carrying.act,
    )
    person = queries.get_person(carrying.person_id)
    drivers.exchange_for_information(
        driver_id=carrying.driver.id, card_serial=carrying.card_serial, born=person.born, **carrying.act
    )
    papers.issue(replace(carrying, person=person))


D10 = services.add(
    Service(
        code="D10",
        name=Text(zh="信息变化换证", en="Exchange for changed particulars"),
        gives=Text(
            zh="改名或者身份证号码变了的，换领新姓名、新号码的驾驶证。已经在公安户籍部门改好即可，不用交证明。",
            en="A licence in your new name or number, as the population register has it; no proof is needed.",
        ),
        basis=("O162.67",),
        rule=may_change_information,
        materials=(*materials.FOR_A_CARD, materials.PROOF_OF_CHANGE, materials.form_under("O162.67")),
        fee="licence",
        limit="information_change",
        needs_papers=True,
        follows_population=True,
        channels=("online", "window", "partner"),
        carry_out=carry_out,
        carry_promised=papers.issue,
        situation="changed",
        id_only_kind=4,
        spared=Spared(papers=1, copies=1, forms=1, visits=1),
    )
)
