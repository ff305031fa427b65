"""Driving schools: which one a learner may name, what it sees of its learners, preferences it says for them.

A school books for nobody by itself. It may hand in preferences for a learner who lets it (O162: 自主报考, the learner
applies, books and pays; a mandate is theirs to give), where the delegation matrix has its outlet accept D03. What it
says counts as what the learner would have said: the same ordering key, the same window, the same list.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tongban.allocation.slots import queries as slots
from tongban.allocation.slots.types import Ended, Preferred
from tongban.assessment.exams import queries as files
from tongban.assessment.exams import schools
from tongban.assessment.exams.types import ExamFile, FileState, Learner, Schooling
from tongban.core import audit, clock
from tongban.core.actor import Actor
from tongban.core.audit import Purpose
from tongban.core.errors import BadInput, NotAllowed
from tongban.core.law_book import book
from tongban.law.names import SUBJECT_NAMES
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.outlets.types import ACCEPT, OutletKind
from tongban.people import queries as people
from tongban.services import driving_tests
from tongban.services.driver.learning import ALONE, NOBODY, Choices, schools_for

BOOKING = "D03"
SEEN = "learner"  # what a look at a learner is called
CHOOSE = Text(zh="请从列表里选一个。", en="Choose one of the list.")
NOT_LET = Text(
    zh="这名学员没有委托驾校代填志愿。请学员在“我的考试档案”里勾选。",
    en="This learner does not let the school say preferences. They can allow it under My exam file.",
)
NOT_HERE = Text(zh="本地不由驾校代填志愿。", en="Schools do not say preferences for learners here.")
STATES = {
    FileState.OPEN: Text(zh="考试中", en="being tested"),
    FileState.PASSED: Text(zh="全部合格，待领证", en="everything passed, licence to come"),
}


@dataclass(frozen=True, slots=True)
class Own:
    """A learner with their name, and since when they wait for what they could book now; None where nothing waits."""

    learner: Learner
    name: str
    waits_since: datetime | None

    @property
    def waits_days(self) -> int | None:
        """How many days they have waited."""
        return None if self.waits_since is None else max(0, (clock.now() - self.waits_since).days)


def choices(file: ExamFile) -> Choices:
    """What a learner may name: the schools of the city, themselves where that may be, nobody yet."""
    return schools_for(file.target, file.region, clock.today(), book())


def chosen(file: ExamFile) -> str:
    """What they name now, as one of the choices."""
    return {Schooling.SELF_STUDY: ALONE, Schooling.NONE: NOBODY}.get(file.schooling, file.school)


def name_school(*, file: ExamFile, choice: str, books: bool, actor: Actor) -> ExamFile:
    """The learner names a school, themselves or nobody. Raises BadInput for what is not offered, Conflict."""
    if choice not in {value for value, _ in choices(file)}:
        raise BadInput("school", CHOOSE)
    schooling = {ALONE: Schooling.SELF_STUDY, NOBODY: Schooling.NONE}.get(choice, Schooling.SCHOOL)
    return schools.choose_school(
        file_id=file.id, schooling=schooling, school=choice, books=books, actor=actor, cause="learner"
    )


def learners(actor: Actor, *, after: int = 0, most: int = 50, purpose: Purpose = Purpose.PARTNER) -> list[Own]:
    """A stretch of the learners of the actor's school, each look written down. Five statements and the calendar."""
    return _seen(schools.learners_of(actor.office, after=after, most=most), actor, purpose)


def learner(actor: Actor, file_id: UUID) -> Own:
    """One learner of the actor's school, the look written down. Raises NotFound for anybody else's."""
    [found] = _seen([schools.get_learner(actor.office, file_id)], actor, Purpose.PARTNER)
    return found


def may_let() -> bool:
    """May schools hand in preferences here at all? One statement."""
    given = outlets.delegations(clock.today(), BOOKING, OutletKind.DRIVING_SCHOOL)
    return any(one.level == ACCEPT for one in given)


def may_say(school: str) -> bool:
    """May this school hand them in? One statement."""
    return outlets.may_accept(BOOKING, school, clock.today())


def prefer(
    *, plan: str, file_id: UUID, subjects: str, places: Sequence[int], stands_by: bool, actor: Actor
) -> Preferred:  # fmt: skip
    """Hand in preferences for a learner who lets the school do so. Raises NotFound for a learner of somebody else,
    NotAllowed without their word, and what `driving_tests.prefer` raises."""
    found = schools.get_learner(actor.office, file_id)
    if not found.books:
        raise NotAllowed(NOT_LET)
    if not may_say(actor.office):
        raise NotAllowed(NOT_HERE)
    return driving_tests.prefer(
        plan=plan, file=files.get_file(file_id), subjects=subjects, places=places, stands_by=stands_by, actor=actor
    )


def table(actor: Actor, language: str, most: int = 20_000) -> str:
    """All learners of the actor's school as CSV, for a spreadsheet; an export is written down for each of them."""
    out = io.StringIO()
    out.write("\ufeff")  # without it spreadsheets take Chinese for Latin
    rows = csv.writer(out)
    rows.writerow([one.in_language(language) for one in HEADS])
    for one in learners(actor, most=most, purpose=Purpose.EXPORT):
        rows.writerow([_harmless(cell) for cell in _cells(one, language)])
    return out.getvalue()


HEADS = (
    Text(zh="姓名", en="Name"),
    Text(zh="准驾车型", en="Class"),
    Text(zh="进度", en="State"),
    Text(zh="已合格", en="Passed"),
    Text(zh="最早可考", en="May be taken from"),
    Text(zh="已约", en="Booked"),
    Text(zh="等待天数", en="Days waited"),
    Text(zh="学习驾驶证明有效期至", en="Learner permit until"),
)


def _cells(one: Own, language: str) -> list[str]:
    found = one.learner
    may = [(SUBJECT_NAMES[each.subject].in_language(language), each.earliest) for each in found.next if each.earliest]
    booked = [each for each in found.tests if each.outcome == "booked"]
    return [
        one.name,
        found.target,
        STATES[found.state].in_language(language),
        " ".join(SUBJECT_NAMES[subject].in_language(language) for subject in found.passed),
        "; ".join(f"{name} {day}" for name, day in may),
        "; ".join(f"{SUBJECT_NAMES[each.subject].in_language(language)} {each.on}" for each in booked),
        "" if one.waits_days is None else str(one.waits_days),
        str(found.learner_permit_to or ""),
    ]


def _harmless(cell: str) -> str:
    """A spreadsheet takes what begins so for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell


def _seen(found: list[Learner], actor: Actor, purpose: Purpose) -> list[Own]:
    persons = [one.person_id for one in found]
    names = people.get_persons(persons)
    ends = slots.ends_of_all(persons)
    if persons:
        audit.looks(actor=actor, person_ids=list(dict.fromkeys(persons)), purpose=purpose, what=SEEN)
    return [Own(one, names[one.person_id].name, _waits(one, ends[one.person_id])) for one in found]


def _waits(one: Learner, ends: Sequence[Ended]) -> datetime | None:
    """Their ordering time, where something could be booked today."""
    today = clock.today()
    parts = [each.subject for each in one.next if each.earliest and each.earliest <= today]
    if not parts:
        return None
    accepted = driving_tests.accepted_at(one.file_id, one.accepted_on)
    tested = [one.last_tested_at] if one.last_tested_at else []
    return driving_tests.ordered_by(accepted, tested, ends, parts)[0]
