"""The driving record and the vehicle record as signed PDFs, set from the case when somebody opens it."""

from datetime import datetime
from typing import Any

from django.conf import settings

from tongban.casework import queries
from tongban.casework.types import CaseView
from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.errors import NotFound
from tongban.documents import fonts, keyring
from tongban.documents import queries as papers
from tongban.documents.pdf.record import RecordedMatter, RecordPaper, record_pdf
from tongban.documents.pdf.statement import statement_pdf
from tongban.exchange.platform import DriverRecord
from tongban.law import names
from tongban.law.text import Text, day_text, listed
from tongban.outlets import queries as outlets
from tongban.people import queries as people
from tongban.registers.drivers import queries as drivers
from tongban.web import vehicle_records
from tongban.web.shown import RECORDS

NONE = Text(zh="此案没有这样的记录。", en="This case has given no such record.")
LONG_TERM = Text(zh="长期", en="long-term")


def pdf(number: str, actor: Actor, language: str) -> bytes:
    """The record that a granted case gives, for whoever may see the case; NotFound for anybody else."""
    case = queries.get_case_by_number(number, actor)
    if not gives(case) or case.decided_at is None:
        raise NotFound(NONE)
    issuer = keyring.keys()
    signed: Any = {
        "language": language,
        "font_paths": fonts.find(settings.HOME),
        "signer": issuer.paper_signer(clock.now()),
        "root": issuer.root,
    }
    if case.service.paper == "cancellation":
        return statement_pdf(vehicle_records.cancellation(case, case.decided_at, actor), **signed)
    if case.service.paper == "vehicle_record":
        return statement_pdf(vehicle_records.statement(case, case.decided_at, actor), **signed)
    return record_pdf(_paper(case, case.decided_at, actor), **signed)


def gives(case: CaseView) -> bool:
    """True for a granted case of a service that gives a record."""
    return case.service.paper in RECORDS and case.outcome == "granted"


def _paper(case: CaseView, decided_at: datetime, actor: Actor) -> RecordPaper:
    person = people.get_person(case.row.applicant)
    receipt = papers.receipts_of(case.row.id, actor)[0]
    answer, told_at = queries.platform_answer(case.row.id)
    on = clock.day_of(decided_at)
    file = drivers.driver_as_of(case.subject, on) if case.subject else None
    office = outlets.find_outlet(case.row.office)
    if file is None:
        raise NotFound(NONE)
    return RecordPaper(
        number=case.row.number,
        code=receipt.code,
        holder=person.name,
        facts=_facts(person.identity_masked, file),
        classes=file.licence.classes,
        cycles=file.licence.cycles,
        matters=_matters(answer),
        told_at=told_at,
        office=office.name if office else Text(zh=case.row.office, en=case.row.office),
        made_at=decided_at,
        check_url=f"{settings.TONGBAN_PUBLIC_URL}/check/receipt/{receipt.code}",
        entry=receipt.entry,
        root_size=receipt.root_size,
        root_hex=receipt.root_hex,
    )


def _facts(number: str, file: Any) -> tuple[tuple[Text, Text], ...]:
    licence = file.licence
    until = day_text(licence.valid_to) if licence.valid_to else LONG_TERM
    return (
        (Text(zh="身份证号", en="Identity number"), Text(zh=number, en=number)),
        (Text(zh="档案编号", en="File number"), Text(zh=file.file_number, en=file.file_number)),
        (Text(zh="初次领证", en="First issued"), day_text(licence.first_issue_on)),
        (Text(zh="有效期至", en="Valid until"), until),
        (Text(zh="状态", en="Status"), _status(licence.letters)),
    )


def _status(letters: frozenset[str]) -> Text:
    return listed(names.LETTER_WORDS[letter] for letter in sorted(letters) or "A")


def _matters(answer: Any) -> tuple[RecordedMatter, ...]:
    if not isinstance(answer, DriverRecord):
        return ()
    return tuple(RecordedMatter(one.kind, one.number, one.place, one.on, one.state) for one in answer.matters)
