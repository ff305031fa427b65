"""Is it still the candidate? Once in the middle of each test, at a moment that the session's seed gives and nobody is
told before, a picture is taken at the desk, or the examiner compares the person who sits there.

What is not done, or not decided, when the test ends is a finding and holds the result until a person decides. The time
that it takes is given back.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from tongban.assessment.exams import actions as exams
from tongban.assessment.exams import likeness
from tongban.assessment.exams.theory import desks
from tongban.assessment.exams.theory.models import Finding, IdentityCheck, Paper
from tongban.assessment.exams.theory.types import Noticed
from tongban.assessment.exams.types import REGISTER
from tongban.core import clock, entries
from tongban.core.actor import Actor, system
from tongban.core.errors import BadInput, Conflict, NotAllowed
from tongban.core.law_book import book
from tongban.law.text import Text

HELD = "identity"  # why a result waits
NOT_DUE = Text(zh="现在没有要做的身份核验。", en="No check of identity is due now.")
WHY = Text(zh="请说明看到了什么不同。", en="Say what you saw that differs.")


@dataclass(frozen=True, slots=True)
class Check:
    """A check as the examiner sees it: due now, or what came of it. `same` None: a person is still to decide."""

    sitting_id: UUID
    due: bool
    done_at: datetime | None
    how: str
    same: bool | None


def drawn(paper_seed: bytes, minutes: int, window: tuple[int, int]) -> timedelta:
    """When the check comes, from the beginning of the test: pure, anybody with the seed gets the same moment."""
    low, high = window
    lot = int.from_bytes(hmac.new(paper_seed, b"identity", sha256).digest()[:8], "big") / 2**64
    return timedelta(minutes=minutes) * (low + (high - low) * lot) / 100


def begin(paper: Paper, paper_seed: bytes) -> None:
    """The test begins: fix the moment."""
    low, high = book().value("theory.identity_check_window", clock.today())
    assert paper.started_at is not None  # the caller has just begun it
    due_at = paper.started_at + drawn(paper_seed, paper.minutes, (low, high))
    IdentityCheck.objects.create(paper=paper, due_at=due_at)


def asks(desk: str) -> bool:
    """Is a check due at this desk now? From when it is first told, the time counts as taken. One statement or two."""
    now = clock.now()
    due = IdentityCheck.objects.filter(
        paper__desk=desks.hashed(desk), paper__ended_at__isnull=True, due_at__lte=now, done_at__isnull=True
    )
    found = due.values_list("pk", "asked_at").first() if desk else None
    if found is not None and found[1] is None:
        IdentityCheck.objects.filter(pk=found[0], asked_at__isnull=True).update(asked_at=now)
    return found is not None


def picture(*, desk: str, jpeg: bytes) -> bool | None:
    """The desk's camera took a picture: True where the engine knows the face, None where a person has to decide.

    Raises NotAllowed for a desk that holds no paper, Conflict where no check is due, BadInput for no JPEG.
    """
    paper = Paper.objects.filter(desk=desks.hashed(desk)).first() if desk else None
    if paper is None:
        raise NotAllowed(NOT_DUE)
    _due(paper.sitting, lock=False)
    said = likeness.compare(
        sitting_id=paper.sitting, moment="during", jpeg=jpeg, actor=system("theory"), cause=f"sitting:{paper.sitting}"
    )  # fmt: skip
    _done(paper.sitting, "camera", said.same, system("theory"), f"sitting:{paper.sitting}")
    return said.same


def compared(*, sitting_id: UUID, same: bool, reason: str, actor: Actor, cause: str) -> None:
    """The examiner compared the person at the desk with the file. "Another person" needs a reason.

    Raises BadInput without one, Conflict where no check is due.
    """
    if not same and not reason.strip():
        raise BadInput("reason", WHY)
    with transaction.atomic(savepoint=False):
        check = _done(sitting_id, "examiner", same, actor, cause)
        if not same:
            _notice(check, Noticed.ANOTHER_PERSON, reason.strip(), actor)


def settle(paper: Paper, actor: Actor, cause: str) -> None:
    """A test has ended and is judged: what was due and is not certain holds its result."""
    check = IdentityCheck.objects.select_for_update().filter(paper=paper).first()
    if check is None or paper.ended_at is None or check.due_at > paper.ended_at or check.same:
        return
    if check.done_at is None:
        _notice(check, Noticed.IDENTITY_MISSED, "", actor)
    elif check.same is None:
        _notice(check, Noticed.IDENTITY_OPEN, "", actor)
    exams.hold(sitting_id=paper.sitting, why=HELD, actor=actor, cause=cause)


def face_decided(sitting_id: UUID, same: bool) -> None:
    """A person has seen both pictures of a desk's camera: a result that waited for that alone counts now."""
    with transaction.atomic(savepoint=False):
        waiting = IdentityCheck.objects.select_for_update().filter(paper=sitting_id, how="camera", same__isnull=True)
        if not waiting.update(same=same) or not same:
            return
        if Paper.objects.filter(sitting=sitting_id, ended_at__isnull=False).exclude(ended_by="stopped").exists():
            exams.release(
                sitting_id=sitting_id, reason="face compared", actor=system("theory"), cause=f"sitting:{sitting_id}"
            )


def checks_of(sitting_ids: Iterable[UUID]) -> dict[UUID, Check]:
    """The checks that are due or done, by sitting; a moment that lies ahead is told to nobody. One statement."""
    now = clock.now()
    found = IdentityCheck.objects.filter(paper__in=list(sitting_ids), due_at__lte=now).select_related("paper")
    return {
        one.paper_id: Check(
            one.paper_id, one.done_at is None and one.paper.ended_at is None, one.done_at, one.how, one.same
        )
        for one in found
        if one.paper.ended_at is None or one.due_at <= one.paper.ended_at
    }


def _due(sitting_id: UUID, *, lock: bool) -> IdentityCheck:
    rows = IdentityCheck.objects.select_for_update() if lock else IdentityCheck.objects.all()
    found = rows.filter(paper=sitting_id, due_at__lte=clock.now(), done_at__isnull=True).first()
    if found is None or Paper.objects.filter(sitting=sitting_id, ended_at__isnull=False).exists():
        raise Conflict(NOT_DUE, code="not_due")
    return found


def _done(sitting_id: UUID, how: str, same: bool | None, actor: Actor, cause: str) -> IdentityCheck:
    """Note what came of it and give back the time from when the desk was told, up to the most that the rule gives."""
    now, most = clock.now(), timedelta(seconds=book().value("theory.identity_check_seconds", clock.today()))
    with transaction.atomic(savepoint=False):
        paper = Paper.objects.select_for_update().get(sitting=sitting_id)
        check = _due(sitting_id, lock=True)
        taken = min(now - check.asked_at, most) if check.asked_at else timedelta()
        check.done_at, check.how, check.same, check.by = now, how, same, entries.code_of(actor)
        check.given_seconds = int(taken.total_seconds())
        check.save(update_fields=["done_at", "how", "same", "by", "given_seconds"])
        if taken and paper.ends_at is not None:
            paper.ends_at += taken
            paper.save(update_fields=["ends_at"])
        facts = {"sitting": sitting_id, "how": how, "same": same, "given_seconds": check.given_seconds}
        entries.write(
            register=REGISTER, subject=paper.file, kind="identity_checked", effective_on=clock.today(), actor=actor,
            cause=cause, facts=facts,
        )  # fmt: skip
    return check


def _notice(check: IdentityCheck, kind: Noticed, said: str, actor: Actor) -> None:
    Finding.objects.create(
        paper_id=check.paper_id, kind=kind.value, said=said[:400], at=clock.now(), by=entries.code_of(actor)
    )  # fmt: skip
