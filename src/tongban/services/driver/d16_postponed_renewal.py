"""D16 Postponed renewal 延期换证. O162 art. 75: in military service, abroad and the like; within the licence's
validity or up to one year after, on one's own declaration, once, at most three years from expiry. No fee, no paper,
no proof kept. Driving is allowed until the original date and forbidden from then until the renewal is done.
"""

from datetime import date

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.rules import postponement
from tongban.law.rules.postponement import may_postpone_renewal
from tongban.law.text import Text
from tongban.registers.drivers import actions as drivers
from tongban.services.driver import materials, papers

GROUNDS = {
    "military": Text(zh="服兵役", en="Military service"),
    "abroad": Text(zh="出国（境）", en="Being abroad"),
    "other": Text(zh="其他原因（如住院）", en="Another reason, such as a stay in hospital"),
}


def carry_out(carrying: Carrying) -> None:
    """Record the new last day; the licence shows letter N."""
    valid_to = carrying.driver.licence.valid_to
    if valid_to is None:
        raise ValueError("A long-term licence has no renewal to postpone.")
    drivers.postpone_renewal(
        driver_id=carrying.driver.id,
        original_due_on=valid_to,
        until=date.fromisoformat(str(carrying.answers["until"])),
        effective_on=carrying.on,
        actor=carrying.actor,
        cause=carrying.cause,
    )
    papers.refresh(carrying)


def grounds(facts: Facts, on: date, book: Book) -> list[tuple[str, Text]]:
    """The grounds that law names, in the words of this service."""
    return [(key, GROUNDS[key]) for key in book.value("postponement.grounds", on) if key in GROUNDS]


def latest(facts: Facts, on: date, book: Book) -> date | None:
    """The last day one may choose."""
    if facts.licence is None or facts.licence.valid_to is None:
        return None
    return postponement.latest_until(facts.licence, on, book)


D16 = services.add(
    Service(
        code="D16",
        name=Text(zh="延期换证", en="Postpone the renewal"),
        gives=Text(
            zh="换证最多可推迟到有效期满后三年。原有效期满后、换证前不能开车。",
            en="Renew up to three years after expiry. After the original date you may not drive until you renew.",
        ),
        basis=("O162.75",),
        rule=may_postpone_renewal,
        questions=(
            Question(
                key="ground",
                kind="choice",
                label=Text(zh="为什么要延期？", en="Why do you need more time?"),
                hint=Text(zh="只需说明，不用交任何证明。", en="Just tell us: no proof is needed."),
                options=grounds,
            ),
            Question(
                key="until",
                kind="date",
                label=Text(zh="延期到哪一天？", en="Until which day?"),
                latest=latest,
            ),
            Question(
                key="declaration",
                kind="declaration",
                label=Text(
                    zh="我说明的情况属实，并知道原有效期满后、换证前不能驾驶机动车。",
                    en="What I say is true, and I know that I may not drive after the original date until I renew.",
                ),
            ),
        ),
        materials=(materials.IDENTITY, materials.PROOF_OF_GROUND),
        limit="postponement",
        channels=("online", "window", "partner"),
        carry_out=carry_out,
        id_only_kind=8,
        spared=Spared(papers=1, copies=1, forms=1, visits=1),
    )
)
