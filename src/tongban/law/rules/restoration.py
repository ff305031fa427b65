"""D22: driving is restored (恢复驾驶资格), Order 162 Article 79, after a lapse, after a missed medical certificate, and
of classes lost at 60 before 2025 (announced with Order 172; uncertain in its details).

A lapsed licence comes back within two years of its cancellation with a medical certificate and subject 1 passed; the
missed certificate alone suffices while the validity has not been over for a year. Whoever was cancelled otherwise may
apply for the test directly. Revoked and annulled licences never come back. Not modelled: where the test is booked.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from tongban.law.book import Book
from tongban.law.dates import add_years, next_day
from tongban.law.facts import Facts, Licence, OwnVehicle
from tongban.law.reasons import reason, verdict
from tongban.law.rules import age, medical, standing
from tongban.law.text import Text
from tongban.law.verdict import Matter, Reason, Verdict

LAPSE, MEDICAL, AGE = "lapse", "medical", "age"
_VEHICLE = {
    "inspection_overdue": Text(zh="逾期未检验", en="overdue for inspection"),
    "to_deregister": Text(zh="应当报废未注销", en="to be scrapped and deregistered"),
}
_SETTLED_BY = {
    "inspection_overdue": Text(zh="到检验机构完成检验。", en="Have it inspected at an inspection station."),
    "to_deregister": Text(
        zh="交给报废机动车回收企业并注销登记。", en="Hand it to a recycler and have it deregistered."
    ),
}
_VEHICLES = Text(zh="机动车登记系统", en="the register of vehicles")


def kind_of(licence: Licence, on: date, book: Book) -> str:
    """Which restoration a licence may have: after a lapse, a missed medical, of classes lost for age; "" for none."""
    letters = standing.standing_letters(licence, on, book)
    if "R" in letters:
        last = standing.last_day_to_renew(licence, on, book)
        return LAPSE if last is not None and on > last else MEDICAL
    return AGE if licence.lost_for_age and not letters & set(book.value("letters.ended", on)) else ""


def may_restore(facts: Facts, on: date, book: Book) -> Verdict:
    """May driving be restored on this day, and what is still missing?"""
    reasons = [*standing.on_record(facts), *standing.not_drug_listed(facts)]
    if facts.licence is not None:
        licence = before_its_end(facts, facts.licence, on, book)
        facts, kind = replace(facts, licence=licence), kind_of(licence, on, book)
        reasons += standing.letters_allow(facts, book.value("letters.no_restoration", on), on, book)
        reasons += _settled(facts, on, book)
        if kind == AGE:
            reasons += [one for one in age.may_restore(facts, on, book).reasons if one not in reasons]
        elif kind:
            reasons += medical.certificate_serves(facts, licence.codes, on, book)
            reasons += _tested(facts, licence, on, book) if kind == LAPSE else ()
        elif not standing.standing_letters(licence, on, book) & set(book.value("letters.ended", on)):
            reasons.append(reason("restoration.nothing_lost"))
        reasons = _in_time(reasons, licence, kind, on, book)
    return verdict(reasons, on, book, "restoration", "renewal", "letters", "ages", "medical")


def before_its_end(facts: Facts, licence: Licence, on: date, book: Book) -> Licence:
    """The licence as it stood when the case was accepted, where time alone has cancelled it for good since and the test
    was passed before: whoever passed in time does not lose it to a card that is paid for later (uncertain)."""
    by, passed = standing.restore_by(licence, on, book), facts.theory_passed_on
    in_time = by is not None and on <= by and passed is not None and passed <= by
    if not (in_time and by and licence.gone_on == next_day(by) and book.value("restoration.pass_in_time_keeps", on)):
        return licence
    return replace(licence, letters=licence.letters - {"G"} | {"R"}, gone_on=None)


def open_ends(facts: Facts, on: date, book: Book) -> bool:
    """Is there something to settle first, for which a person may commit themselves in writing?"""
    return any(True for _ in _unsettled(facts, on, book))


def validity_after(licence: Licence, on: date, book: Book) -> tuple[date, date | None, int | None]:
    """First day, last valid day and years of a restored licence: after a lapse a term of the same length begins."""
    if kind_of(licence, on, book) != LAPSE or licence.term_years is None:
        return licence.valid_from, licence.valid_to, licence.term_years
    start = on if book.value("restoration.term_begins_anew", on) else licence.valid_to or on
    return start, add_years(start, licence.term_years), licence.term_years


def _in_time(reasons: list[Reason], licence: Licence, kind: str, on: date, book: Book) -> list[Reason]:
    """After a lapse whatever is missing has to be there before the two years are over."""
    by = standing.restore_by(licence, on, book) if kind == LAPSE else None
    return [replace(one, act_by=by) if by and one.temporary else one for one in reasons]


def _settled(facts: Facts, on: date, book: Book) -> Iterator[Reason]:
    """Violations, accidents and overdue own vehicles come first, unless the person commits to settle them in time."""
    if facts.answers.get("commitment") != "yes":
        yield from _unsettled(facts, on, book)


def _unsettled(facts: Facts, on: date, book: Book) -> Iterator[Reason]:
    yield from standing.letters_allow(facts, book.value("restoration.settled_first", on), on, book)
    for vehicle in facts.vehicles:
        if vehicle.state in book.value("restoration.vehicles_settled_first", on):
            yield reason("restoration.vehicle", plate=vehicle.plate, state=_VEHICLE[vehicle.state], matter=_of(vehicle))


def _of(vehicle: OwnVehicle) -> Matter:
    return Matter("vehicle", vehicle.plate, _VEHICLES, _SETTLED_BY[vehicle.state])


def _tested(facts: Facts, licence: Licence, on: date, book: Book) -> Iterator[Reason]:
    """Subject 1 passed after the cancellation and within the two years."""
    by, cancelled = standing.restore_by(licence, on, book), standing.cancelled_on(licence, on, book)
    passed = facts.theory_passed_on
    if by is None or cancelled is None:
        return
    if passed is not None and passed > by:
        yield reason("restoration.too_late", last_day=by)
    elif passed is None or passed < cancelled:
        yield reason("restoration.test_missing", last_day=by)
