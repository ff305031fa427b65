"""Questions, complaints and wishes for an appointment, with a clock of their own and an answer that arrives."""

from uuid import UUID

from django.db import transaction

from tongban.casework.models import Case, Inquiry
from tongban.core import clock, entries, outbox, sealed, working_days
from tongban.core.actor import WORK, Actor
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.core.ids import new_id
from tongban.core.law_book import book
from tongban.law.rules import limits
from tongban.law.text import Text

LONGEST = 1000
NOTHING_SAID = "（没有留言） (no words)"  # as it is kept
NO_WORDS = Text(zh="没有留言", en="no words")
KINDS = ("question", "complaint", "appointment")


def said(words: str) -> Text | str:
    """What somebody wrote, as pages show it."""
    return NO_WORDS if words == NOTHING_SAID else words


def ask(*, kind: str, person_id: UUID, case_id: UUID | None, office: str, words: str, actor: Actor) -> Inquiry:
    """Ask a question, complain, or ask for an appointment. `kind`: one of KINDS; each has its own time limit."""
    words = words.strip()
    if not words or len(words) > LONGEST:
        raise BadInput("words", Text(zh="请用 1 到 1000 个字说明。", en="Please write between 1 and 1,000 characters."))
    if kind not in KINDS:
        raise BadInput("kind", Text(zh="请选择咨询或投诉。", en="Choose question or complaint."))
    return _open(kind, kind, person_id=person_id, case_id=case_id, office=office, words=words, actor=actor)


def follow_up(case: Case, words: str, actor: Actor) -> None:
    """A bad rating reaches the desk as something to answer, in the time of a complaint; once for each case."""
    if not Inquiry.objects.filter(case=case, kind="rating").exists():
        said = words.strip()[:LONGEST] or NOTHING_SAID
        _open(
            "rating",
            "complaint",
            person_id=case.applicant,
            case_id=case.id,
            office=case.office,
            words=said,
            actor=actor,
        )


def answer(*, inquiry_id: UUID, words: str, actor: Actor) -> Inquiry:
    """Answer it, from the consultation post; it is answered once, by one person."""
    if not words.strip():
        raise BadInput("words", Text(zh="请写下答复。", en="Please write an answer."))
    with transaction.atomic():
        inquiry = Inquiry.objects.select_for_update().filter(id=inquiry_id).first()
        if inquiry is None:
            raise NotFound(Text(zh="没有这条咨询或投诉。", en="There is no such question or complaint."))
        if "consultation" not in actor.posts or not actor.may(WORK, "*", inquiry.office, post="consultation"):
            raise NotAllowed(Text(zh="您不在咨询岗位。", en="You do not hold the consultation post."))
        if inquiry.answered_at:
            raise Conflict(Text(zh="已有人答复。", en="Somebody has answered already."))
        inquiry.answer = sealed.pack(words.strip())
        inquiry.answered_at, inquiry.answered_by = clock.now(), actor.account_id
        inquiry.save()
        _note(inquiry, "answered", actor)
        outbox.announce("inquiry_answered", inquiry=inquiry.id)
        return inquiry


def _open(
    kind: str, limit: str, *, person_id: UUID, case_id: UUID | None, office: str, words: str, actor: Actor
) -> Inquiry:
    today = clock.today()
    days = limits.limit_days(limit, today, book())
    with transaction.atomic():
        inquiry = Inquiry(
            id=new_id(),
            kind=kind,
            person=person_id,
            case_id=case_id,
            office=office,
            words=sealed.pack(words),
            asked_at=clock.now(),
            due_on=working_days.table().add_working(today, days),
        )
        inquiry.save(force_insert=True)
        _note(inquiry, "asked", actor)
        return inquiry


def _note(inquiry: Inquiry, kind: str, actor: Actor) -> None:
    entries.write(
        register="inquiries",
        subject=inquiry.id,
        kind=kind,
        effective_on=clock.today(),
        actor=actor,
        cause=f"case:{inquiry.case_id}" if inquiry.case_id else "inquiry",
        facts={"kind": inquiry.kind},
    )
