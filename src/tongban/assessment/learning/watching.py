"""Lessons while they run: which device, which seconds, is somebody there. Verbs like those of `actions`.

Seconds go three steps: they *wait* until presence is shown, are *held* while a sitting is too short to count, and then
*count*. What waits is lost with a missed check; what is held is lost where the sitting breaks off too early.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.assessment.learning import models, queries, record, shelf
from tongban.assessment.learning.types import End, Kind, Viewing, ViewingState
from tongban.core import clock, rows
from tongban.core.actor import Actor
from tongban.core.errors import Conflict, NotAllowed, NotFound
from tongban.core.ids import new_id
from tongban.core.law_book import book
from tongban.law.book import Book
from tongban.law.rules import lessons as law
from tongban.law.rules import points_reduction
from tongban.law.text import Text
from tongban.registers.drivers import queries as drivers

ALREADY = Text(zh="这一课已经学完，再学不重复计时。", en="This lesson is finished; again it counts for nothing.")
OTHER_DEVICE = Text(
    zh="这一课正在另一台设备上学习，这里不再计时。要在这里继续，请重新打开这一课。",
    en="This lesson runs on another device; nothing counts here. Open it again to go on here.",
)
NO_VIEWING = Text(zh="没有这一课的学习记录。", en="This lesson has not been begun.")
TWO_AT_ONCE = Text(
    zh="另一课刚刚在别处打开，请再试一次。", en="Another lesson was opened elsewhere just now. Try again."
)
_LOCKED = rows.Rows(models.Viewing, "id = %s FOR UPDATE", why="a lesson goes on")


def open_lesson(*, course_id: UUID, lesson: str, actor: Actor, cause: str = "page") -> tuple[Viewing, str]:
    """Open a lesson on a device, or go on with it; return it and the secret of the device. Whatever else of the person
    runs, on this device or another, stops. Raises Conflict for a lesson that is finished or a course that is over."""
    found, secret, now = shelf.get(lesson), secrets.token_urlsafe(24), clock.now()
    with transaction.atomic(savepoint=False):
        course = record.locked_open(course_id)
        running = models.Viewing.for_system("one at a time").filter(person=course.person, state="running")
        running.exclude(course=course_id, lesson=lesson).update(state="stopped", broken=True)
        row = models.Viewing.for_system("open a lesson").filter(course=course_id, lesson=lesson).first()
        if row is not None and row.state == ViewingState.DONE:
            raise Conflict(ALREADY, code="lesson_done")
        try:
            with transaction.atomic():
                row = _continued(row, secret, now) if row else _begun(course, found, secret, now)
        except IntegrityError as error:
            raise Conflict(TWO_AT_ONCE, code="two_at_once") from error
        record.note(course, "lesson_opened", actor, cause, {"lesson": lesson, "edition": found.edition})
    return queries.viewing_view(row, _rules(course)), secret


def beat(*, viewing_id: UUID, device: str, pressed: bool = False) -> Viewing:
    """A sign of life of a page: the seconds since the one before wait for the next check, and one is asked for where it
    is time. `pressed`: by a button. Raises NotAllowed for a device that does not hold the lesson."""
    now = clock.now()
    with transaction.atomic(savepoint=False):
        row, course = _held(viewing_id, device)
        rules, on = _rules(course), clock.today()
        if row.state != ViewingState.RUNNING:
            return queries.viewing_view(row, rules)
        if row.asked_at is None:
            _count(row, now, pressed, rules)
        elif not law.check_answered_in_time((now - row.asked_at).total_seconds(), on, rules):
            _miss(row)
        rows.update(row)
    return queries.viewing_view(row, rules)


def show_presence(*, viewing_id: UUID, device: str, word: str, actor: Actor, cause: str = "page") -> Viewing:
    """Answer an open check. In time and right, what waited counts; late or wrong, it is lost and the lesson stops. A
    check that is answered already changes nothing."""
    now = clock.now()
    with transaction.atomic(savepoint=False):
        course = record.locked(_course_of(viewing_id))
        row, _ = _held(viewing_id, device)
        rules, on = _rules(course), clock.today()
        if row.asked_at is None or row.state != ViewingState.RUNNING:
            return queries.viewing_view(row, rules)
        if _licence_gone(course):
            record.end(course, End.NO_LICENCE, actor, cause)
            row.state = ViewingState.STOPPED.value
        elif law.check_answered_in_time((now - row.asked_at).total_seconds(), on, rules) and word == row.word:
            _wait(row, (now - row.asked_at).total_seconds(), rules)
            _bank(row, course, now, rules)
        else:
            _miss(row)
            record.note(course, "presence_missed", actor, cause, {"lesson": row.lesson})
        rows.update(row)
        if row.state == ViewingState.DONE:
            record.note(course, "lesson_done", actor, cause, {"lesson": row.lesson})
        if course.state == "open":
            record.go_on(course, actor, cause)
    return queries.viewing_view(row, rules)


def holds(viewing_id: UUID, device: str) -> bool:
    """True where a device holds a lesson that runs. One statement."""
    rows_held = models.Viewing.for_system("which device").filter(id=viewing_id, device=_hashed(device), state="running")
    return rows_held.exists()


def leave(*, viewing_id: UUID, device: str) -> Viewing:
    """Stop for now: what waits stays, and is asked for when the lesson is opened again."""
    with transaction.atomic(savepoint=False):
        row, course = _held(viewing_id, device)
        if row.state == ViewingState.RUNNING:
            row.state, row.broken = ViewingState.STOPPED.value, True
            rows.update(row, "state", "broken")
    return queries.viewing_view(row, _rules(course))


def _begun(course: models.Course, lesson: shelf.Lesson, secret: str, now: datetime) -> models.Viewing:
    row = models.Viewing(
        id=new_id(), course_id=course.id, person=course.person, lesson=lesson.code, edition=lesson.edition,
        device=_hashed(secret), begun_at=now, seen_at=now, check_at=_drawn(now, _rules(course)),
    )  # fmt: skip
    rows.insert(row)
    return row


def _continued(row: models.Viewing, secret: str, now: datetime) -> models.Viewing:
    """Another sitting of the lesson. What waits from before is asked for at once; an open check is asked anew."""
    row.device, row.seen_at, row.state = _hashed(secret), now, ViewingState.RUNNING.value
    row.asked_at, row.word, row.broken = None, "", True
    if row.waiting_seconds:
        _ask(row, now)
    else:
        _break_off(row)
    rows.update(row)
    return row


def _count(row: models.Viewing, now: datetime, pressed: bool, rules: Book) -> None:
    """Let the seconds since the last sign wait, and ask for presence where it is time."""
    gap = (now - row.seen_at).total_seconds()
    if 0 <= gap < 1:
        return
    seconds = law.counted(gap, pressed, clock.today(), rules)
    if seconds:
        row.seen_at += timedelta(seconds=seconds)
        _wait(row, seconds, rules)
    else:
        row.seen_at, row.broken = now, True
    whole = row.counted_seconds + row.held_seconds + row.waiting_seconds >= queries.needed(rules)
    if row.broken and not row.waiting_seconds:
        _break_off(row)
    elif row.broken or whole or now >= row.check_at:
        _ask(row, now)


def _wait(row: models.Viewing, seconds: float, rules: Book) -> None:
    """More seconds wait, never more than the lesson has left."""
    left = queries.needed(rules) - row.counted_seconds - row.held_seconds
    row.waiting_seconds = min(row.waiting_seconds + int(seconds), left)


def _ask(row: models.Viewing, now: datetime) -> None:
    row.asked_at, row.word = now, secrets.choice(list(queries.WORDS))


def _bank(row: models.Viewing, course: models.Course, now: datetime, rules: Book) -> None:
    """Presence is shown: what waited is held, and counts as soon as the sitting is long enough."""
    row.held_seconds += row.waiting_seconds
    row.sitting_seconds += row.waiting_seconds
    row.waiting_seconds, row.asked_at, row.word = 0, None, ""
    row.checks_passed += 1
    row.seen_at, row.check_at = now, _drawn(now, rules)
    if course.kind != Kind.REDUCTION or points_reduction.sitting_counts(row.sitting_seconds, clock.today(), rules):
        if row.held_seconds:
            record.add_online(course, record.law_day(now), row.held_seconds)
        row.counted_seconds, row.held_seconds = row.counted_seconds + row.held_seconds, 0
    if row.broken:
        _break_off(row)
    if row.counted_seconds >= queries.needed(rules):
        row.state = ViewingState.DONE.value


def _break_off(row: models.Viewing) -> None:
    """The sitting is over: what is held was too short to count, the next sitting begins."""
    row.held_seconds, row.sitting_seconds, row.broken = 0, 0, False


def _miss(row: models.Viewing) -> None:
    """Nobody was there: what waited and was held is lost."""
    row.waiting_seconds, row.asked_at, row.word = 0, None, ""
    row.checks_missed += 1
    row.state = ViewingState.STOPPED.value
    _break_off(row)


def _licence_gone(course: models.Course) -> bool:
    ended = set(_rules(course).value("letters.ended", clock.today()))
    return bool(drivers.get_driver(course.driver).licence.letters & ended)


def _held(viewing_id: UUID, device: str) -> tuple[models.Viewing, models.Course]:
    row = _LOCKED.first(viewing_id)
    if row is None:
        raise NotFound(NO_VIEWING)
    if row.device != _hashed(device):
        raise NotAllowed(OTHER_DEVICE, code="other_device")
    return row, models.Course.for_system("the course of a lesson").get(id=row.course_id)


def _course_of(viewing_id: UUID) -> UUID:
    found = models.Viewing.for_system("the course of a lesson").filter(id=viewing_id)
    course = found.values_list("course", flat=True).first()
    if course is None:
        raise NotFound(NO_VIEWING)
    return course


def _drawn(now: datetime, rules: Book) -> datetime:
    """When presence is asked for next: drawn by the server, known to nobody."""
    drawn = secrets.randbelow(10_001) / 10_000
    return now + timedelta(seconds=law.next_check(drawn, clock.today(), rules))


def _rules(course: models.Course) -> Book:
    return book().at(course.region)


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
