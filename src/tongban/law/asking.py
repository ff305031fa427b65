"""Ask the law: what a licence of some stated facts allows and asks for on a day, and on which days that changes.

The facts stay, the day moves. The points are those of the cycle that runs on the day asked for. Nothing else is known:
no open matter, no postponement, no extension; what was due before is taken as done, only the validity is taken as
stated. A class that ended by an earlier rule and that the rule of the day would allow again is not held: it was
exchanged or became void, and has to be given back; where it ends again, it is taken as given back meanwhile.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tongban.law.book import Book
from tongban.law.dates import add_days, add_years, age_on, next_day
from tongban.law.duties import Duty, duty
from tongban.law.facts import Applicant, Cycle, HeldClass, Licence, LostClass
from tongban.law.names import class_text
from tongban.law.rules import age, cycles, medical, probation, review, standing
from tongban.law.rules.classes import covered, in_order
from tongban.law.rules.status import may_drive
from tongban.law.text import Text
from tongban.law.verdict import Reason

MAY = Text(zh="可以开 {classes}", en="May drive {classes}")
MAY_NOT = Text(zh="不能开 {classes}", en="May not drive {classes}")
OVER = Text(zh="{title}：结束", en="{title}: over")
_KEEPING = "C1C6"  # an exchange that keeps as much as it can
_QUIET = (".later", ".never")  # states that are no news beside others


@dataclass(frozen=True, slots=True)
class Stated:
    """What somebody says of a licence. `valid_to` None means long-term."""

    classes: tuple[str, ...]
    born: date
    first_issue_on: date
    valid_to: date | None
    points: int = 0


@dataclass(frozen=True, slots=True)
class Stopped:
    """One reason against driving, and the stated classes it stands against."""

    reason: Reason
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What holds on a day. `drive` names every class that may be driven, covered ones too, in printed order."""

    on: date
    issued: bool
    drive: tuple[str, ...]
    stopped: tuple[Stopped, ...]
    duties: tuple[Duty, ...]
    checked_until: date
    provisional: bool

    @property
    def sign(self) -> tuple[object, ...]:
        """Equal for two days on which the same may be driven for the same reasons and the same is asked for."""
        against = tuple((one.reason.code, one.classes) for one in self.stopped)
        return self.issued, self.drive, against, tuple(one.key for one in self.duties)


@dataclass(frozen=True, slots=True)
class Turn:
    """A day from which the answer is another one: what is new, and whether the rule itself changed on it."""

    on: date
    news: tuple[Text, ...]
    by_rule: bool


# what a driver's answer follows from; values of other topics begin on days of their own
_DRIVING = (
    "age_exchange", "ages", "cancellation", "classes", "downgrade", "letters", "medical", "points", "probation",
    "renewal", "restoration", "review", "validity",
)  # fmt: skip


def first_day(book: Book) -> date:
    """The first day for which driving is answered."""
    return book.history("ages.ceiling")[0].since


def answer(stated: Stated, on: date, book: Book) -> Answer:
    """What may be driven, what is due and what happens if not. Raises `NotInForce`."""
    licence = _licence(stated, on, book)
    duties = tuple(_duties(stated, licence, on, book)) if licence else ()
    topics = {"letters", "ages", "classes", "renewal", *(topic for one in duties for topic in one.topics)}
    return Answer(
        on=on,
        issued=licence is not None,
        drive=_driven(stated, licence, on, book) if licence else (),
        stopped=_stopped(stated, licence, on, book) if licence else (),
        duties=duties,
        checked_until=min(map(book.checked_until, topics)),
        provisional=book.provisional(on, *topics),
    )


def turns(stated: Stated, first: date, last: date, book: Book) -> list[Turn]:
    """The days after `first`, up to `last`, on which the answer changes: each day that may matter is asked for."""
    found, now = [], answer(stated, first, book)
    while (day := _next_day_that_matters(stated, now.on, book)) and day <= last:
        then = answer(stated, day, book)
        if then.sign != now.sign:
            found.append(Turn(day, tuple(_news(now, then)), by_rule=book.changes_on(day, _DRIVING)))
        now = then
    return found


def _licence(stated: Stated, on: date, book: Book) -> Licence | None:
    """The licence as law sees it on the day; None before its first issue."""
    if on < stated.first_issue_on:
        return None
    start, end = cycles.cycle_days(stated.first_issue_on, on, book)
    lost = tuple(_given_back(stated, on, book))
    codes = set(stated.classes) - {one.code for one in lost}
    for one in lost:
        exchanged_on = max(one.lost_on, first_day(book))
        codes |= set(age.classes_after([one.code], stated.born, exchanged_on, book, _KEEPING))
    return Licence(
        classes=tuple(HeldClass(code, stated.first_issue_on) for code in in_order(_bare(codes, on, book), on, book)),
        first_issue_on=stated.first_issue_on,
        valid_from=stated.first_issue_on,
        valid_to=stated.valid_to,
        term_years=None,
        letters=frozenset("B" if stated.points >= book.value("points.limit", on) else ""),
        cycles=(Cycle(start, end, stated.points),),
        lost_for_age=lost,
    )


def _given_back(stated: Stated, on: date, book: Book) -> Iterator[LostClass]:
    """Classes that the rule of the day allows again, after an earlier rule had ended them."""
    for code in stated.classes:
        if not age.class_ended(code, stated.born, on, book):
            days = age.days_reached(code, stated.born, book)
            ended = [day for day in days if stated.first_issue_on <= day <= on]
            if ended:
                yield LostClass(code, min(ended))


def _bare(codes: set[str], on: date, book: Book) -> set[str]:
    """The classes that no other one of them covers: what a licence prints."""
    return {code for code in codes if not any(code in covered([other], on, book) for other in codes - {code})}


def _driven(stated: Stated, licence: Licence, on: date, book: Book) -> tuple[str, ...]:
    may = [code for code in covered(licence.codes, on, book) if may_drive(licence, code, on, stated.born, book).allowed]
    return in_order(may, on, book)


def _stopped(stated: Stated, licence: Licence, on: date, book: Book) -> tuple[Stopped, ...]:
    """Every reason once, with the held classes it stands against."""
    found: dict[Reason, list[str]] = {}
    for code in in_order(licence.codes, on, book):
        for one in may_drive(licence, code, on, stated.born, book).reasons:
            found.setdefault(one, []).append(code)
    return tuple(Stopped(one, tuple(codes)) for one, codes in found.items())


def _duties(stated: Stated, licence: Licence, on: date, book: Book) -> Iterator[Duty]:
    """Everything due, most pressing kinds first."""
    yield _points(stated, licence, on, book)
    yield _renewal(licence, on, book)
    if _ended_for_good(licence, on, book):
        return
    yield from _age(stated, licence, on, book)
    yield from _extension(stated, licence, on, book)
    yield from _restoration(stated, licence, on, book)
    yield from _medical(stated, licence, on, book)
    yield from _review(stated, licence, on, book)
    ends = probation.ends(licence, on, book)
    for code in sorted(probation.on_probation(licence, on, book)):
        limit = book.value("points.limit", on)
        yield duty("probation.now", "probation", classes=class_text([code]), until=ends[code], limit=limit)


def _ended_for_good(licence: Licence, on: date, book: Book) -> bool:
    cancelled = standing.cancelled_on(licence, on, book)
    return cancelled is not None and on >= cancelled


def _points(stated: Stated, licence: Licence, on: date, book: Book) -> Duty:
    limit = book.value("points.limit", on)
    state = "now" if stated.points >= limit else "later"
    return duty(f"points.{state}", "points", end=licence.cycles[-1].ends_on, points=stated.points, limit=limit)


def _renewal(licence: Licence, on: date, book: Book) -> Duty:
    by, last = licence.valid_to, standing.last_day_to_renew(licence, on, book)
    restore_by = standing.restore_by(licence, on, book)
    if by is None or last is None or restore_by is None:
        return duty("renewal.never", "renewal", "validity")
    opens = standing.opens_on(by, on, book)
    steps = ((opens, "later"), (next_day(by), "now"), (next_day(last), "late"), (next_day(restore_by), "lapsed"))
    state = next((name for day, name in steps if on < day), "gone")
    return duty(f"renewal.{state}", "renewal", by=by, opens=opens, last=last, restore_by=restore_by)


def _age(stated: Stated, licence: Licence, on: date, book: Book) -> Iterator[Duty]:
    """The classes that end first of all, and those that have ended."""
    ended = age.classes_ended(licence, stated.born, on, book)
    if ended:
        yield from _of_age(stated, licence, ended, on, book)
    still = [code for code in licence.codes if code not in ended]
    due = age.due_on(Licence(tuple(HeldClass(code, on) for code in still), on, on, None, None), stated.born, book, on)
    if due is not None:
        ends = [code for code in still if age.ceiling_day(code, stated.born, on, book) == due]
        yield from _of_age(stated, licence, in_order(ends, on, book), on, book)


def _of_age(stated: Stated, licence: Licence, codes: tuple[str, ...], on: date, book: Book) -> Iterator[Duty]:
    """One duty for each day on which some of the classes end."""
    days = {code: age.ceiling_day(code, stated.born, on, book) for code in codes}
    for day in sorted({day for day in days.values() if day}):
        by = age.act_by(day, on, book)
        state = "later" if on < day else "now" if on <= by else "late"
        after = age.classes_after(licence.codes, stated.born, day, book, _KEEPING) if on >= day else ()
        yield duty(
            f"age.{state}", "ages", "age_exchange", "limits",
            classes=class_text(code for code in codes if days[code] == day), day=day, by=by,
            age=age_on(stated.born, day), after=class_text(after),
        )  # fmt: skip


def _extension(stated: Stated, licence: Licence, on: date, book: Book) -> Iterator[Duty]:
    codes = [code for code in licence.codes if code in book.value("ages.extension_classes", on)]
    days = [day for code in codes if (day := age.ceiling_day(code, stated.born, on, book))]
    if not days or on >= min(days):
        return
    reached = min(days)
    opens = add_years(reached, -book.value("ages.extension_open_years", on))
    yield duty(
        "extension.later" if on < opens else "extension.now", "ages",
        classes=class_text(in_order(codes, on, book)), reached=reached, opens=opens, last=add_days(reached, -1),
        until=age.extension_ends_on(stated.born, codes[0], on, book),
    )  # fmt: skip


def _restoration(stated: Stated, licence: Licence, on: date, book: Book) -> Iterator[Duty]:
    if not book.value("restoration.age_open", on):
        return
    for one in licence.lost_for_age:
        if age.restorable(Applicant(stated.born), [one.code], on, book):
            until = age.ceiling_day(one.code, stated.born, on, book)
            text = class_text([one.code])
            yield duty("restoration.now", "restoration", "ages", classes=text, lost=one.lost_on, until=until or on)


def _medical(stated: Stated, licence: Licence, on: date, book: Book) -> Iterator[Duty]:
    """The certificate owed for the cycle that has just ended, else the one that the running cycle will ask for."""
    running = licence.cycles[-1]
    for ended, state in ((add_days(running.starts_on, -1), "now"), (running.ends_on, "later")):
        by = medical.next_due_on(licence, stated.born, ended, on, book)
        if by is not None and ended > licence.first_issue_on and on <= by:
            last = add_years(ended, book.value("medical.cancel_years", on))
            yield duty(f"medical.{state}", "medical", **{"from": next_day(ended), "by": by, "last": last})
            return


def _review(stated: Stated, licence: Licence, on: date, book: Book) -> Iterator[Duty]:
    by = review.due_after(licence, stated.born, licence.cycles[-1], on, book)
    if by is not None:
        yield duty("review.later", "review", **{"from": next_day(licence.cycles[-1].ends_on), "by": by})


def _news(now: Answer, then: Answer) -> list[Text]:
    """What is new on a day, in short; what has merely ended is named where nothing else is."""
    gained, gone = set(then.drive) - set(now.drive), set(now.drive) - set(then.drive)
    news = [
        words.fill(classes=" ".join(code for one in (now, then) for code in one.drive if code in codes))
        for codes, words in ((gone, MAY_NOT), (gained, MAY))
        if codes
    ]
    known, kinds = {one.key for one in now.duties}, {one.kind for one in then.duties}
    new = [one for one in then.duties if one.key not in known]
    news += [one.title for one in new if not one.key.endswith(_QUIET)]
    over = [OVER.fill(title=one.title) for one in now.duties if one.kind not in kinds]
    return list(dict.fromkeys(news or [one.title for one in new] or over))


def _next_day_that_matters(stated: Stated, on: date, book: Book) -> date | None:
    """The next day on which anything that the answer is made of may turn; too many are no harm."""
    return min((day for day in _days(stated, on, book) if day > on), default=None)


def _days(stated: Stated, on: date, book: Book) -> Iterator[date]:
    if change := book.next_change(on):
        yield change
    licence = _licence(stated, on, book)
    if licence is None:
        yield stated.first_issue_on
        return
    running = licence.cycles[-1]
    yield next_day(running.ends_on)
    for ended in (add_days(running.starts_on, -1), running.ends_on):
        yield next_day(add_days(ended, book.value("medical.due_days", on)))
    last = standing.last_day_to_renew(licence, on, book)
    if licence.valid_to and last:
        yield standing.opens_on(licence.valid_to, on, book)
        yield from map(next_day, (licence.valid_to, last, add_years(last, book.value("renewal.restore_years", on))))
    for code in {*stated.classes, *licence.codes}:
        reached = age.ceiling_day(code, stated.born, on, book)
        if reached:
            yield from (reached, next_day(age.act_by(reached, on, book)))
            if code in book.value("ages.extension_classes", on):
                yield add_years(reached, -book.value("ages.extension_open_years", on))
    yield from probation.ends(licence, on, book).values()
