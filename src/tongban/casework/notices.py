"""What a person is told in writing: once and completely (一次性告知), with proof that it arrived."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from tongban.casework.models import Notice
from tongban.core import clock, outbox
from tongban.core.ids import new_id

if TYPE_CHECKING:
    from tongban.casework.models import Case
    from tongban.law.verdict import Verdict


def tell_gaps(case: "Case", gaps: Mapping[str, date | None]) -> None:
    """Tell what is missing; nothing new is not told again. `gaps`: by name, the day each arose where it is known.

    A gap that was there when an earlier notice of this case was written, and that it did not name, is counted: the
    office should have seen it then.
    """
    earlier = list(Notice.objects.filter(case=case, kind="gaps").order_by("told_at"))
    named = {gap for notice in earlier for gap in notice.gaps}
    new = {gap: day for gap, day in gaps.items() if gap not in named}
    if not new:
        return
    if earlier:
        first = clock.day_of(earlier[0].told_at)
        case.later_gaps += sum(1 for day in new.values() if day is not None and day < first)
    tell(case, "gaps", list(gaps))


def tell_refusal(case: "Case", verdict: "Verdict") -> None:
    """Tell a refusal with all its reasons."""
    tell(case, "refusal", [reason.code for reason in verdict.reasons])


def tell(case: "Case", kind: str, gaps: list[str]) -> Notice:
    """Write a notice and send word of it; the page of the case shows it at once."""
    notice = Notice(id=new_id(), case_id=case.id, kind=kind, gaps=gaps, told_at=clock.now(), channel=case.channel)
    notice.save(force_insert=True)
    case.notices += 1
    if kind == "ground":  # what else is told goes with the message of the decision or of the wait
        outbox.announce("notice_written", notice=notice.id)
    return notice


def announce(case_id: UUID, what: list[str]) -> None:
    """Announce to the public that the licence of a case being decided, with these classes, is void (公告作废)."""
    told_at = clock.now()
    notice = Notice(id=new_id(), case_id=case_id, kind="announcement", gaps=what, told_at=told_at, channel="online")
    notice.save(force_insert=True)


def serve(notice_id: UUID, proof: str) -> Notice | None:
    """Record that a notice reached the person; the first proof stands. None where it was proven already."""
    served = Notice.objects.filter(id=notice_id, served_at=None).update(served_at=clock.now(), proof=proof)
    return Notice.objects.get(id=notice_id) if served else None


def newest_ground(case_id: UUID) -> Notice | None:
    """The last notice by which the office told of a case it opened."""
    return Notice.objects.filter(case=case_id, kind="ground").order_by("-told_at").first()


def find_by_message(message_id: UUID) -> Notice | None:
    """The notice that went out with a message; None for any other message."""
    return Notice.objects.filter(message=message_id).first()
