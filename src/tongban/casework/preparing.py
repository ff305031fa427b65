"""What the office prepares before a person asks (到期预先换): a renewal that needs a look, a confirmation, a payment.

The same engine and the same rule. A prepared case is an ordinary draft that the office has begun and filled in; the
person's sending is the application, and nothing is decided without it. Whom the office may ask beforehand is the
parameter `prepared.asked_before`; the rest is asked when the person opens it. A constraint allows one for each person,
service and due day, so that no night prepares what another has prepared.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from tongban.casework import assessment, engine, evidence, numbers, offices, record, states
from tongban.casework.answers import on_record
from tongban.casework.catalogue import Service, services
from tongban.casework.models import Case, Confirmation, Evidence
from tongban.casework.reasons import to_json
from tongban.casework.types import CaseRow
from tongban.core import audit, clock, outbox, sealed
from tongban.core.actor import system
from tongban.core.bulk import NewEntry, write_entries
from tongban.core.ids import new_id
from tongban.core.job_runs import catch_up
from tongban.core.law_book import book
from tongban.law.facts import Applicant, Facts
from tongban.law.rules import prepared
from tongban.outlets import queries as outlets
from tongban.people import queries as people
from tongban.registers.drivers import queries as drivers
from tongban.registers.drivers.types import Driver

ASK_AGAIN = timedelta(hours=1)  # where a partner did not answer
OFFICE = system("preparing")


def run(on: date) -> None:
    """Once a day of law: one job for each day on which a licence may fall due; a missed day needs none."""
    catch_up("casework.prepare", on, lambda day: announce_days(day) if day == on else None)


def announce_days(on: date) -> None:
    """One job for each day on which a licence may fall due that is to be prepared by now."""
    for days in range(book().value("prepared.days_before", on) + 1):
        outbox.announce("renewals_to_prepare", due_on=on + timedelta(days=days))


def prepare_day(due_on: date, on: date) -> int:
    """Begin drafts for those whose licence is to be renewed by `due_on`; returns how many. Never twice for anybody."""
    begun = 0
    for service in services.values():
        if service.prepared and service.since <= on <= (service.until or on):
            for files in drivers.to_renew_by(due_on):
                begun += begin(service, list(worth_it(service, files, on)), due_on, on)
    return begun


def worth_it(service: Service, files: Sequence[Driver], on: date) -> Iterator[Driver]:
    """Of these files those whose time has come and for whom the rule, on what the registers know, sees nothing that
    stands in the way for good. Two statements, however many files."""
    rules = {region: book().at(region) for region in {file.region for file in files}}
    due = [file for file in files if prepared.is_time(file.licence, on, rules[file.region])]
    lookups = people.identity_lookups_of([file.person_id for file in due])
    bans = drivers.bans_by_lookup((one for known in lookups.values() for one in known), on)
    for file in due:
        barred = tuple(sorted({code for one in lookups.get(file.person_id, ()) for code in bans.get(one, ())}))
        facts = Facts(applicant=Applicant(born=file.born, bans=barred), licence=file.licence, region=file.region)
        if all(reason.temporary for reason in service.rule(facts, on, rules[file.region]).reasons):
            yield file


def begin(service: Service, files: Sequence[Driver], due_on: date, on: date) -> int:
    """Write the drafts with what is known filled in, one entry each, and have them looked at. Returns how many are new.

    A person who has begun this service, or for whom it was prepared, is left alone. Five statements, and two for each
    region.
    """
    office_of = {region: offices.serving(region) for region in {file.region for file in files}}
    open_at = {office for office in set(office_of.values()) if outlets.may_accept(service.code, office, on)}
    files = [file for file in files if office_of[file.region] in open_at]
    persons = people.get_persons([file.person_id for file in files])
    drafts = [
        Case(
            id=new_id(), number=number, service=service.code, applicant=file.person_id, subject=file.id,
            office=office_of[file.region], channel="online", created_at=clock.now(), prepared_for=due_on,
            answers=sealed.pack(on_record(service, persons[file.person_id].address)), wake_at=clock.now(),
        )
        for file, number in zip(files, numbers.next_numbers(on, len(files)), strict=True)
        if file.person_id in persons
    ]  # fmt: skip
    rows = Case.for_system("prepare")
    with transaction.atomic():
        rows.bulk_create(drafts, ignore_conflicts=True)
        new = list(rows.filter(id__in=[draft.id for draft in drafts]).values_list("id", flat=True))
        facts = {"service": service.code, "due_on": due_on.isoformat()}
        entries = [NewEntry(case_id, "prepared", on, facts) for case_id in new]
        write_entries(register=record.REGISTER, new=entries, actor=OFFICE, cause=f"prepared:{due_on}")
    return len(new)


def look(case_id: UUID) -> None:
    """Ask whom the office may ask, judge by the rule, and tell the person what is new. Nothing for any other case."""
    case = record.get(case_id)
    if not is_prepared(case):
        return
    rows = evidence.held(case.id)
    beforehand = book().value("prepared.asked_before", clock.today())
    missing = [one for one in evidence.to_fetch(services[case.service].needed, rows) if one.key in beforehand]
    gathered = evidence.fetch(case.id, case.applicant, missing, case.service)
    with transaction.atomic():
        case = record.locked(case_id)
        if not is_prepared(case):
            return
        audit.look(
            actor=OFFICE, person_id=case.applicant, purpose=audit.Purpose.AUTOMATIC, what="prepared", case_id=case.id
        )
        engine.keep(case, gathered)
        if any(one.core and one.key in gathered.failed for one in missing):
            case.wake_at = clock.now() + ASK_AGAIN
        else:
            _judge(case, assessment.assess(case))
        record.keep(case)


def is_prepared(case: Case) -> bool:
    """True for what the office prepared and the person has not sent."""
    return case.status == states.DRAFT and case.prepared_for is not None


def keep_time(case: CaseRow, seconds: float) -> None:
    """Keep how much of a person's time an application sent online took: service, office and day, not whose."""
    prepared_for_them = case.prepared_for is not None
    Confirmation.objects.create(
        service=case.service, office=case.office, on=clock.today(), prepared=prepared_for_them, seconds=seconds
    )


def _judge(case: Case, found: assessment.Assessment) -> None:
    """Ready, or what is missing: told when it is new. What cannot be settled outside is not prepared."""
    case.wake_at = None
    if not found.may_come_true or engine.doubt(case, found):
        states.move(case, states.WITHDRAWN)
        case.closed_at = clock.now()
        record.note(case, "not_prepared", OFFICE, {})
        Evidence.objects.filter(case_id=case.id).delete()
        return
    missing = [to_json(reason) for reason in found.verdict.reasons]
    if not case.book or _codes(missing) != _codes(case.reasons):
        outbox.announce("case_prepared", case=case.id)
    case.book, case.reasons = found.verdict.book, missing


def _codes(reasons: Iterable[dict[str, object]]) -> list[object]:
    return [reason["code"] for reason in reasons]
