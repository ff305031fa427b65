"""Draws with the least facts: a pool of three, a beacon and a lottery two days after applications have ended."""

from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_DNS, UUID, uuid5

from tongban.allocation import actions, outcome
from tongban.allocation.models import Announcement, Value
from tongban.allocation.types import Source
from tongban.core import clock
from tongban.core.actor import Actor, system
from tongban.law.text import Text

OFFICE = system("tests")
OPENS = datetime(2026, 11, 23, 1, tzinfo=UTC)
WINDOW, LYING_OPEN = timedelta(days=2), timedelta(days=2)
CLOSES, DUE = OPENS + WINDOW, OPENS + WINDOW + LYING_OPEN
EVENING = DUE + timedelta(hours=2)
POOL = ("苏A88888", "苏A66666", "苏A99999")
NUMBER = "2026-01"
BEACON, LOTTERY = "beacon-1", "double-colour-2"
FIGURES = "07 12 18 23 28 31 09"
TITLE, BASIS = Text(zh="靓号摇号", en="Round for numbers"), Text(zh="试点", en="a pilot")


def a_person(order: int) -> UUID:
    return UUID(int=order)


def a_clerk(label: str) -> Actor:
    return Actor(kind="staff", label=label, channel="window", account_id=uuid5(NAMESPACE_DNS, label), office="320100-1")


ANNA, BEN = a_clerk("NJ-SUPER-1"), a_clerk("NJ-CHIEF-1")


def sources(due_at: datetime = DUE) -> list[Source]:
    return [Source("", "beacon", "", due_at), Source("", "double-colour", "2026137", due_at + timedelta(hours=1))]


def an_open_draw(people: int = 0, *, opens: datetime = OPENS, number: str = NUMBER) -> str:
    """A draw open for applications, with so many applicants who would take anything."""
    closes = opens + WINDOW
    with clock.frozen(opens):
        actions.open_draw(
            number=number, title=TITLE, basis=BASIS, pool=POOL, sources=sources(closes + LYING_OPEN), opens_at=opens,
            closes_at=closes, pilot=True, actor=OFFICE,
        )  # fmt: skip
        for order in range(1, people + 1):
            actions.apply(number=number, person=a_person(order), wishes=(), actor=OFFICE)
    return number


def an_announced_draw(people: int = 5, *, opens: datetime = OPENS, number: str = NUMBER) -> Announcement:
    """The same with its list fixed at the end of applications."""
    an_open_draw(people, opens=opens, number=number)
    with clock.frozen(opens + WINDOW):
        return actions.announce(number=number, actor=OFFICE)


def give_beacon(value: str = "ab" * 32) -> None:
    """The beacon's value as if it had been asked, without a partner."""
    fixed = Announcement.objects.get(draw__number=NUMBER)
    row = Value(draw=fixed, source=BEACON, published=[value], published_at=DUE, witness="beacon #1")
    row.save(force_insert=True)


def read(actor: Actor, typed: str = FIGURES, *, at: datetime = EVENING) -> bool:
    """Somebody reads the lottery's figures in the evening."""
    with clock.frozen(at):
        return outcome.read_figures(number=NUMBER, source=LOTTERY, typed=typed, actor=actor)


def a_complete_draw(people: int = 5) -> None:
    """An announced draw whose values are all there."""
    an_announced_draw(people)
    give_beacon()
    read(ANNA)
    read(BEN)


def draw() -> bytes:
    """Make the draw; return the proof."""
    with clock.frozen(EVENING):
        return bytes(outcome.draw(number=NUMBER, actor=OFFICE).proof)
