"""What the three postponements of O162 art. 75 share: a ground, a day, one's own word. No fee, no paper, no proof
kept. Driving is allowed until the original day and forbidden from then until the duty is done.
"""

from collections.abc import Callable
from datetime import date
from functools import partial

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question, Service, Spared
from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.rules import postponement
from tongban.law.rules.postponed import due_on
from tongban.law.text import Text
from tongban.law.verdict import Verdict
from tongban.registers.drivers import actions as drivers
from tongban.services.driver import materials, papers

GROUNDS = {
    "military": Text(zh="服兵役", en="Military service"),
    "abroad": Text(zh="出国（境）", en="Being abroad"),
    "other": Text(zh="其他原因（如住院）", en="Another reason, such as a stay in hospital"),
}


def postponement_of(
    duty: str,
    *,
    code: str,
    name: Text,
    gives: Text,
    rule: Callable[[Facts, date, Book], Verdict],
    declaration: Text,
    channels: tuple[str, ...],
    id_only_kind: int,
) -> Service:
    """The service that postpones a duty: "renewal", "review" or "medical"."""
    return Service(
        code=code,
        name=name,
        gives=gives,
        basis=("O162.75",),
        rule=rule,
        questions=_questions(partial(_latest, duty), declaration),
        materials=(materials.IDENTITY, materials.PROOF_OF_GROUND),
        limit="postponement",
        channels=channels,
        carry_out=partial(_carry_out, duty),
        situation="later",
        id_only_kind=id_only_kind,
        spared=Spared(papers=1, copies=1, forms=1, visits=1),
    )


def _carry_out(duty: str, carrying: Carrying) -> None:
    """Record the new last day; the licence shows the letter."""
    original = due_on(carrying.driver.licence, duty)
    if original is None:
        raise ValueError(f"There is no {duty} to postpone.")
    drivers.postpone(
        driver_id=carrying.driver.id,
        duty=duty,
        original_due_on=original,
        until=date.fromisoformat(str(carrying.answers["until"])),
        **carrying.act,
    )
    papers.refresh(carrying)


def _latest(duty: str, facts: Facts, on: date, book: Book) -> date | None:
    """The last day one may choose."""
    if facts.licence is None or due_on(facts.licence, duty) is None:
        return None
    return postponement.latest_until(duty, facts.licence, on, book)


def _questions(latest: Callable[[Facts, date, Book], date | None], declaration: Text) -> tuple[Question, ...]:
    return (
        Question(
            key="ground",
            kind="choice",
            label=Text(zh="为什么要延期？", en="Why do you need more time?"),
            hint=Text(zh="只需说明，不用交任何证明。", en="Just tell us: no proof is needed."),
            options=_grounds,
        ),
        Question(
            key="until",
            kind="date",
            label=Text(zh="延期到哪一天？", en="Until which day?"),
            latest=latest,
        ),
        Question(key="declaration", kind="declaration", label=declaration),
    )


def _grounds(facts: Facts, on: date, book: Book) -> list[tuple[str, Text]]:
    """The grounds that law names, in the words of these services."""
    return [(key, GROUNDS[key]) for key in book.value("postponement.grounds", on) if key in GROUNDS]
