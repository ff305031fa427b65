"""D13 Transfer in 转入换证. O162 art. 64: whose household registration moved to another city must have the licence
transferred there; who lives elsewhere may. A residence card is asked for only with a large class outside one's own
province. The holder declares to be fit; violations, accidents, points and review are settled first.

A machine decides at once; the file moves to the city of the office that handles the case.
"""

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.law.rules.transfer import may_transfer_in
from tongban.law.text import Text
from tongban.registers.drivers import actions as drivers
from tongban.services.driver import materials, papers


def carry_out(carrying: Carrying) -> None:
    """Move the file and issue the licence of the new authority."""
    city = carrying.facts.office[:4] + "00"
    drivers.transfer_in(
        driver_id=carrying.driver.id,
        authority=carrying.book.value("transfer.authority", carrying.on, city),
        region=city,
        card_serial=carrying.card_serial,
        **carrying.act,
    )
    papers.issue(carrying)


D13 = services.add(
    Service(
        code="D13",
        name=Text(zh="驾驶证转入换证", en="Transfer a licence in"),
        gives=Text(
            zh="档案转入本市，换领本市核发的驾驶证。户籍迁来的应当转入，在本市居住的可以转入。",
            en="Your file moves to this city, which issues a new licence. Who is registered here now must transfer, "
            "who lives here may.",
        ),
        basis=("O162.64", "O162.72"),
        rule=may_transfer_in,
        questions=(
            Question(
                key="fit",
                kind="declaration",
                label=Text(
                    zh="我的身体条件符合准驾车型的要求，没有妨碍安全驾驶的疾病。",
                    en="I meet the physical conditions of my classes and have no illness that makes driving unsafe.",
                ),
            ),
        ),
        materials=(*materials.FOR_A_CARD, materials.RESIDENCE, materials.FILE, materials.form_under("O162.64")),
        fee="licence",
        limit="transfer",
        needs_papers=True,
        old_card_back=True,
        place_matters=True,
        channels=("online", "window", "partner", "post", "hospital"),
        carry_out=carry_out,
        carry_promised=papers.issue,
        situation="changed",
        id_only_kind=7,
        spared=Spared(papers=1, copies=1, forms=1, visits=2),
    )
)
