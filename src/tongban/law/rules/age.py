"""Age: who may apply, when a class ends, what it becomes, who may keep or get back a class.

Order 162 Articles 14(1) and 65; since 2025-01-01 as amended by Order 172 (60 became 63, extension to 66).
The ability test of holders after an accident is the licence review's.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from tongban.law.book import Book
from tongban.law.dates import add_days, add_months, add_years, age_on, next_day
from tongban.law.facts import Applicant, Facts, Licence
from tongban.law.names import class_text
from tongban.law.reasons import reason, verdict
from tongban.law.rules import medical, standing
from tongban.law.rules.classes import covered, in_order
from tongban.law.verdict import Reason, Verdict


def ceiling_day(code: str, born: date, on: date, book: Book, extended_to: date | None = None) -> date | None:
    """The first day on which the class may no longer be driven, as the law stands on `on` or will stand then.

    None for a class without a ceiling. The rule in force on the day the age is reached decides: who turned 60
    in 2024 lost a large class then; who turns 60 in 2025 keeps it until 63. `extended_to` is an extension.
    """
    day = _reached_under(code, born, on, book)
    for entry in book.history("ages.ceiling"):
        if day is not None and on < entry.since <= day:
            day = _reached_under(code, born, entry.since, book)
    if day is not None and extended_to is not None and _extensible(code, on, book):
        return max(day, extended_to)
    return day


def days_reached(code: str, born: date, book: Book, extended_to: date | None = None) -> list[date]:
    """Every day on which the class came or comes to an end, each by the rule in force on that day.

    Before the first rule on record that rule is taken to have held. A later rule may give the class back:
    whether it has ended on some other day is for `class_ended`.
    """
    days = []
    entries = book.history("ages.ceiling")
    starts = [date.min, *(entry.since for entry in entries[1:]), date.max]
    for entry, start, end in zip(entries, starts, starts[1:], strict=False):
        day = _reached_under(code, born, entry.since, book)
        if day is not None and extended_to is not None and _extensible(code, entry.since, book):
            day = max(day, extended_to)
        if day is not None and start <= day < end:
            days.append(day)
    return days


def due_on(licence: Licence, born: date, book: Book, on: date | None = None) -> date | None:
    """The first day on which any held class ends because of age; by the newest rule where no day is given."""
    on = on or max(entry.since for entry in book.history("ages.ceiling"))
    days = [ceiling_day(code, born, on, book, licence.extended_to) for code in licence.codes]
    return min((day for day in days if day is not None), default=None)


def class_ended(code: str, born: date, on: date, book: Book, extended_to: date | None = None) -> bool:
    """Is the class past its ceiling on this day, by the rule in force on it?"""
    reached = _reached_under(code, born, on, book)
    if reached is not None and extended_to is not None and _extensible(code, on, book):
        reached = max(reached, extended_to)
    return reached is not None and on >= reached


def classes_ended(licence: Licence, born: date, on: date, book: Book) -> tuple[str, ...]:
    """Held classes that may no longer be driven on this day because of age, in printed order."""
    ended = [code for code in licence.codes if class_ended(code, born, on, book, licence.extended_to)]
    return in_order(ended, on, book)


def classes_after(
    codes: Iterable[str],
    born: date,
    on: date,
    book: Book,
    choice: str = "C1",
    extended_to: date | None = None,
) -> tuple[str, ...]:
    """The classes after the exchange, in printed order; none means that the licence is cancelled.

    `choice` is "C1" or "C2", with "C6" added ("C1C6") by a holder of A2 who keeps the light trailer. Raises
    ValueError for another choice. Classes without a ceiling stay.
    """
    base, keeps = choice[:2], choice[2:]
    if base not in book.value("age_exchange.car_choice", on) or keeps not in ("", "C6"):
        raise ValueError(f"The exchange offers C1 or C2, an A2 holder C1C6 or C2C6 too, not {choice!r}")
    held = set(codes)
    ended = {code for code in held if class_ended(code, born, on, book, extended_to)}
    after = held - ended
    becomes, may_keep = book.value("age_exchange.becomes", on), book.value("age_exchange.may_keep", on)
    for code in ended:
        if code in becomes:
            after.add(becomes[code])
        if code in book.value("age_exchange.car_from", on) and not after & {"C1", "C2"}:
            after.add(base)
        if keeps and keeps in may_keep.get(code, ()) and not class_ended(keeps, born, on, book):
            after.add(keeps)
    return in_order(after, on, book)


def classes_left(licence: Licence, born: date, on: date, book: Book) -> tuple[str, ...]:
    """The classes that stay where the ended ones are announced void, in printed order.

    Uncertain: of what an ended class covered stays what `age_exchange.lapse_leaves` names. The licence prints only
    classes that no other covers, so a holder of A2 has C1 without its being written.
    """
    ended = set(classes_ended(licence, born, on, book))
    after = licence.codes - ended
    covered_before = covered(ended, on, book) - covered(after, on, book)
    leaves = [code for code in book.value("age_exchange.lapse_leaves", on) if code in covered_before]
    kept = {code for code in leaves if not class_ended(code, born, on, book)}
    return in_order(after | kept, on, book)


def act_by(due: date, on: date, book: Book) -> date:
    """The last day of the time in which a person exchanges after reaching the age."""
    return add_days(due, book.value("limits.age_answer", on))


def may_exchange(facts: Facts, on: date, book: Book) -> Verdict:
    """D08: may (and must) the licence be exchanged because of age (达到规定年龄换证)?

    A licence in the hands of the police is not exchanged; open violations and accidents do not matter.
    """
    refused = book.value("letters.no_exchange", on, facts.region)
    reasons = [
        *standing.on_record(facts),
        *standing.letters_allow(facts, refused, on, book),
        *standing.not_drug_listed(facts),
    ]
    licence = facts.licence
    if licence is not None:
        reasons += _exchange_due(facts, licence, on, book)
    return verdict(reasons, on, book, "ages", "age_exchange", "letters", "limits", "medical")


def exchanged_first(facts: Facts, licence: Licence, on: date, book: Book) -> Iterator[Reason]:
    """No class on the licence has passed its ceiling: asked before a renewal."""
    ended = classes_ended(licence, facts.applicant.born, on, book)
    if ended:
        yield reason("age.exchange_first", classes=class_text(ended))


def may_apply_for(code: str, born: date, on: date, book: Book, student: bool = False) -> Verdict:
    """May somebody of that age apply for the class? `student`: in full-time vocational driving education."""
    minimum = book.value("ages.minimum", on)[code]
    if student:
        minimum = book.value("ages.student_minimum", on).get(code, minimum)
    reasons = []
    if age_on(born, on) < minimum:
        first = add_years(born, minimum)
        reasons.append(reason("age.too_young", possible_from=first, classes=class_text([code]), age=minimum))
    too_old = too_old_to_apply_from(code, born, on, book)
    if too_old is not None and on >= too_old:
        maximum = book.value("ages.maximum", on)[code]
        reasons.append(reason("age.too_old", classes=class_text([code]), age=maximum))
    return verdict(reasons, on, book, "ages")


def too_old_to_apply_from(code: str, born: date, on: date, book: Book) -> date | None:
    """The first day on which the class can no longer be applied for or tested; None for one without an upper age."""
    maximum = book.value("ages.maximum", on).get(code)
    return None if maximum is None else _end_of_age(born, maximum, on, book)


def ability_test_asked(code: str, born: date, on: date, book: Book) -> bool:
    """Must an applicant of that age pass the test of memory, judgement and reaction?"""
    asked_from = book.value("ages.ability_from", on).get(code)
    return asked_from is not None and age_on(born, on) >= asked_from


def may_extend(facts: Facts, on: date, book: Book) -> Verdict:
    """May a holder keep a large class beyond the ceiling? Before 2025 no class could be extended."""
    reasons = [*standing.on_record(facts), *standing.not_drug_listed(facts)]
    licence, born = facts.licence, facts.applicant.born
    classes = book.value("ages.extension_classes", on)
    held = [code for code in licence.codes if code in classes] if licence else []
    if not held:
        reasons.append(reason("age.extension_no_class"))
    else:
        reached = min(day for code in held if (day := ceiling_day(code, born, on, book)))
        opens = add_years(reached, -book.value("ages.extension_open_years", on))
        if on < opens:
            reasons.append(reason("age.extension_too_early", possible_from=opens))
        if on >= reached:
            reasons.append(reason("age.extension_too_late", reached=reached))
        reasons += ability_passed(facts, on, book)
    return verdict(reasons, on, book, "ages")


def extension_ends_on(born: date, code: str, on: date, book: Book) -> date | None:
    """The day on which an extended class ends for good; None for a class without a ceiling."""
    reached = ceiling_day(code, born, on, book)
    return add_years(reached, book.value("ages.extension_years", on)) if reached else None


def may_restore(facts: Facts, on: date, book: Book) -> Verdict:
    """May classes lost at 60 be given back? Open since 2025 for those still below the new ceiling.

    Uncertain in its details: the announcement asks for an application and a medical certificate.
    """
    reasons = [*standing.on_record(facts), *standing.not_drug_listed(facts)]
    if not book.value("restoration.age_open", on):
        opening = [entry.since for entry in book.history("restoration.age_open") if entry.value]
        reasons.append(reason("restoration.not_in_force", possible_from=min(opening)))
    licence = facts.licence
    lost = {row.code for row in licence.lost_for_age} if licence else set()
    if not lost:
        reasons.append(reason("restoration.nothing_lost"))
    elif not restorable(facts.applicant, lost, on, book):
        reasons.append(reason("restoration.too_old", classes=class_text(in_order(lost, on, book))))
    if lost:
        reasons += medical.certificate_serves(facts, lost, on, book)
    return verdict(reasons, on, book, "restoration", "ages", "medical")


def restorable(applicant: Applicant, lost: Iterable[str], on: date, book: Book) -> tuple[str, ...]:
    """Of the lost classes, those whose ceiling the person has not reached under today's rule."""
    return in_order([code for code in lost if not class_ended(code, applicant.born, on, book)], on, book)


def _exchange_due(facts: Facts, licence: Licence, on: date, book: Book) -> Iterator[Reason]:
    born = facts.applicant.born
    due = due_on(licence, born, book, on)
    if due is None:
        yield reason("age.no_ceiling")
    elif on < due:
        yield reason("age.not_reached", possible_from=due)
    else:
        after = classes_after(licence.codes, born, on, book, _choice(facts), licence.extended_to)
        if after:
            yield from medical.certificate_serves(facts, after, on, book)


def _choice(facts: Facts) -> str:
    return str(facts.answers.get("choice", "C1"))


def ability_passed(facts: Facts, on: date, book: Book) -> Iterator[Reason]:
    """A test of memory, judgement and reaction is passed and still counts."""
    passed = facts.ability_passed_on
    months = book.value("ability.valid_months", on)
    if passed is None or on > add_months(passed, months):
        yield reason("age.ability_missing")


def _reached_under(code: str, born: date, on: date, book: Book) -> date | None:
    ceiling = book.value("ages.ceiling", on).get(code)
    return None if ceiling is None else _end_of_age(born, ceiling, on, book)


def _end_of_age(born: date, limit: int, on: date, book: Book) -> date:
    """The first day that counts as past an upper age: the birthday, or the day after it."""
    birthday = add_years(born, limit)
    return birthday if book.value("ages.upper_exclusive", on) else next_day(birthday)


def _extensible(code: str, on: date, book: Book) -> bool:
    return code in book.value("ages.extension_classes", on)
