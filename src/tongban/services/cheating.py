"""Cheating at a test (考试舞弊): the test is void, everything passed in the file is void, and the person may not apply
for a year (O162 art. 15, N13). Whoever decided wrongly is corrected by somebody else, with a reason: the bar is lifted,
the file goes on, the attempt is given back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from tongban.allocation.slots import booking
from tongban.allocation.slots import queries as slots
from tongban.allocation.slots.types import Standing
from tongban.assessment.exams import actions as exams
from tongban.assessment.exams import queries as files
from tongban.assessment.exams.record import NO_FILE
from tongban.assessment.exams.theory import actions as theory
from tongban.assessment.exams.theory import queries as papers
from tongban.assessment.exams.types import End, Sitting, SittingState
from tongban.core import clock, entries
from tongban.core.actor import Actor, system
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.core.law_book import book
from tongban.exchange.messages import actions as messages
from tongban.law.rules import bars
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.registers.drivers import actions as register
from tongban.registers.drivers import queries as drivers

CODE = "N13"  # of Article 15: by other provisions, here for cheating at a test
NO_REASON = Text(zh="请写明舞弊的事实和证据。", en="Say what was done, and by which evidence.")
DECIDED = Text(zh="这次考试已经作过舞弊认定。", en="This has been decided already.")
NOT_DECIDED = Text(zh="这次考试没有舞弊认定。", en="Nothing was decided about this test.")
SOMEBODY_ELSE = Text(zh="认定要由另一个人更正。", en="A decision is corrected by somebody else.")
TOLD = Text(
    zh="经核查，您在考试中舞弊：考试成绩作废，{day}前不得申请驾驶证。不服的可以申诉，也可以申请行政复议或提起诉讼。详见“我的考试档案”。",
    en="You were found to have cheated at a test: results are void, you may not apply for a licence before {day}. You "
    "may object, ask for reconsideration or sue. See My exam file.",
)
TAKEN_BACK = Text(
    zh="您的考试舞弊认定已经撤销：考试档案恢复，考试次数退回。",
    en="The decision about your test was taken back: your exam file goes on and the attempt is given back.",
)


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision about cheating. `corrected`: it was taken back."""

    sitting: Sitting
    ban_id: UUID
    since: date
    until: date | None
    by: str
    reason: str
    corrected: bool


def decide(*, sitting_id: UUID, reason: str, actor: Actor) -> None:
    """A candidate cheated at this test. Raises BadInput without a reason, Conflict where it is decided."""
    if not reason.strip():
        raise BadInput("reason", NO_REASON)
    cause, today = f"sitting:{sitting_id}", clock.today()
    with transaction.atomic():
        sitting = files.get_sitting(sitting_id)
        file = files.get_file(sitting.file_id)
        if cause in drivers.bans_resting_on(CODE, [cause]):
            raise Conflict(DECIDED, code="decided")
        _void(sitting, reason, actor, cause)
        if file.live:
            exams.end_file(file_id=file.id, end=End.CHEATED, actor=actor, cause=cause)
        _give_slots_back(file.person_id)
        until = bars.barred_until(CODE, today, today, book())
        ban = register.set_ban(
            identity_number=people.identity_number(file.person_id), person_id=file.person_id, code=CODE, since=today,
            until=until, reference=cause, actor=actor, cause=reason.strip()[:200],
        )  # fmt: skip
        _tell(file.person_id, TOLD.fill(day=ban.until) if ban.until else TOLD)


def take_back(*, sitting_id: UUID, reason: str, actor: Actor) -> None:
    """It was no cheating. Raises BadInput without a reason, Conflict for who decided it and where nothing was."""
    if not reason.strip():
        raise BadInput("reason", NO_REASON)
    cause = f"sitting:{sitting_id}"
    with transaction.atomic():
        found = drivers.bans_resting_on(CODE, [cause]).get(cause)
        if found is None or found.lifted:
            raise Conflict(NOT_DECIDED, code="not_decided")
        if entries.get(found.entry).actor == entries.code_of(actor):
            raise Conflict(SOMEBODY_ELSE, code="somebody_else")
        register.lift_ban(ban_id=found.id, reason=reason.strip(), effective_on=clock.today(), actor=actor)
        file = files.get_file(files.get_sitting(sitting_id).file_id)
        exams.correct_cheating(
            file_id=file.id, sitting_id=sitting_id, reason=reason, actor=actor, cause=f"correction:{found.id}"
        )
        _tell(file.person_id, TAKEN_BACK)


def decided(sittings: Iterable[Sitting]) -> dict[UUID, Decided]:
    """What was decided about these tests. One statement, one more for each decision."""
    by_cause = {f"sitting:{one.id}": one for one in sittings}
    said = {}
    for cause, ban in drivers.bans_resting_on(CODE, by_cause).items():
        entry, one = entries.get(ban.entry), by_cause[cause]
        said[one.id] = Decided(one, ban.id, ban.since, ban.until, entry.actor, one.void_reason, ban.lifted)
    return said


def barred_until(person_id: UUID, file_id: UUID) -> date | None:
    """Until when somebody may not apply because of a test of this file; None where nothing does. Two statements."""
    today = clock.today()
    found = drivers.bans_resting_on(CODE, [f"sitting:{one.id}" for one in files.sittings_of(file_id)])
    standing = [one.until for one in found.values() if not one.lifted and one.until and one.until > today]
    if any(one.person_id != person_id for one in found.values()):
        raise NotFound(NO_FILE)
    return max(standing, default=None)


def _void(sitting: Sitting, reason: str, actor: Actor, cause: str) -> None:
    paper = papers.find_paper(sitting.id)
    if sitting.state is SittingState.VOID:
        return
    if paper is not None and paper.ended_at is None:
        theory.stop(sitting_id=sitting.id, reason=reason, actor=actor, cause=cause)
    else:
        exams.void(sitting_id=sitting.id, reason=reason, counts=True, actor=actor, cause=cause)


def _give_slots_back(person_id: UUID) -> None:
    """Whoever is barred holds no slot that others wait for."""
    now = clock.now()
    booked = [one.session for one in slots.slots_of(person_id) if one.standing is Standing.BOOKED]
    for session in {one.id for one in booked if one.begins_at > now}:
        booking.give_back(session=session, person=person_id, actor=system("cheating"))


def _tell(person_id: UUID, text: Text) -> None:
    to = people.phone_number(person_id)
    if to:
        messages.send(to=to, text=text, language="zh-hans", topic="cheating", person_id=person_id)
