"""Qualifications: written down, struck where one was wrong, withdrawn by two persons and given back by two.

A certificate that somebody else gives is written down by whoever configures the outlet, for others only; a pass is
written by the examination that won it (`write_pass`), which nobody holds for themselves but by sitting it.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.core import clock
from tongban.core.actor import Actor, system
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.core.ids import new_id
from tongban.law.text import Text
from tongban.outlets import record
from tongban.outlets.actions.staffing import locked_staff, must_be_other
from tongban.outlets.models import Qualification, StaffMember, Withdrawal

NO_REASON = Text(zh="请写明原因。", en="Say why.")
TWO = Text(zh="须由另一个人确认。", en="Somebody else has to confirm it.")
NONE_HELD = Text(zh="此人没有这项资格。", en="They do not hold this qualification.")
OPEN = Text(zh="这项资格已经有待确认或者生效的撤销。", en="A withdrawal of this waits already, or is in force.")
NOT_OPEN = Text(zh="没有待确认的提议。", en="No such proposal waits to be confirmed.")
Scope = Mapping[str, Sequence[str]]


def qualify(
    *,
    number: str,
    kind: str,
    since: date,
    actor: Actor,
    cause: str,
    grade: str = "",
    until: date | None = None,
    certificate: str = "",
    scope: Scope | None = None,
) -> UUID:
    """Write down a certificate of a staff member; return the qualification. Raises BadInput, NotFound, NotAllowed for
    one's own."""
    with transaction.atomic(savepoint=False):
        staff = locked_staff(number)
        record.must_configure(actor, office=staff.outlet.code)
        must_be_other(staff, actor)
        if until is not None and until < since:
            raise BadInput("until", Text(zh="截止日期不能早于起始日期。", en="The last day lies before the first."))
        row = Qualification(
            id=new_id(), staff=staff, kind=kind, grade=grade, certificate=certificate, since=since, until=until,
            scope={name: list(values) for name, values in (scope or {}).items()},
        )  # fmt: skip
        return _write(row, actor, cause)


def write_pass(*, account_id: UUID, kind: str, since: date, until: date, attempt: UUID, cause: str) -> UUID:
    """Write the pass that an attempt won, in the transaction that judges it; the machine writes it, nobody by hand.

    Raises NotFound for an account that works nowhere.
    """
    with transaction.atomic(savepoint=False):
        staff = StaffMember.objects.select_related("outlet").filter(account=account_id).first()
        if staff is None:
            raise NotFound(Text(zh="没有这个工号。", en="There is no such staff number."))
        row = Qualification(id=new_id(), staff=staff, kind=kind, since=since, until=until, examination=attempt)
        return _write(row, system("training"), cause)


def strike_qualification(*, qualification: UUID, reason: str, actor: Actor, cause: str) -> None:
    """Strike what was written down wrongly: it never held. Raises BadInput without a reason, NotFound, NotAllowed."""
    _must_say_why(reason)
    with transaction.atomic(savepoint=False):
        rows = Qualification.objects.select_for_update(of=("self",)).select_related("staff__outlet")
        row = rows.filter(pk=qualification, struck_by=None).first()
        if row is None:
            raise NotFound(NONE_HELD)
        record.must_configure(actor, office=row.staff.outlet.code)
        must_be_other(row.staff, actor)
        row.struck_by = record.write(
            row.staff_id, "qualification_struck", actor=actor, cause=cause, corrects=row.entry,
            facts={"qualification": row.id, "kind": row.kind, "reason": reason},
        )  # fmt: skip
        row.save(update_fields=["struck_by"])


def propose_withdrawal(*, number: str, kind: str, reason: str, actor: Actor, cause: str) -> UUID:
    """Propose that a qualification is withdrawn. Nothing changes until somebody else confirms it.

    Raises BadInput without a reason, NotFound, NotAllowed, Conflict where one is open already.
    """
    _must_say_why(reason)
    with transaction.atomic(savepoint=False):
        staff = locked_staff(number)
        me = _must_decide(staff, actor)
        if not Qualification.objects.filter(staff=staff, kind=kind, struck_by=None).exists():
            raise NotFound(NONE_HELD)
        row = Withdrawal(
            staff=staff, kind=kind, reason=reason.strip(), proposed_by=me, proposed_label=actor.label,
            proposed_at=clock.now(),
        )  # fmt: skip
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise Conflict(OPEN, code="withdrawal_open") from error
        facts = {"withdrawal": row.id, "kind": kind, "reason": row.reason}
        record.write(staff.id, "withdrawal_proposed", actor=actor, cause=cause, facts=facts)
    return row.id


def confirm_withdrawal(*, withdrawal: UUID, actor: Actor, cause: str) -> None:
    """Somebody else confirms a withdrawal: from this moment the qualification does not hold. Raises NotFound,
    NotAllowed."""
    with transaction.atomic(savepoint=False):
        row = _open(withdrawal)
        me = _must_decide(row.staff, actor)
        if row.confirmed_at is not None:
            raise Conflict(NOT_OPEN, code="not_open")
        if me == row.proposed_by:
            raise NotAllowed(TWO)
        row.confirmed_by, row.confirmed_label, row.confirmed_at = me, actor.label, clock.now()
        row.save(update_fields=["confirmed_by", "confirmed_label", "confirmed_at"])
        facts = {"withdrawal": row.id, "kind": row.kind, "reason": row.reason, "proposed_by": row.proposed_label}
        record.write(row.staff_id, "qualification_withdrawn", actor=actor, cause=cause, facts=facts)


def propose_giving_back(*, withdrawal: UUID, reason: str, actor: Actor, cause: str) -> None:
    """Propose that a withdrawn qualification is given back. Raises BadInput without a reason, NotFound, NotAllowed,
    Conflict where it is not withdrawn or somebody has proposed it."""
    _must_say_why(reason)
    with transaction.atomic(savepoint=False):
        row = _open(withdrawal)
        me = _must_decide(row.staff, actor)
        if row.confirmed_at is None or row.back_proposed_by is not None:
            raise Conflict(NOT_OPEN, code="not_open")
        row.back_reason, row.back_proposed_by, row.back_proposed_label = reason.strip(), me, actor.label
        row.save(update_fields=["back_reason", "back_proposed_by", "back_proposed_label"])
        facts = {"withdrawal": row.id, "kind": row.kind, "reason": row.back_reason}
        record.write(row.staff_id, "giving_back_proposed", actor=actor, cause=cause, facts=facts)


def confirm_giving_back(*, withdrawal: UUID, actor: Actor, cause: str) -> None:
    """Somebody else confirms that a qualification is given back: what was passed holds again to its last day. Raises
    NotFound, NotAllowed, Conflict."""
    with transaction.atomic(savepoint=False):
        row = _open(withdrawal)
        me = _must_decide(row.staff, actor)
        if row.back_proposed_by is None:
            raise Conflict(NOT_OPEN, code="not_open")
        if me == row.back_proposed_by:
            raise NotAllowed(TWO)
        row.back_confirmed_by, row.back_confirmed_at = me, clock.now()
        row.save(update_fields=["back_confirmed_by", "back_confirmed_at"])
        facts = {"withdrawal": row.id, "kind": row.kind, "reason": row.back_reason, "by": row.back_proposed_label}
        record.write(row.staff_id, "qualification_given_back", actor=actor, cause=cause, facts=facts)


def drop_proposal(*, withdrawal: UUID, actor: Actor, cause: str) -> None:
    """Take back a proposal that nobody has confirmed: of a withdrawal, or of giving back. Raises NotFound, NotAllowed,
    Conflict."""
    with transaction.atomic(savepoint=False):
        row = _open(withdrawal)
        _must_decide(row.staff, actor)
        if row.confirmed_at is None:
            row.dropped_at = clock.now()
        elif row.back_proposed_by is not None:
            row.back_reason, row.back_proposed_by, row.back_proposed_label = "", None, ""
        else:
            raise Conflict(NOT_OPEN, code="not_open")
        row.save(update_fields=["dropped_at", "back_reason", "back_proposed_by", "back_proposed_label"])
        record.write(row.staff_id, "proposal_dropped", actor=actor, cause=cause, facts={"withdrawal": row.id})


def _write(row: Qualification, actor: Actor, cause: str) -> UUID:
    facts = {
        "qualification": row.id, "kind": row.kind, "grade": row.grade, "until": row.until,
        "certificate": row.certificate, "scope": row.scope, "examination": row.examination,
    }  # fmt: skip
    row.entry = record.write(
        row.staff_id, "qualified", actor=actor, cause=cause, effective_on=row.since, facts=facts
    )  # fmt: skip
    row.save(force_insert=True)
    return row.id


def _open(withdrawal: UUID) -> Withdrawal:
    rows = Withdrawal.objects.select_for_update(of=("self",)).select_related("staff__outlet")
    row = rows.filter(pk=withdrawal, back_confirmed_at=None, dropped_at=None).first()
    if row is None:
        raise NotFound(NOT_OPEN)
    return row


def _must_decide(staff: StaffMember, actor: Actor) -> UUID:
    """The account of whoever may decide about a staff member's qualifications. Raises NotAllowed."""
    record.must_configure(actor, office=staff.outlet.code)
    must_be_other(staff, actor)
    if actor.account_id is None:
        raise NotAllowed(TWO)
    return actor.account_id


def _must_say_why(reason: str) -> None:
    if not reason.strip():
        raise BadInput("reason", NO_REASON)
