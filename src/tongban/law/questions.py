"""The questions a jurist's case may ask, by name: each calls one rule and puts its answer in plain values.

`details` are what the question needs besides facts, day and book: a class, a key, another day.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from tongban.law import leaving_questions, registration_questions, temporary_questions
from tongban.law.bike_questions import BIKE_QUESTIONS
from tongban.law.book import Book
from tongban.law.days import DayTable
from tongban.law.driving_questions import DRIVING_QUESTIONS
from tongban.law.exam_questions import EXAM_QUESTIONS
from tongban.law.facts import Cycle, Facts, Licence, Vehicle
from tongban.law.learning_questions import LEARNING_QUESTIONS
from tongban.law.rules import (
    age,
    attachment,
    bars,
    cancellation,
    certificate,
    classes,
    co_owner,
    contact,
    correction,
    downgrade,
    electronic,
    employer,
    fees,
    information,
    inspection,
    limits,
    marks,
    medical,
    mortgage,
    moving,
    notices,
    ownership,
    photo,
    pledge,
    postponement,
    prepared,
    record,
    reduction,
    registration,
    renewal,
    replacement,
    restoration,
    review,
    service_life,
    status,
    submission,
    transfer,
    vehicle_change,
    vehicle_check,
    vehicle_contact,
    vehicle_documents,
    vehicle_identity,
    vehicle_licence,
    vehicle_notices,
    vehicle_states,
)
from tongban.law.staff_questions import STAFF_QUESTIONS
from tongban.law.verdict import Verdict

Details = Mapping[str, Any]
Question = Callable[[Facts, date, Book, Details], Any]


def _licence(facts: Facts) -> Licence:
    if facts.licence is None:
        raise ValueError("This question needs a licence")
    return facts.licence


def _vehicle(facts: Facts) -> Vehicle:
    if facts.vehicle is None:
        raise ValueError("This question needs a vehicle")
    return facts.vehicle


def _registration(facts: Facts, on: date, book: Book, details: Details) -> Verdict:
    return registration.may_register_private_car(facts, on, book)


def _colour(facts: Facts, on: date, book: Book, details: Details) -> Verdict:
    return vehicle_change.may_change_colour(facts, on, book)


def _ownership(facts: Facts, on: date, book: Book, details: Details) -> Verdict:
    return ownership.may_transfer(facts, on, book)


def _attached_to(facts: Facts, on: date, book: Book, details: Details) -> date | None:
    return attachment.last_day(details["authority"], details.get("until"), on, on, book)


def _mortgage_release(facts: Facts, on: date, book: Book, details: Details) -> Verdict:
    return mortgage.may_release(facts, on, book)


def _registration_officer(facts: Facts, on: date, book: Book, details: Details) -> bool:
    return registration.officer_looks(facts, on, book)


def _check_items(facts: Facts, on: date, book: Book, details: Details) -> list[str]:
    return list(vehicle_check.items(details["service"], details["type"], on, book))


def _drive(facts: Facts, on: date, book: Book, details: Details) -> Verdict:
    return status.may_drive(_licence(facts), details["class"], on, facts.applicant.born, book)


def _apply(facts: Facts, on: date, book: Book, details: Details) -> Verdict:
    student = details.get("student", False)
    return age.may_apply_for(details["class"], facts.applicant.born, on, book, student=student)


def _bars(facts: Facts, on: date, book: Book, details: Details) -> Verdict:
    return bars.may_apply(facts.applicant.bars, on, book)


def _apply_at_all(facts: Facts, on: date, book: Book, details: Details) -> Verdict:
    return bars.may_apply_for(details["class"], facts, on, book, student=details.get("student", False))


def _restored_term(facts: Facts, on: date, book: Book, details: Details) -> list[Any]:
    licence = _licence(facts)
    parts = (restoration.kind_of(licence, on, book), *restoration.validity_after(licence, on, book))
    return [part for part in parts if part is not None]


def _term(facts: Facts, on: date, book: Book, details: Details) -> list[Any]:
    return [part for part in renewal.new_term(_licence(facts), on, book) if part is not None]


def _classes_after(facts: Facts, on: date, book: Book, details: Details) -> str:
    licence = _licence(facts)
    choice = details.get("choice", "C1")
    return " ".join(age.classes_after(licence.codes, facts.applicant.born, on, book, choice, licence.extended_to))


def _classes_left(facts: Facts, on: date, book: Book, details: Details) -> str:
    return " ".join(age.classes_left(_licence(facts), facts.applicant.born, on, book))


def _renewed_classes(facts: Facts, on: date, book: Book, details: Details) -> str:
    return " ".join(renewal.classes_after(facts, on, book))


def _reduced_classes(facts: Facts, on: date, book: Book, details: Details) -> str:
    return " ".join(reduction.classes_chosen(facts, on, book))


def _downgraded_classes(facts: Facts, on: date, book: Book, details: Details) -> str:
    return " ".join(downgrade.classes_after(_licence(facts), on, book))


def _held_since(facts: Facts, on: date, book: Book, details: Details) -> list[str]:
    since = classes.held_since(_licence(facts).classes, classes.parse(details["classes"]), on, book)
    return [f"{code} {day}" for code, day in since.items()]


def _health_act_by(facts: Facts, on: date, book: Book, details: Details) -> date:
    return reduction.act_by(details["known_on"], on, book)


def _restorable(facts: Facts, on: date, book: Book, details: Details) -> str:
    lost = [row.code for row in _licence(facts).lost_for_age]
    return " ".join(age.restorable(facts.applicant, lost, on, book))


def _age_due(facts: Facts, on: date, book: Book, details: Details) -> list[date]:
    """The day a class ends, the last day to exchange, and the end of an extension of the given class."""
    due = age.due_on(_licence(facts), facts.applicant.born, book, on)
    if due is None:
        return []
    days = [due, age.act_by(due, on, book)]
    if "class" in details:
        extended = age.extension_ends_on(facts.applicant.born, details["class"], on, book)
        days += [extended] if extended else []
    return days


def _ability(facts: Facts, on: date, book: Book, details: Details) -> bool:
    return age.ability_test_asked(details["class"], facts.applicant.born, on, book)


def _medical_classes(facts: Facts, on: date, book: Book, details: Details) -> str:
    if facts.medical is None:
        raise ValueError("This question needs an examination")
    return " ".join(classes.in_order(medical.classes_allowed(facts.medical, on, book), on, book))


def _covers(facts: Facts, on: date, book: Book, details: Details) -> str:
    return " ".join(classes.in_order(classes.covered(classes.parse(details["classes"]), on, book), on, book))


def _letters(facts: Facts, on: date, book: Book, details: Details) -> list[str]:
    steps = status.letters_due(_licence(facts), facts.applicant.born, on, book, details.get("since"))
    return [_step_text(step) for step in steps]


def _step_text(step: status.Due) -> str:
    words = [step.effective_on.isoformat(), step.kind.value, step.letter, *step.classes]
    if step.due_on is not None:
        words.append(f"by {step.due_on}")
    if step.cycle is not None:
        words.append(f"until {step.cycle.ends_on} with {step.cycle.points}")
    return " ".join(word for word in words if word)


def _notices(facts: Facts, on: date, book: Book, details: Details) -> list[str]:
    found = notices.notices_due(_licence(facts), facts.applicant.born, on, book, details.get("since"))
    return [f"{notice.kind} {notice.days_before} days before {notice.due_on}" for notice in found]


def _vehicle_notices(facts: Facts, on: date, book: Book, details: Details) -> list[str]:
    found = vehicle_notices.notices_due(_vehicle(facts), on, book, details.get("since"))
    return [f"{notice.duty} {notice.due_on}" for notice in found]


def _vehicles_told(facts: Facts, on: date, book: Book, details: Details) -> list[str]:
    marks, scraps = vehicle_notices.days_told(on, book)
    return [*(f"mark {day}" for day in sorted(marks)), *(f"scrap {day}" for day in scraps)]


def _shown(facts: Facts, on: date, book: Book, details: Details) -> str:
    shown = status.shown_as(_licence(facts), on, book)
    colour = "green" if shown.usable else "red"
    return f"{colour if shown.shown else 'hidden'}: {shown.word.en}"


def _fee(facts: Facts, on: date, book: Book, details: Details) -> str:
    return str(fees.fee(details["fee"], on, book, facts.region, details.get("plate_type", "")))


def _limit(facts: Facts, on: date, book: Book, details: Details) -> date:
    table = DayTable.of(book, on, overrides={}, known_years=())
    return limits.ends_on(details["limit"], on, on, book, table, facts.region)


def _review_due(facts: Facts, on: date, book: Book, details: Details) -> str:
    licence = _licence(facts)
    ended: Cycle = licence.cycles[-1]
    due = review.due_after(licence, facts.applicant.born, ended, on, book)
    return due.isoformat() if due else "none"


def _review_asks(facts: Facts, on: date, book: Book, details: Details) -> str:
    """What the review asks for besides settled matters."""
    asked = {
        "education": review.education_due(facts, on, book),
        "ability": review.ability_due(facts, on, book),
    }
    return " ".join(what for what, is_asked in asked.items() if is_asked)


def _medical_settles(facts: Facts, on: date, book: Book, details: Details) -> bool:
    if facts.medical is None:
        raise ValueError("This question needs an examination")
    return medical.settles_yearly_duty(facts.medical, details["cycle_ends_on"])


def _prepared(facts: Facts, on: date, book: Book, details: Details) -> list[Any]:
    """Whether it is time to prepare a renewal, and since when."""
    first = prepared.prepare_from(_licence(facts), on, book)
    return [prepared.is_time(_licence(facts), on, book), *([first] if first else [])]


def _report_by(facts: Facts, on: date, book: Book, details: Details) -> date:
    return contact.report_by(details["changed_on"], on, book)


def _latest_until(facts: Facts, on: date, book: Book, details: Details) -> date:
    return postponement.latest_until(details.get("duty", "renewal"), _licence(facts), on, book)


def _vehicle_state(facts: Facts, on: date, book: Book, details: Details) -> str:
    """A row of the table of states: one word for each service."""
    return " ".join(book.value(f"vehicle_states.{details['state']}", on).values())


def _vehicle_states(facts: Facts, on: date, book: Book, details: Details) -> str:
    """The state as the national register writes it, then the rows of the table that hold."""
    vehicle = _vehicle(facts)
    return " ".join([vehicle_states.letters_on(vehicle, on), *vehicle_states.states(vehicle, on, book)])


def _mark(facts: Facts, on: date, book: Book, details: Details) -> list[Any]:
    """What is due next: the day, how, since when it can be done, and the validity after it."""
    vehicle = _vehicle(facts)
    due = inspection.next_mark(vehicle, on, book)
    how = ["none"] if due is None else [due.due_on, "inspection" if due.inspected else "mark", due.opens_on]
    return [*how, inspection.valid_after(vehicle, on, book)]


def _vehicle_needs(facts: Facts, on: date, book: Book, details: Details) -> str:
    return " ".join(vehicle_states.needs(facts, details["service"], details["what"], on, book))


def _scrap(facts: Facts, on: date, book: Book, details: Details) -> Any:
    return service_life.last_day(_vehicle(facts), on, book) or "none"


def _working_day(facts: Facts, on: date, book: Book, details: Details) -> bool:
    return DayTable.of(book, on, overrides={}, known_years=()).is_working(on)


def _value(facts: Facts, on: date, book: Book, details: Details) -> Any:
    """A value that pages or other rooms read as it is; `key`: one of several."""
    value = book.value(details["parameter"], on, facts.region)
    if "key" in details:
        value = value[details["key"]]
    if isinstance(value, Decimal):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {
        "replacement": lambda facts, on, book, details: replacement.may_replace_lost(facts, on, book),
        "damage_exchange": lambda facts, on, book, details: replacement.may_exchange_damaged(facts, on, book),
        "information": lambda facts, on, book, details: information.may_change_information(facts, on, book),
        "reduction": lambda facts, on, book, details: reduction.may_reduce(facts, on, book),
        "health_reduction": lambda facts, on, book, details: reduction.may_reduce_for_health(facts, on, book),
        "transfer": lambda facts, on, book, details: transfer.may_transfer_in(facts, on, book),
        "downgrade": lambda facts, on, book, details: downgrade.may_cancel_highest(facts, on, book),
        "renewal": lambda facts, on, book, details: renewal.may_renew(facts, on, book),
        "age_exchange": lambda facts, on, book, details: age.may_exchange(facts, on, book),
        "postponement": lambda facts, on, book, details: postponement.may_postpone_renewal(facts, on, book),
        "review": lambda facts, on, book, details: review.may_review(facts, on, book),
        "review_asks": _review_asks,
        "submission": lambda facts, on, book, details: submission.may_submit(facts, on, book),
        "postponed_review": lambda facts, on, book, details: postponement.may_postpone_review(facts, on, book),
        "postponed_medical": lambda facts, on, book, details: postponement.may_postpone_medical(facts, on, book),
        "contact": lambda facts, on, book, details: contact.may_change_contact(facts, on, book),
        "employer": lambda facts, on, book, details: employer.may_file(facts, on, book),
        "photo": lambda facts, on, book, details: photo.may_submit_photo(facts, on, book),
        "extension": lambda facts, on, book, details: age.may_extend(facts, on, book),
        "restoration": lambda facts, on, book, details: age.may_restore(facts, on, book),
        "cancellation": lambda facts, on, book, details: cancellation.may_cancel(facts, on, book),
        "cancelled_at_once": lambda facts, on, book, details: cancellation.at_once(details["ground"], on, book),
        "restored": lambda facts, on, book, details: restoration.may_restore(facts, on, book),
        "restored_term": _restored_term,
        "vehicle": lambda facts, on, book, details: vehicle_states.may(facts, details["service"], on, book),
        "vehicle_licence": lambda facts, on, book, details: vehicle_licence.may_issue_anew(facts, on, book),
        "vehicle_licence_officer": lambda facts, on, book, details: vehicle_licence.officer_looks(facts, on, book),
        "vehicle_contact": lambda facts, on, book, details: vehicle_contact.may_file(facts, on, book),
        "mark_without_inspection": lambda facts, on, book, details: marks.may_have_without_inspection(facts, on, book),
        "mark_anew": lambda facts, on, book, details: marks.may_issue_anew(facts, on, book),
        "mark_officer": lambda facts, on, book, details: marks.officer_looks(facts, on, book),
        "mark_anew_officer": lambda facts, on, book, details: marks.officer_looks_anew(facts, on, book),
        "certificate_replaced": lambda facts, on, book, details: certificate.may_replace(facts, on, book),
        "certificate_exchanged": lambda facts, on, book, details: certificate.may_exchange(facts, on, book),
        "certificate_officer": lambda facts, on, book, details: certificate.officer_looks(facts, on, book),
        "vehicle_identity": lambda facts, on, book, details: vehicle_identity.may_file(facts, on, book),
        "vehicle_identity_officer": lambda facts, on, book, details: vehicle_identity.officer_looks(facts, on, book),
        "vehicle_record": lambda facts, on, book, details: record.may_be_told_of_vehicle(facts, on, book),
        "electronic_vehicle_licence": lambda facts, on, book, details: vehicle_documents.may_have_licence(
            facts, on, book
        ),
        "electronic_mark": lambda facts, on, book, details: vehicle_documents.may_have_mark(facts, on, book),
        "mortgage": lambda facts, on, book, details: mortgage.may_mortgage(facts, on, book),
        "moving_ends": lambda facts, on, book, details: moving.finish_by(on, book),
        "moving_in": lambda facts, on, book, details: moving.may_arrive(facts, on, book),
        "moving_in_officer": lambda facts, on, book, details: moving.officer_receives(facts, on, book),
        "moving_out": lambda facts, on, book, details: moving.may_leave(facts, on, book),
        "mortgage_officer": lambda facts, on, book, details: mortgage.officer_looks(facts, on, book),
        "vehicle_state": _vehicle_state,
        "vehicle_states": _vehicle_states,
        "vehicle_needs": _vehicle_needs,
        "mark": _mark,
        "first_mark": lambda facts, on, book, details: inspection.first_valid_to(_vehicle(facts), book),
        "scrap": _scrap,
        "electronic": lambda facts, on, book, details: electronic.may_have(facts, on, book),
        "record": lambda facts, on, book, details: record.may_be_told(facts, on, book),
        "apply_at_all": _apply_at_all,
        "drive": _drive,
        "apply": _apply,
        "bars": _bars,
        "registration": _registration,
        **registration_questions.QUESTIONS,
        **temporary_questions.QUESTIONS,
        **leaving_questions.QUESTIONS,
        "colour": _colour,
        "mortgage_release": _mortgage_release,
        "ownership": _ownership,
        "owner_filing": lambda facts, on, book, details: vehicle_identity.may_file_owner(facts, on, book),
        "attached_to": _attached_to,
        "co_owner": lambda facts, on, book, details: co_owner.may_change(facts, on, book),
        "co_owner_officer": lambda facts, on, book, details: co_owner.officer_looks(facts, on, book),
        "correction": lambda facts, on, book, details: correction.may_correct(facts, on, book),
        "pledge": lambda facts, on, book, details: pledge.may_pledge(facts, on, book),
        "pledge_officer": lambda facts, on, book, details: pledge.officer_looks(facts, on, book),
        "registration_officer": _registration_officer,
        "check_items": _check_items,
        **DRIVING_QUESTIONS,
        **EXAM_QUESTIONS,
        **LEARNING_QUESTIONS,
        **BIKE_QUESTIONS,
        **STAFF_QUESTIONS,
        "term": _term,
        "classes_after": _classes_after,
        "classes_left": _classes_left,
        "renewed_classes": _renewed_classes,
        "reduced_classes": _reduced_classes,
        "downgraded_classes": _downgraded_classes,
        "held_since": _held_since,
        "health_act_by": _health_act_by,
        "restorable": _restorable,
        "age_due": _age_due,
        "ability": _ability,
        "medical_classes": _medical_classes,
        "covers": _covers,
        "letters": _letters,
        "notices": _notices,
        "vehicle_notices": _vehicle_notices,
        "vehicles_told": _vehicles_told,
        "shown": _shown,
        "fee": _fee,
        "limit": _limit,
        "review_due": _review_due,
        "medical_settles": _medical_settles,
        "prepared": _prepared,
        "report_by": _report_by,
        "latest_until": _latest_until,
        "working_day": _working_day,
        "value": _value,
    }
)
