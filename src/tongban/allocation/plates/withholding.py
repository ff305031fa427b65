"""Numbers that are not given out: one officer proposes it with a reason for the public, another confirms."""

from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.allocation.models import Motion
from tongban.allocation.plates import record
from tongban.allocation.plates.types import State
from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.law.text import Text

WITHHOLD, FREE = "withhold", "free"
NO_ACCOUNT = Text(zh="只有工作人员可以提出和确认。", en="Only staff propose and confirm.")
TWO = Text(zh="提出的人不能自己确认。", en="Who proposed it cannot confirm it.")
ONE_MOTION = Text(zh="这个号码已有待确认的提议。", en="Something is proposed about this number already.")
WRONG_STATE = Text(zh="这个号码现在不能这样处理。", en="This cannot be done with the number as it stands now.")
_FROM = {WITHHOLD: {State.UNRELEASED, State.RANDOM_ONLY, State.AVAILABLE, State.COOLING}, FREE: {State.WITHHELD}}


def propose(*, plate_type: str, number: str, kind: str, why: Text, actor: Actor) -> UUID:
    """Propose to withhold a number, or to give a withheld one free. Raises NotFound, BadInput without a reason in both
    languages, Conflict where it is used, claimed or kept, or a proposal stands."""
    if kind not in _FROM or not why.zh.strip() or not why.en.strip():
        raise BadInput("why_zh", Text(zh="请用中英文写明公开的理由。", en="Say why, in both languages."))
    with transaction.atomic(savepoint=False):
        row = record.number_of(plate_type, number)
        if record.state_of(row, clock.now()) not in _FROM[kind]:
            raise Conflict(WRONG_STATE)
        motion = Motion(
            plate_type=plate_type, number=number, kind=kind, why_zh=why.zh.strip(), why_en=why.en.strip(),
            proposed_by=_account(actor), proposed_label=actor.label, proposed_at=clock.now(),
        )  # fmt: skip
        try:
            motion.save(force_insert=True)
        except IntegrityError as standing:
            raise Conflict(ONE_MOTION) from standing
        record.write(row.id, f"{kind}_proposed", actor, {"number": number, "why": why.zh}, f"motion:{motion.id}")
    return motion.id


def confirm(*, motion: UUID, actor: Actor) -> None:
    """Confirm what somebody else proposed; it holds from this moment. Raises NotFound, NotAllowed for the same person,
    Conflict where the number was taken meanwhile."""
    with transaction.atomic(savepoint=False):
        proposed = Motion.objects.select_for_update().filter(id=motion, confirmed_at=None).first()
        if proposed is None:
            raise NotFound(Text(zh="没有这项提议。", en="There is no such proposal."))
        if proposed.proposed_by == _account(actor):
            raise NotAllowed(TWO)
        row = record.number_of(proposed.plate_type, proposed.number)
        if record.state_of(row, clock.now()) not in _FROM[proposed.kind]:
            raise Conflict(WRONG_STATE)
        withheld = proposed.kind == WITHHOLD
        row.standing = "withheld" if withheld else "pool"
        row.why_zh, row.why_en = (proposed.why_zh, proposed.why_en) if withheld else ("", "")
        row.save(update_fields=["standing", "why_zh", "why_en"])
        proposed.confirmed_by, proposed.confirmed_at = actor.account_id, clock.now()
        proposed.save(update_fields=["confirmed_by", "confirmed_at"])
        kind = "withheld" if withheld else "given_free"
        facts = {"number": row.number, "why": proposed.why_zh, "proposed_by": proposed.proposed_label}
        record.write(row.id, kind, actor, facts, f"motion:{motion}")


def _account(actor: Actor) -> UUID:
    if actor.kind != "staff" or actor.account_id is None:
        raise NotAllowed(NO_ACCOUNT)
    return actor.account_id
