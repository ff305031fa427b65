"""What a person is told in writing: once and completely (一次性告知), with proof that it arrived."""

from typing import TYPE_CHECKING
from uuid import UUID

from tongban.casework.models import Notice
from tongban.core import clock, outbox
from tongban.core.ids import new_id

if TYPE_CHECKING:
    from tongban.casework.models import Case
    from tongban.law.verdict import Verdict


def tell_gaps(case: "Case", gaps: list[str]) -> None:
    """Tell what is missing. A gap that an earlier notice of this case did not name is counted."""
    before = Notice.objects.filter(case=case, kind="gaps").values_list("gaps", flat=True)
    named = {gap for notice in before for gap in notice}
    new = [gap for gap in gaps if gap not in named]
    if not new:
        return
    if named:
        case.later_gaps += len(new)
    tell(case, "gaps", gaps)


def tell_refusal(case: "Case", verdict: "Verdict") -> None:
    """Tell a refusal with all its reasons."""
    tell(case, "refusal", [reason.code for reason in verdict.reasons])


def tell(case: "Case", kind: str, gaps: list[str]) -> Notice:
    """Write a notice and send word of it; the page of the case shows it at once."""
    notice = Notice(
        id=new_id(), case_id=case.id, kind=kind, gaps=gaps, told_at=clock.now(), channel=case.channel
    )
    notice.save(force_insert=True)
    case.notices += 1
    outbox.announce("notice_written", notice=notice.id)
    return notice


def serve(notice_id: UUID, proof: str) -> Notice | None:
    """Record that a notice reached the person; the first proof stands. None where it was proven already."""
    served = Notice.objects.filter(id=notice_id, served_at=None).update(served_at=clock.now(), proof=proof)
    return Notice.objects.get(id=notice_id) if served else None
