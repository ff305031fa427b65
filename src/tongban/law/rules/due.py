"""What the nightly jobs have to do for one licence: letters that time sets or clears, cycles, duties, ages.

The answer follows from the licence and the day alone, each step with the day from which it has effect. A job
that stood still for a month gets the same steps, in the same order, as if it had run each night; what has
been written down is not asked for again. Steps that leave no trace on the licence (an age reached, a
probation ended) are given for the days after `since`, the last day on which the job ran to its end; `Due.key`
names each step once for ever.

Not modelled: B (set when the points are recorded), cancellation for other causes than time (Article 79).
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from tongban.law.book import Book
from tongban.law.dates import next_day
from tongban.law.facts import Cycle, Licence
from tongban.law.rules import age, cycles, medical, probation, review, standing
from tongban.law.rules.postponed import newest_postponement

_FINAL = frozenset("EFG")


class DueKind(StrEnum):
    """What is to be done."""

    SET_LETTER = "set_letter"
    CLEAR_LETTER = "clear_letter"
    CYCLE_ROLLED = "cycle_rolled"
    REVIEW_DUE = "review_due"
    MEDICAL_DUE = "medical_due"
    AGE_REACHED = "age_reached"
    AGE_DEADLINE_PASSED = "age_deadline_passed"
    PROBATION_ENDED = "probation_ended"


_ORDER = list(DueKind)  # of several steps on one day


@dataclass(frozen=True, slots=True)
class Due:
    """One step with the day from which it has effect.

    `letter` for letters; `classes` for ages and probation; `due_on` the last day of a duty that begins;
    `cycle` the cycle that begins. `article` is a key of `law/articles.toml`.
    """

    kind: DueKind
    effective_on: date
    article: str
    letter: str = ""
    classes: tuple[str, ...] = ()
    due_on: date | None = None
    cycle: Cycle | None = None

    @property
    def key(self) -> str:
        """The same for the same step whenever it is asked for: a job that keeps it acts once."""
        return ":".join([self.kind, self.letter or "-".join(self.classes), self.effective_on.isoformat()])


def letters_due(licence: Licence, born: date, on: date, book: Book, since: date | None = None) -> list[Due]:
    """Every step due on or before `on` and not yet on the licence, earliest first.

    `since` defaults to the day before `on`. A revoked, annulled or cancelled licence has no more steps.
    """
    if licence.letters & _FINAL:
        return []
    cancelled = "R" in licence.letters
    steps = [] if cancelled else _rolled(licence, born, on, book)
    caught_up = _with_duties(licence, steps)
    lapse = _lapse(caught_up, on, book)
    if not cancelled:
        after = since if since is not None else on - timedelta(days=1)
        steps += _review_missed(caught_up, on)
        steps += [step for step in _passing(licence, born, on, book) if after < step.effective_on <= on]
    steps = [step for step in steps if step.effective_on <= _day_of(lapse, "R", on)]
    steps += [step for step in _clearings(caught_up, on) if step.effective_on <= _day_of(lapse, "G", on)]
    return sorted(steps + lapse, key=lambda step: (step.effective_on, _ORDER.index(step.kind), step.letter))


def _day_of(lapse: list[Due], letter: str, on: date) -> date:
    """The day on which the licence gets R or G (`on` where it does not): later steps have no object."""
    days = [step.effective_on for step in lapse if step.letter == letter and step.kind is DueKind.SET_LETTER]
    return days[0] if days else on


def _rolled(licence: Licence, born: date, on: date, book: Book) -> list[Due]:
    """The cycles begun since the newest one on record, and the duties their predecessors made due."""
    steps: list[Due] = []
    newest = licence.cycles[-1] if licence.cycles else None
    while newest is not None and newest.ends_on < on:
        following = cycles.next_cycle(newest, licence.first_issue_on, book)
        begins = following.starts_on
        steps.append(Due(DueKind.CYCLE_ROLLED, begins, "IR.24", cycle=following))
        review_due = review.due_after(licence, born, newest, on, book)
        if review_due is not None:
            steps.append(Due(DueKind.REVIEW_DUE, begins, "O162.72", due_on=review_due))
        medical_due = medical.next_due_on(licence, born, newest.ends_on, on, book)
        if medical_due is not None:
            steps.append(Due(DueKind.MEDICAL_DUE, begins, "O162.74", due_on=medical_due))
        newest = following
    return _earliest_duties(licence, steps)


def _earliest_duties(licence: Licence, steps: list[Due]) -> list[Due]:
    """A duty that is still open is not pushed into the future by the next one of its kind."""
    open_kinds = set()
    if licence.review_due_on is not None:
        open_kinds.add(DueKind.REVIEW_DUE)
    if licence.medical_due_on is not None:
        open_kinds.add(DueKind.MEDICAL_DUE)
    kept = []
    for step in steps:
        if step.kind in (DueKind.REVIEW_DUE, DueKind.MEDICAL_DUE):
            if step.kind in open_kinds:
                continue
            open_kinds.add(step.kind)
        kept.append(step)
    return kept


def _with_duties(licence: Licence, steps: list[Due]) -> Licence:
    """The licence as it stands once the duties of these steps are written on it."""
    for step in steps:
        if step.kind is DueKind.REVIEW_DUE:
            licence = replace(licence, review_due_on=step.due_on)
        elif step.kind is DueKind.MEDICAL_DUE:
            licence = replace(licence, medical_due_on=step.due_on)
    return licence


def _clearings(licence: Licence, on: date) -> list[Due]:
    """Letters whose own end has passed: a suspension served, a postponement used up."""
    steps = []
    if "D" in licence.letters and licence.suspended_until is not None and licence.suspended_until < on:
        steps.append(Due(DueKind.CLEAR_LETTER, next_day(licence.suspended_until), "IR.28", letter="D"))
    for letter, duty in (("N", "renewal"), ("T", "review"), ("P", "medical")):
        row = newest_postponement(licence, duty)
        if letter in licence.letters and row is not None and row.until < on:
            steps.append(Due(DueKind.CLEAR_LETTER, next_day(row.until), "O162.75", letter=letter))
    return steps


def _lapse(licence: Licence, on: date, book: Book) -> list[Due]:
    """M the day after the last valid day, R a year later or for a missed medical, G two years after that."""
    steps = []
    by = standing.renew_by(licence)
    cancelled_on = standing.cancelled_on(licence, on, book)
    restore_by = standing.restore_by(licence, on, book)
    gone_on = next_day(restore_by) if restore_by else None
    has_m, has_r = "M" in licence.letters, "R" in licence.letters
    if not has_m and not has_r and by is not None and by < on and (not cancelled_on or by < cancelled_on):
        steps.append(Due(DueKind.SET_LETTER, next_day(by), "IR.28", letter="M"))
        has_m = True
    if not has_r and cancelled_on is not None and cancelled_on <= on:
        if has_m:
            steps.append(Due(DueKind.CLEAR_LETTER, cancelled_on, "O162.79", letter="M"))
        steps.append(Due(DueKind.SET_LETTER, cancelled_on, "O162.79", letter="R"))
        has_r = True
    if has_r and gone_on is not None and gone_on <= on:
        steps.append(Due(DueKind.CLEAR_LETTER, gone_on, "O162.79", letter="R"))
        steps.append(Due(DueKind.SET_LETTER, gone_on, "O162.79", letter="G"))
    return steps


def _review_missed(licence: Licence, on: date) -> list[Due]:
    by = standing.review_by(licence)
    if by is None or by >= on or "S" in licence.letters:
        return []
    return [Due(DueKind.SET_LETTER, next_day(by), "O162.72", letter="S")]


def _passing(licence: Licence, born: date, on: date, book: Book) -> list[Due]:
    """Ages and probations: whatever day they have, the caller keeps those of its time."""
    found: dict[tuple[DueKind, date], set[str]] = {}
    first_rule = book.history("ages.ceiling")[0].since
    for code in licence.codes:
        for reached in age.days_reached(code, born, book, licence.extended_to):
            deadline = next_day(age.act_by(reached, on, book))
            for kind, day in ((DueKind.AGE_REACHED, reached), (DueKind.AGE_DEADLINE_PASSED, deadline)):
                if day >= first_rule and age.class_ended(code, born, day, book, licence.extended_to):
                    found.setdefault((kind, day), set()).add(code)
    steps = [Due(kind, day, "O162.65", classes=tuple(sorted(codes))) for (kind, day), codes in found.items()]
    for code, day in probation.ends(licence, on, book).items():
        steps.append(Due(DueKind.PROBATION_ENDED, day, "O162.76", classes=(code,)))
    return steps
