"""D03: what the exam file says meets the sessions of `allocation.slots`.

From the file come what may be booked and from which day, and the ordering key: the latest of the events that the rules
of booking name, and whether a priority is due. Once a slot is given, the file expects the candidate there; what becomes
of the slot is told to the file. Neither room knows the other.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from tongban.allocation.slots import booking, examining, preferring, towns
from tongban.allocation.slots import queries as slots
from tongban.allocation.slots.assigning import TOGETHER
from tongban.allocation.slots.examining import Candidate
from tongban.allocation.slots.types import Ended, Full, Got, OrderingKey, Preferred, SessionView, SlotView, Standing
from tongban.assessment.exams import actions as exams
from tongban.assessment.exams import queries as files
from tongban.assessment.exams.types import ExamFile, FileState, SittingState
from tongban.core import clock, ids
from tongban.core.actor import Actor, system
from tongban.core.errors import BadInput, NotFound, Refused, TongbanError
from tongban.core.law_book import book
from tongban.exchange.messages import actions as messages
from tongban.law.rules import bars
from tongban.law.rules import slots as rule
from tongban.law.text import Text
from tongban.law.verdict import Reason, Verdict
from tongban.outlets import queries as outlets
from tongban.people import queries as people
from tongban.registers.drivers import queries as drivers
from tongban.services import test_fees

log = logging.getLogger(__name__)
AT_ONCE = ("S2+S3R", "S1+S3T")  # tests that may be taken in one go, where a plan has such sessions
SUBJECTS: dict[str, Text] = {
    "S1": Text(zh="科目一", en="Subject 1"),
    "S2": Text(zh="科目二", en="Subject 2"),
    "S3R": Text(zh="科目三道路驾驶技能", en="Subject 3, on the road"),
    "S3T": Text(zh="科目三安全文明驾驶常识", en="Subject 3, theory"),
}
EVENTS: dict[str, Text] = {
    "accepted": Text(zh="报名受理完成的时间", en="the time at which your application was accepted"),
    "tested": Text(zh="上一次考试的时间", en="the time of your last test"),
    "cancelled": Text(zh="上一次取消预约的时间", en="the time at which you cancelled your last booking"),
    "absent": Text(zh="上一次缺考的时间", en="the time of the test you did not come to"),
}
TOO_EARLY = Text(
    zh="{subjects}最早 {day} 可以考，请去掉更早的场次。",
    en="{subjects} can be taken from {day}: leave out earlier sessions.",
)
GIVEN = Text(
    zh="您约到了{subjects}：{day} {at}，{site}。请带身份证。不能来的，请提前到窗口取消。",
    en="You have a slot for {subjects}: {day} {at}, {site}. Bring your identity document. If you cannot come, cancel "
    "at a window in time.",
)
VOID = Text(
    zh="{day} {at}，{site}的考试取消了：{why}。不算一次预约，下次您优先。",
    en="The test on {day} {at}, {site}, is cancelled: {why}. It uses no booking, and next time you go first.",
)
COMES = Text(
    zh="{title}：现在可以填志愿，{until} 截止。",
    en="{title}: say your preferences now, until {until}.",
)
IN_ONE_GO = ("S2", "S3R")  # the second is taken directly after the first was passed
NO_FILE = Text(zh="没有进行中的考试档案。", en="There is no exam file under way.")


@dataclass(frozen=True, slots=True)
class Test:
    """A test somebody may take, or not yet: `earliest` None where reasons other than a day stand against it."""

    __test__ = False

    file: ExamFile
    subjects: str
    earliest: date | None
    reasons: tuple[Reason, ...]
    bookings_left: int | None


def name_of(subjects: str) -> Text:
    """Subjects as people read them."""
    parts = [SUBJECTS.get(part, Text(zh=part, en=part)) for part in subjects.split(TOGETHER)]
    return Text(zh="、".join(part.zh for part in parts), en=" and ".join(part.en for part in parts))


def covers(plan_region: str, file_region: str) -> bool:
    """Is a plan for the place of a file: the same region, or the city it lies in?"""
    return plan_region == file_region or (plan_region.endswith("00") and plan_region[:4] == file_region[:4])


def live_files(person: UUID) -> list[ExamFile]:
    """The exam files under way of a person."""
    return [file for file in files.files_of(person) if file.state is FileState.OPEN]


def tests_of(file: ExamFile, offered: Sequence[str] = AT_ONCE) -> list[Test]:
    """The tests still to be passed, one by one, and before them those in one go that are offered and allowed."""
    single = [_test(file, subject) for subject in file.to_pass]
    left = set(file.to_pass)
    together = [_test(file, both) for both in offered if set(both.split(TOGETHER)) <= left and both in AT_ONCE]
    return [*(one for one in together if one.earliest is not None), *single]


def ordering_key(file: ExamFile, subjects: str) -> OrderingKey:
    """The key by which somebody is ordered: the latest event that applies, and a priority where one is due.

    A priority: a slot that became void by fault of the site, or a learner permit that ends soon, once for each subject.
    """
    parts = subjects.split(TOGETHER)
    judged = (one for one in files.sittings_of(file.id) if one.state is SittingState.JUDGED)
    tested = [one.ended_at for one in judged if one.ended_at is not None]
    ends = slots.ends_of(file.person_id)
    at, event = ordered_by(accepted_at(file.id, file.accepted_on), tested, ends, parts)
    return OrderingKey(at, event, any(slots.owes(ends, part) for part in parts) or _learner_permit_ends(file, parts))


def ordered_by(
    accepted: datetime, tested: Iterable[datetime], ends: Iterable[Ended], parts: Sequence[str]
) -> tuple[datetime, str]:  # fmt: skip
    """The ordering time for some subjects, and the event that gave it: no school stands among its arguments."""
    events = [(accepted, "accepted"), *((at, "tested") for at in tested)]
    for one in ends:
        if one.subject in parts and one.at and one.standing in (Standing.CANCELLED, Standing.ABSENT):
            events.append((one.at, str(one.standing)))
    return max(events)


def accepted_at(file_id: UUID, accepted_on: date) -> datetime:
    """When the acceptance was completed: the instant of the file, where it was opened on the day that it says."""
    opened = ids.moment(file_id)
    return opened if clock.day_of(opened) == accepted_on else datetime.combine(accepted_on, time(), tzinfo=clock.CHINA)


def prefer(
    *, plan: str, file: ExamFile, subjects: str, places: Sequence[int], stands_by: bool, actor: Actor
) -> Preferred:  # fmt: skip
    """Say preferences for a test of a file. Raises Refused with every reason of law, BadInput for days too early, and
    what `preferring.prefer` raises."""
    earliest = _earliest(file, subjects)
    return preferring.prefer(
        plan=plan, person=file.person_id, subjects=subjects, licence_class=file.target, places=places,
        key=ordering_key(file, subjects), school=file.school, stands_by=stands_by, not_before=earliest, actor=actor,
    )  # fmt: skip


def take(*, session: SessionView, file: ExamFile, actor: Actor) -> Got | Full:
    """Take what is left in a session directly, without a school or with one. Raises as `prefer` and `booking.take`."""
    earliest = _earliest(file, session.subjects)
    if clock.day_of(session.begins_at) < earliest:
        raise BadInput("session", TOO_EARLY.fill(subjects=name_of(session.subjects), day=earliest))
    return booking.take(
        session=session.id, person=file.person_id, subjects=session.subjects, licence_class=file.target, actor=actor
    )  # fmt: skip


def expect(session: UUID, person: UUID) -> None:
    """A slot was given: the exam file expects the candidate. What the law refuses by now gives the slot back."""
    own = [slot for slot in slots.slots_in(session) if slot.person == person and slot.standing == Standing.BOOKED]
    file = _file_for(person, own)
    if file is None:
        return
    told = bool(files.sittings_booked(slots.booking_of(session, person)))
    before: list[str] = []
    for slot in sorted(own, key=lambda one: one.session.subjects.split(TOGETHER).index(one.subject)):
        try:
            exams.expect(
                file_id=file.id, subject=slot.subject, booking_id=slots.booking_of(session, person),
                session_id=session, centre=slot.session.site, on=clock.day_of(slot.session.begins_at),
                starts_at=slot.session.begins_at, together=tuple(before), actor=system("slots"),
                cause=f"session:{session}",
            )  # fmt: skip
        except TongbanError as refused:
            log.warning("session %s: a slot is given back, the exam file refuses it: %s", session, refused)
            booking.give_back(session=session, person=person, actor=system("slots"))
            return
        before.append(slot.subject)
    test_fees.charge(file, own)
    if not told:
        _tell(person, own[0].session, GIVEN, "slot_given")


def tell_file(session: UUID, person: UUID) -> None:
    """A slot ended: the sittings that hang on it are void or missed. Who loses it by fault of the site is told."""
    own = [slot for slot in slots.slots_in(session) if slot.person == person]
    standing = {slot.subject: slot.standing for slot in own}
    changed = False
    for one in files.sittings_booked(slots.booking_of(session, person)):
        now = standing.get(one.subject)
        there = one.state in (SittingState.EXPECTED, SittingState.PRESENT)
        if not there or now in (None, Standing.BOOKED, Standing.ATTENDED):
            continue
        if now is Standing.ABSENT:
            exams.absent(sitting_id=one.id, actor=system("slots"), cause=f"session:{session}")
        else:
            exams.void(
                sitting_id=one.id, reason=str(now), counts=False, actor=system("slots"), cause=f"session:{session}"
            )  # fmt: skip
            changed = True
    if changed and own and own[0].standing is Standing.VOID:
        _tell(person, own[0].session, VOID, "slot_void")


def sat(sitting_id: UUID) -> None:
    """A test was judged, or its candidate did not come: the slot is used, and one that can follow no more is released.

    In one go the road comes after the site. Who has failed the site twice takes no road test: that part goes to others
    and uses no booking.
    """
    sitting = files.get_sitting(sitting_id)
    person = files.get_file(sitting.file_id).person_id
    standing = Standing.ABSENT if sitting.state is SittingState.ABSENT else Standing.ATTENDED
    booking.came_to(
        session=sitting.session_id, person=person, subject=sitting.subject, standing=standing, actor=system("slots")
    )
    first, then = IN_ONE_GO
    if sitting.subject == first and sitting.resit and sitting.passed is False:
        for one in files.sittings_booked(sitting.booking_id):
            if one.subject == then and one.state in (SittingState.EXPECTED, SittingState.PRESENT):
                booking.release(session=one.session_id, person=person, subject=then, actor=system("slots"))


def take_part(*, session: UUID, file: ExamFile, subject: str, actor: Actor) -> Got | Full:
    """Somebody who waits at the site takes a part that another released. Raises Refused with every reason of law."""
    found = slots.get_session(session)
    if clock.day_of(found.begins_at) < _earliest(file, subject):
        raise BadInput("session", TOO_EARLY.fill(subjects=name_of(subject), day=_earliest(file, subject)))
    return booking.take_part(session=session, person=file.person_id, subject=subject, actor=actor)


def candidates_at(site: str, on_duty: Sequence[str]) -> dict[UUID, Candidate]:
    """What examiners are drawn by: of everybody at a site today their school, and who judged their last failed test."""
    begin = datetime.combine(clock.today(), time(), tzinfo=clock.CHINA)
    numbers = {_staff_id(name): name for name in on_duty}
    found = {}
    for session in slots.sessions_at(site, begin, begin + timedelta(days=1)):
        for slot in slots.slots_in(session.id):
            file = _file_for(slot.person, [slot])
            if file is not None:
                failed = [one for one in files.sittings_of(file.id) if one.passed is False and one.ended_at]
                last = max(failed, key=lambda one: one.ended_at or begin, default=None)
                by = numbers.get(last.examiner, "") if last is not None and last.examiner is not None else ""
                found[slot.person] = Candidate(slot.person, file.school, by)
    return found


def tell_examiners(site: str) -> None:
    """The sittings of today's groups are bound to the examiners that were drawn, or changed by two people."""
    for group in examining.groups_of(site, clock.today()):
        examiner = _staff_id(group.examiner)
        for person in group.people if examiner else ():
            for one in files.sittings_booked(slots.booking_of(group.session, person)):
                if one.state in (SittingState.EXPECTED, SittingState.PRESENT):
                    exams.assign(
                        sitting_id=one.id, examiner=examiner, actor=system("slots"), cause=f"session:{group.session}"
                    )


def tell_of_mobile_day(plan: str, town: str) -> None:
    """A short message to everybody who asked for tests in a town that a day is planned there."""
    found = slots.get_plan(plan)
    until = found.closes_at.astimezone(clock.CHINA).strftime("%m-%d %H:%M")
    for person in towns.who_asks(town):
        to = people.phone_number(person)
        if to:
            text = COMES.fill(title=found.title, until=until)
            messages.send(to=to, text=text, language="zh-hans", topic="mobile_day", person_id=person)


def get_file(person: UUID, target: str) -> ExamFile:
    """The live file of a person for a class. Raises NotFound."""
    found = files.find_live_file(person, target)
    if found is None:
        raise NotFound(NO_FILE)
    return found


def _tell(person: UUID, session: SessionView, words: Text, topic: str) -> None:
    """A short message about a slot; who has no telephone reads it on the page."""
    to = people.phone_number(person)
    if to:
        text = words.fill(
            subjects=name_of(session.subjects), day=clock.day_of(session.begins_at),
            at=session.begins_at.astimezone(clock.CHINA).strftime("%H:%M"), site=session.site_name,
            why=session.cancelled or "",
        )  # fmt: skip
        messages.send(to=to, text=text, language="zh-hans", topic=topic, person_id=person)


def _staff_id(number: str) -> UUID | None:
    """The id by which exam files know an examiner; None for a number that is nobody's."""
    try:
        return outlets.get_staff(number).id if number else None
    except NotFound:
        return None


def _test(file: ExamFile, subjects: str) -> Test:
    parts = subjects.split(TOGETHER)
    asked = [files.may_book(file.id, part, clock.today(), together=parts[:n]) for n, part in enumerate(parts)]
    days = [one.earliest for one in asked]
    barred = _barred(file).reasons
    earliest = None if barred or None in days else max(day for day in days if day is not None)
    reasons = tuple(reason for one in asked for reason in one.verdict.reasons) + barred
    left = [one.bookings_left for one in asked if one.bookings_left is not None]
    return Test(file, subjects, earliest, reasons, min(left, default=None))


def _earliest(file: ExamFile, subjects: str) -> date:
    """The first day on which a test may be taken. Raises Refused where more than a day stands against it."""
    found = _test(file, subjects).earliest
    if found is None:
        barred = _barred(file)
        if not barred.allowed:
            raise Refused(barred)
        raise Refused(files.may_book(file.id, subjects.split(TOGETHER)[0], clock.today()).verdict)
    return found


def _barred(file: ExamFile) -> Verdict:
    """Whether something bars the person from applying by now, such as cheating at a test of another class."""
    found = drivers.bars_on(people.identity_lookups(file.person_id), clock.today())
    return bars.may_apply(found, clock.today(), book())


def _learner_permit_ends(file: ExamFile, parts: Sequence[str]) -> bool:
    until = file.learner_permit.valid_to if file.learner_permit else None
    due = rule.has_priority(until, False, clock.today(), book().at(file.region))
    return due and not slots.used_priority(file.person_id, parts)


def _file_for(person: UUID, own: Sequence[SlotView]) -> ExamFile | None:
    if not own:
        return None
    classes, subjects = own[0].session.classes, {slot.subject for slot in own}
    fitting = [file for file in live_files(person) if file.target in classes and subjects <= set(file.to_pass)]
    return fitting[0] if fitting else None
