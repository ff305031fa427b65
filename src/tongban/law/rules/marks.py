"""V47 to V49: the inspection mark after an inspection, without one (免检), and issued anew. Order 164 Articles 54,
55, 57.

Asked of others are compulsory insurance and the vehicle tax of the year; what a holder has not answered yet is no
reason: the case waits for the holder. Violations, accidents and the like are states of the vehicle. Late is not
refused: the mark counts from the last validity, and periods that were missed whole are passed over.
Not modelled: the fine for having driven past it.
"""

from collections.abc import Iterator
from datetime import date

from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.reasons import reason, verdict
from tongban.law.rules import inspection, vehicle_kinds, vehicle_states
from tongban.law.rules.vehicle_documents import without_mark
from tongban.law.verdict import Reason, Verdict


def may_have_without_inspection(facts: Facts, on: date, book: Book) -> Verdict:
    """May the mark be given on this day without an inspection?"""
    reasons = [*vehicle_states.stops(facts, "mark", on, book), *_due(facts, on, book), *_cover(facts, on)]
    return verdict(reasons, on, book, "vehicle_states", "inspections")


def may_have_after_inspection(facts: Facts, on: date, book: Book) -> Verdict:
    """May the mark be given on this day on the inspection that a station has uploaded (V47)?"""
    reasons = [*vehicle_states.stops(facts, "mark", on, book), *_window(facts, on, book), *_cover(facts, on)]
    reasons += [*_inspected(facts, on, book), *_place(facts)]
    return verdict(reasons, on, book, "vehicle_states", "inspections")


def may_issue_anew(facts: Facts, on: date, book: Book) -> Verdict:
    """May the mark that is valid on this day be issued anew?"""
    reasons = [*vehicle_states.stops(facts, "reissue", on, book), *without_mark(facts, on), *_insured(facts, on)]
    return verdict(reasons, on, book, "vehicle_states", "inspections")


def officer_looks(facts: Facts, on: date, book: Book) -> bool:
    """Is it for an officer to give the mark: a suspicion, a lock, a vehicle that differs from its file?"""
    return bool(vehicle_states.needs(facts, "mark", "officer", on, book))


def officer_looks_anew(facts: Facts, on: date, book: Book) -> bool:
    """Is it for an officer to issue the mark anew?"""
    return bool(vehicle_states.needs(facts, "reissue", "officer", on, book))


def _window(facts: Facts, on: date, book: Book) -> Iterator[Reason]:
    """Not before its window opens; late is allowed."""
    due = inspection.next_mark(facts.vehicle, on, book) if facts.vehicle else None
    if due and on < due.opens_on:
        yield reason("mark.too_early", possible_from=due.opens_on, last_day=due.due_on)


def _inspected(facts: Facts, on: date, book: Book) -> Iterator[Reason]:
    """An inspection of this time: passed, and not before the window opened."""
    due, done = inspection.next_mark(facts.vehicle, on, book) if facts.vehicle else None, facts.inspection
    if done is None:
        return
    if done.on is None or (due and done.on < due.opens_on):
        yield reason("mark.not_inspected")
    elif not done.passed:
        yield reason("mark.inspection_failed")


def _place(facts: Facts) -> Iterator[Reason]:
    """Large buses and school buses where they are registered, every other vehicle anywhere."""
    vehicle, here, home = facts.vehicle, facts.office, facts.region
    if vehicle is None or not here or not home or here[:4] == home[:4]:
        return
    if vehicle_kinds.is_school_bus(vehicle) or vehicle.type.startswith("K1"):
        yield reason("mark.other_place")


def _due(facts: Facts, on: date, book: Book) -> Iterator[Reason]:
    """The mark that is due next has to be one without an inspection, and its window open."""
    vehicle = facts.vehicle
    if vehicle is None or not vehicle.own:
        return
    due = inspection.next_mark(inspection.caught_up(vehicle, on, book), on, book)
    if due is None or due.inspected:
        yield reason("mark.inspection_due")
    elif on < due.opens_on:
        yield reason("mark.too_early", possible_from=due.opens_on, last_day=due.due_on)


def _cover(facts: Facts, on: date) -> Iterator[Reason]:
    yield from _insured(facts, on)
    cover = facts.cover
    if cover and cover.tax_year is not None and cover.tax_year < on.year:
        yield reason("registration.no_vehicle_tax")


def _insured(facts: Facts, on: date) -> Iterator[Reason]:
    cover = facts.cover
    if cover is None or cover.insured is None:
        return
    since, until = cover.insured_since, cover.insured_until
    if since is None or until is None or not since <= on <= until:
        yield reason("registration.uninsured")
