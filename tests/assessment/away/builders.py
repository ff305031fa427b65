"""A mobile site and its office with the least facts: a session in a township, candidates, a site's machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from tests.assessment.exams import builders as exams
from tests.assessment.exams.theory.builders import the_bank
from tests.builders import TEST, a_person

from tongban.allocation.models import Session
from tongban.allocation.slots import sites
from tongban.allocation.slots.types import SiteKind
from tongban.assessment.exams import actions
from tongban.assessment.exams.away import packing, taking_back
from tongban.assessment.exams.driving.site_files import Taken
from tongban.assessment.exams.types import ExamFile, Sitting
from tongban.core import clock
from tongban.exchange import keys
from tongban.law.text import Text
from tongban_site import leaving
from tongban_site.clock import Clock
from tongban_site.store import Journal
from tongban_site.verbs import Site

SITE, REGION, DAY = "SH-M1", "310115", date(2026, 11, 25)
MORNING = datetime(2026, 11, 25, 0, tzinfo=UTC)  # 8:00 in China
EVENING = MORNING + timedelta(hours=11)
NAME = Text(zh="竹镇流动考点", en="Mobile site Zhuzhen")
EXAMINERS = ("KS-1", "KS-2", "KS-3")


@dataclass
class Machine:
    """The site's machine: what its own clock says, and how long it has been on."""

    wall: float = MORNING.timestamp()
    ticks: float = 1000.0
    boot: str = "first"

    def passes(self, seconds: float) -> None:
        """Time passes, on the clock and in fact."""
        self.wall, self.ticks = self.wall + seconds, self.ticks + seconds


@dataclass
class Away:
    """A site in its township: started anew as often as wanted on the same folder."""

    folder: Path
    machine: Machine = field(default_factory=Machine)

    def __post_init__(self) -> None:
        self.site = self.start()

    def start(self) -> Site:
        """Start the site's program on its folder."""
        machine = self.machine

        def own(journal: Journal) -> Clock:
            return Clock(journal, lambda: machine.wall, lambda: machine.ticks, machine.boot)

        office = keys.own_key().public_key().public_bytes_raw().hex()
        self.site = Site(self.folder, office, own)
        return self.site

    def leave(self) -> bytes:
        """The office registers the site and packs for it; the site takes the package."""
        packing.register(site=SITE, public=self.site.keys.public, actor=TEST)
        with clock.frozen(MORNING - timedelta(hours=2)):
            package = packing.pack(site=SITE, day=DAY, examiners=EXAMINERS, actor=TEST)
        self.site.take_package(package, "KS-1")
        return package

    def rides(self, sitting: Any, *faults: str, examiner: str = "KS-1", recorded: bool = True, key: str = "") -> None:
        """A riding test from arrival to signatures."""
        site, key = self.site, key or str(sitting)
        if site.day().tries[key].state == "expected":
            site.compare(key, True, "", b"\xff\xd8\xffpicture", examiner)
            site.check_in(key, examiner)
        site.start(key, examiner)
        self.machine.passes(120)
        for fault in faults:
            site.take_off(key, fault, "", examiner)
        self.machine.passes(300)
        site.end(key, examiner)
        for role in ("candidate", "examiner"):
            site.sign(key, role, "paper", b"", examiner)
        if recorded:
            site.record(key, f"film of {key}".encode(), "site", examiner)

    def desk(self, sitting: Any, examiner: str = "KS-1") -> str:
        """A candidate sits down at a desk; returns the desk's secret."""
        key = str(sitting)
        self.site.compare(key, True, "", b"", examiner)
        self.site.check_in(key, examiner)
        return self.site.take_desk(self.site.give_code(key, examiner))

    def answers(self, sitting: Any, desk: str, *, wrong: int = 0) -> None:
        """Answer a whole paper, so many wrongly."""
        for item in self.site.day().tries[str(sitting)].paper["items"]:
            if self.site.day().tries[str(sitting)].state != "running":
                return
            bad = item["place"] <= wrong
            other = {"T": "F", "F": "T"}.get(item["right"], "A" if item["right"] != "A" else "B")
            self.machine.passes(20)
            self.site.answer(desk, item["place"], other if bad else item["right"])

    def hand_in(self, at: datetime = EVENING) -> Taken:
        """The file of the day, taken in by the office in the evening."""
        return take_in(leaving.write(self.site), at)


def take_in(content: bytes, at: datetime = EVENING) -> Taken:
    """The office takes a file in."""
    with clock.frozen(at):
        return taking_back.take_in(content=content, actor=TEST)


def a_session(subjects: str, hour: int = 1) -> UUID:
    """A session at the mobile site on the day."""
    begins = datetime(2026, 11, 25, hour, tzinfo=UTC)
    row = Session(
        place=0, site_id=SITE, begins_at=begins, ends_at=begins + timedelta(hours=3), subjects=subjects,
        classes="D,E,F", capacity=10, formula={}, quota=10,
    )  # fmt: skip
    row.save(force_insert=True)
    return row.id


def a_site() -> None:
    """The mobile site is known to the office."""
    sites.open_site(
        code=SITE, kind=SiteKind.TEST_CENTRE, region=REGION, name=NAME, address="竹镇", layout=NAME,
        hours={"working_day": [["08:00", "18:00"]], "rest_day": []}, daily_limit=50, opened_on=date(2020, 1, 1),
        actor=TEST, mobile=True,
    )  # fmt: skip


def a_candidate(
    name: str = "王五", number: int = 77, *, passed: tuple[str, ...] = ("S1",), office: str = "310100-1"
) -> ExamFile:
    """Somebody who learns to ride, with these subjects passed two months ago."""
    with exams.on(DAY - timedelta(days=60)):
        person = a_person(date(1990, 5, 1), name, number)
        return exams.passes(exams.a_file("D", person=person, born=date(1990, 5, 1), office=office), *passed)


def expected(
    file: ExamFile, subject: str, session: UUID, booking: UUID | None = None, together: tuple[str, ...] = ()
) -> Sitting:
    """They are expected at a session of the day."""
    with clock.frozen(MORNING - timedelta(days=2)):
        return actions.expect(
            file_id=file.id, subject=subject, booking_id=booking or uuid4(), session_id=session, centre=SITE, on=DAY,
            starts_at=MORNING + timedelta(hours=1), together=together, actor=TEST, cause="test",
        )  # fmt: skip


@contextmanager
def at_noon() -> Iterator[None]:
    """What the office does while the site is away."""
    with clock.frozen(MORNING + timedelta(hours=4)):
        yield


__all__ = ["TEST", "the_bank"]
