"""Drives of the simulated test car, judged."""

import json
from datetime import date

from tongban.assessment.exams.driving.course import Car, Course
from tongban.assessment.exams.driving.frames import Series
from tongban.assessment.exams.driving.scoring import judge
from tongban.assessment.exams.driving.types import Judgement
from tongban.law.book import Book
from tongban.law.rules.driving_tests import Sheet, sheet
from tongban_sandbox.test_car.driver import MEASURES, Habits, drive
from tongban_sandbox.test_car.layout import LAYOUTS

TODAY = date(2026, 11, 22)
COMMANDS = (1, 5, 6, 3)
SUBJECTS = {"site": ("S2", 80), "road": ("S3R", 90)}


def frames(where: str = "site", hz: int = 10, **habits: object) -> list[bytes]:
    """What the car reports."""
    return drive(LAYOUTS[where](), Habits(**{"commands": COMMANDS if where == "road" else (), **habits}), hz=hz)


def a_sheet(where: str = "site", on: date = TODAY, of: str = "C1") -> Sheet:
    return sheet(SUBJECTS[where][0], of, on, Book.shipped())


def a_course(where: str = "site") -> Course:
    return Course.of(json.dumps(LAYOUTS[where]().survey()))


def judged(sent: list[bytes], where: str = "site", by: Sheet | None = None) -> Judgement:
    """The judgement of what was received."""
    by = by or a_sheet(where)
    series, findings = Series.of(b"".join(sent), by.limits)
    return judge(series, findings, a_course(where), Car(**MEASURES), by, SUBJECTS[where][1])


def items(judgement: Judgement) -> list[str]:
    return sorted(one.item for one in judgement.deductions)


def kinds(judgement: Judgement) -> list[str]:
    return sorted(one.kind for one in judgement.findings)
