"""What leaves in the morning: a package for one site and day."""

import base64
import hashlib
import os
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from tongban.allocation.slots import queries as slots
from tongban.allocation.slots.types import SessionView
from tongban.assessment.exams import queries as exams
from tongban.assessment.exams.away import envelope, models
from tongban.assessment.exams.driving import actions as driving
from tongban.assessment.exams.driving import site_files
from tongban.assessment.exams.theory import actions as theory
from tongban.assessment.exams.theory import queries as papers
from tongban.assessment.exams.types import Sitting, SittingState
from tongban.core import audit, clock, entries, rows, sealed
from tongban.core.actor import Actor
from tongban.core.audit import Purpose
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.core.ids import new_id
from tongban.core.law_book import book
from tongban.documents import queries as documents
from tongban.exchange import keys
from tongban.law.rules import driving_tests as driving_law
from tongban.law.rules import exams as law
from tongban.law.rules.driving_tests import Sheet
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.people import queries as people

REGISTER = "away"
DRIVEN = ("S2", "S3R")
WRONG_KEYS = Text(
    zh="请粘贴考点电脑上显示的公钥（两段，中间有冒号）。",
    en="Paste the keys that the site's machine shows: two parts with a colon between them.",
)
NOT_REGISTERED = Text(zh="请先登记这个考点的公钥。", en="Register the keys of this site first.")
NOBODY = Text(zh="这个考点当天没有待考的人。", en="Nobody is expected at this site on that day.")
NO_EXAMINER = Text(zh="请写带队的考试员工号。", en="Name the examiners who go along.")


@transaction.atomic(savepoint=False)
def register(*, site: str, public: str, actor: Actor) -> None:
    """Register both keys of a site, as its machine shows them. Raises BadInput."""
    signing, _, opening = public.strip().partition(":")
    try:
        if len(bytes.fromhex(signing)) != envelope.KEY or len(bytes.fromhex(opening)) != envelope.KEY:
            raise ValueError(public)
    except ValueError:
        raise BadInput("public", WRONG_KEYS) from None
    slots.get_site(site)
    site_files.register_site(code=site, public_key=signing, actor=actor)
    models.OpeningKey.objects.update_or_create(site=site, defaults={"public_key": opening})


def pack(*, site: str, day: date, examiners: Sequence[str], actor: Actor) -> bytes:
    """The package of a site and day: theory papers are set now, looks are written down for everybody in it.

    Raises Conflict where nobody is expected or the site's keys are not registered, BadInput without examiners.
    """
    known = models.OpeningKey.objects.filter(site=site).first()
    if known is None:
        raise Conflict(NOT_REGISTERED, code="not_registered")
    staff = list(dict.fromkeys(one for one in examiners if one))
    if not staff:
        raise BadInput("examiners", NO_EXAMINER)
    with transaction.atomic(savepoint=False):
        sessions = _sessions(site, day)
        sittings = [one for each in sessions for one in _expected(each.id, actor)]
        if not sittings:
            raise Conflict(NOBODY, code="nobody_expected")
        told = [_sitting(one, staff, sittings) for one in sittings]
        _look(sittings, actor)
        number, return_key = new_id(), os.urandom(envelope.KEY)
        content = {
            "package": str(number), "site": site, "authority": settings.TONGBAN_PUBLIC_URL, "day": day.isoformat(),
            "site_name": _both(sessions[0].site_name), "packed_at": clock.now().isoformat(),
            "return_key": return_key.hex(), "book": book().digest, "examiners": [{"staff": one} for one in staff],
            "sessions": [_session(one) for one in sessions], "sheets": _sheets(sittings), "sittings": told,
        }  # fmt: skip
        made = envelope.package(
            content, site=site, number=str(number), opening=known.public_key, key=keys.own_key()
        )  # fmt: skip
        row = models.Package(
            id=number, site=site, day=day, return_key=sealed.pack_bytes(return_key), examiners=staff,
            sittings={one["id"]: {"examiner": one["examiner"], "sheet": one["sheet"]} for one in told},
            digest=hashlib.sha256(made).hexdigest(), book=book().digest, packed_at=clock.now(),
            packed_by=entries.code_of(actor),
        )  # fmt: skip
        rows.insert(row)
        facts = {"site": site, "day": day, "sittings": len(told), "digest": row.digest}
        entries.write(
            register=REGISTER, subject=number, kind="packed", effective_on=clock.today(), actor=actor,
            cause=f"site:{site}", facts=facts,
        )  # fmt: skip
    return made


def _sessions(site: str, day: date) -> list[SessionView]:
    begin = datetime.combine(day, time(), tzinfo=clock.CHINA)
    return [one for one in slots.sessions_at(site, begin, begin + timedelta(days=1)) if not one.cancelled]


def _expected(session: UUID, actor: Actor) -> list[Sitting]:
    found = [one for one in exams.sittings_at(session) if one.state is SittingState.EXPECTED]
    if any(one.subject in theory.THEORY for one in found):
        theory.set_papers(session_id=session, actor=actor, cause=f"session:{session}")
    return found


def _sitting(one: Sitting, staff: Sequence[str], others: Sequence[Sitting]) -> dict[str, Any]:
    """What the examiner needs of a candidate, and no more."""
    file = exams.get_file(one.file_id)
    person = people.get_person(file.person_id)
    before = next((each for each in others if _goes_before(each, one)), None)
    portrait = documents.find_portrait(file.id) or b""
    return {
        "id": str(one.id), "session": str(one.session_id), "subject": one.subject, "class": one.target,
        "name": person.name, "identity": person.identity_masked, "portrait": base64.b64encode(portrait).decode(),
        "examiner": _staff_number(one.examiner, staff), "pass_mark": law.pass_mark(one.subject, one.target, one.on,
        book()),
        "sheet": _sheet(one).digest if one.subject in DRIVEN else "", "after": str(before.id) if before else "",
        "paper": _paper(one.id) if one.subject in theory.THEORY else None,
    }  # fmt: skip


def _goes_before(first: Sitting, then: Sitting) -> bool:
    """Is the first a part of the same booking that has to be passed before the other begins?"""
    return first.booking_id == then.booking_id and (first.subject, then.subject) == DRIVEN


def _staff_number(examiner: UUID | None, staff: Sequence[str]) -> str:
    """The number under which the site knows the examiner who was drawn; "" before the draw or for somebody else."""
    return next((one for one in staff if examiner is not None and staff_id(one) == examiner), "")


def staff_id(number: str) -> UUID | None:
    """The id by which exam files know an examiner; None for a number that is nobody's."""
    try:
        return outlets.get_staff(number).id
    except NotFound:
        return None


def _sheet(one: Sitting) -> Sheet:
    return driving_law.sheet(one.subject, one.target, one.on, book())


def _sheets(sittings: Iterable[Sitting]) -> dict[str, Any]:
    """Every sheet that is needed, kept here for ever, with the words of its items."""
    found = {}
    for one in sittings:
        if one.subject in DRIVEN:
            sheet = _sheet(one)
            found[driving.keep_sheet(sheet)] = {
                "edition": sheet.edition,
                "items": {
                    code: {"points": item.points, "words": _both(item.sentence)} for code, item in sheet.items.items()
                },
            }
    return found


def _paper(sitting: UUID) -> dict[str, Any]:
    paper = papers.get_paper(sitting)
    items = [
        {
            "place": one.item.place,
            "kind": str(one.item.wording.kind),
            **_both(one.item.wording.words),
            "options": [_both(each) for each in one.item.options],
            "right": one.item.right,
        }
        for one in papers.items_of(sitting)
    ]
    return {"minutes": paper.minutes, "marks": paper.marks, "may_lose": paper.may_lose, "items": items}


def _session(one: SessionView) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "begins_at": one.begins_at.astimezone(UTC).isoformat(),
        "ends_at": one.ends_at.astimezone(UTC).isoformat(),
        "subjects": one.subjects,
    }


def _look(sittings: Iterable[Sitting], actor: Actor) -> None:
    persons = {exams.get_file(one.file_id).person_id for one in sittings}
    audit.looks(actor=actor, person_ids=sorted(persons), purpose=Purpose.EXPORT, what="site_package")


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
