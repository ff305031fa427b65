"""The nightly reconciliation of blanks: what is missing raises an alarm that stays until somebody has explained it.

What was received stands in the sealed entries, what became of each blank in its row and in the plate made of it: a
blank that vanished is in the one and not in the other. Nothing is repaired here: people find the blank, or the thief.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef

from tongban.core import clock, entries, outbox
from tongban.core.actor import Actor, system
from tongban.core.errors import BadInput
from tongban.core.ids import new_id
from tongban.core.law_book import book
from tongban.documents import actions, stock
from tongban.documents.models import Blank, PlatePiece
from tongban.documents.plates import queries as plates
from tongban.law.rules import plate_making
from tongban.law.text import Text

RECONCILING = system("reconciliation")
ALARMS, EXPLAINED = "stock_alarm", "stock_explained"
UNEXPLAINED = Text(zh="请写明查明的原因。", en="Say what was found out.")


@dataclass(frozen=True, slots=True)
class Alarm:
    """What does not add up at an office. `what`: "vanished" (received, but no row), "counted" (the evening's count is
    another), "taken" (taken and never made), "silent" (begun and nothing heard since)."""

    office: str
    kind: str
    what: str
    expected: int
    found: int
    serials: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The same alarm every night until it is explained or gone."""
        return f"alarm:{self.office}:{self.kind}:{self.what}:{self.expected - self.found}"


def differences() -> list[Alarm]:
    """Everything that does not add up today, explained or not. Six statements."""
    return [*_vanished(), *_counted(), *_taken(), *_silent()]


def open_alarms(office: str = "") -> list[Alarm]:
    """The differences that nobody has explained yet, of an office or of all."""
    return [
        alarm
        for alarm in differences()
        if office in ("", alarm.office) and not any(e.kind == EXPLAINED for e in entries.caused_by(alarm.key))
    ]


def reconcile() -> int:
    """Write an entry for each difference that is new, and announce it; returns how many are open."""
    found = open_alarms()
    for alarm in found:
        if not entries.caused_by(alarm.key):
            _note(ALARMS, alarm, RECONCILING)
            outbox.announce(ALARMS, office=alarm.office)
    return len(found)


def explain(*, key: str, reason: str, actor: Actor) -> None:
    """Write down what was found out about an alarm. Raises BadInput without a reason or such an alarm."""
    alarm = next((one for one in open_alarms() if one.key == key), None)
    if alarm is None or not reason.strip():
        raise BadInput("reason", UNEXPLAINED)
    _note(EXPLAINED, alarm, actor, reason=reason.strip()[:500])


def _note(kind: str, alarm: Alarm, actor: Actor, **more: str) -> None:
    facts = {
        "office": alarm.office, "kind": alarm.kind, "what": alarm.what, "expected": alarm.expected,
        "found": alarm.found, "serials": list(alarm.serials), **more,
    }  # fmt: skip
    actions.note(new_id(), kind, actor, alarm.key, facts)


def _vanished() -> list[Alarm]:
    """The sealed entries say more blanks came than there are rows."""
    received = Counter[tuple[str, str]]()
    for entry in entries.caused_by("stock"):
        if entry.kind == "blanks_received":
            received[entry.facts["office"], entry.facts["kind"]] += int(entry.facts["count"])
    rows = Counter(Blank.objects.values_list("office", "kind"))
    return [
        Alarm(office, kind, "vanished", count, rows[office, kind])
        for (office, kind), count in sorted(received.items())
        if rows[office, kind] != count
    ]


def _counted() -> list[Alarm]:
    """The last count of today and the book's stock at that moment."""
    found = []
    for office in sorted(set(Blank.objects.values_list("office", flat=True))):
        for said in stock.last_counts(office, clock.today()):
            if said["counted"] != said["in_stock"]:
                found.append(Alarm(office, said["kind"], "counted", said["in_stock"], said["counted"]))
    return found


def _taken() -> list[Alarm]:
    """A plate's blank that was taken and is part of no set."""
    made = PlatePiece.objects.filter(serial=OuterRef("serial"))
    rows = Blank.objects.filter(state="taken").exclude(kind__in=actions.CARDS).filter(~Exists(made))
    lost: dict[tuple[str, str], list[str]] = {}
    for office, kind, serial in rows.order_by("serial").values_list("office", "kind", "serial"):
        lost.setdefault((office, kind), []).append(serial)
    return [Alarm(office, kind, "taken", 0, len(serials), tuple(serials)) for (office, kind), serials in lost.items()]


def _silent() -> list[Alarm]:
    """A set that was begun and of which nothing was heard since."""
    hours = plate_making.silent_hours(clock.today(), book())
    return [
        Alarm(one.maker, one.plate.number, "silent", 0, 1, tuple(piece.serial for piece in one.pieces if piece.serial))
        for one in plates.silent_since(clock.now() - timedelta(hours=hours))
    ]
