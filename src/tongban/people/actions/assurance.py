"""How well an account is known to be its person: live checks and the window."""

from uuid import UUID

from django.db import transaction

from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.law.text import Text
from tongban.people import livecheck, record
from tongban.people.actions.persons import locked
from tongban.people.models import LiveCheck, Person
from tongban.people.rights import must_be_office, must_not_be_own
from tongban.people.types import REGISTERED_ONLINE, VERIFIED_AT_WINDOW

PASSED, FAILED = "passed", "failed"


def start_live_check(*, person_id: UUID, actor: Actor, cause: str = "registration", evidence: str = "") -> UUID:
    """Have a living face compared with the person's photo; return the check, open or decided.

    The engine is asked before the transaction. A check that is still open is returned instead of a second
    one. A citizen asks for the person of their own account; before a check has passed their actor names the
    account only. Raises NotFound, NotAllowed.
    """
    _must_hold_account(person_id, actor)
    engine = livecheck.engine()
    comparison = engine.compare(person_id, evidence)
    with transaction.atomic(savepoint=False):
        person = locked(person_id)
        waiting = LiveCheck.objects.filter(person=person, outcome="").first()
        if waiting is not None:
            return waiting.id
        check = LiveCheck(person=person, engine=engine.name, reference=comparison.reference, asked_at=clock.now())
        check.save(force_insert=True)
        if comparison.passed is None:
            record.write(
                person.id, "live_check_started", actor=actor, cause=cause,
                facts={"check": check.id, "engine": check.engine},
            )  # fmt: skip
        else:
            _decide(person, check, comparison.passed, comparison.reason, check.engine, actor)
    return check.id


def decide_live_check(*, check_id: UUID, passed: bool, actor: Actor, reason: str = "") -> None:
    """Say whether the face was the person's, as the clerk who compared. A failure needs a reason for the
    person.

    Raises NotAllowed (also for one's own check), NotFound, BadInput, Conflict where somebody decided already.
    """
    must_be_office(actor)
    if not passed and not reason.strip():
        raise BadInput("reason", Text(zh="未通过必须写明原因。", en="A failed comparison needs a reason."))
    with transaction.atomic(savepoint=False):
        check = LiveCheck.objects.select_for_update().filter(pk=check_id).first()
        if check is None:
            raise NotFound(Text(zh="没有这次核验。", en="There is no such comparison."))
        if check.outcome:
            raise Conflict(Text(zh="这次核验已有结论。", en="A colleague has already decided this comparison."))
        must_not_be_own(actor, check.person_id)
        _decide(locked(check.person_id), check, passed, reason, actor.label, actor)


def verify_at_window(*, person_id: UUID, actor: Actor) -> None:
    """Record that a clerk saw the person with their document. A waiting live check is passed with it.

    Raises NotAllowed (also for the clerk's own person), NotFound.
    """
    must_be_office(actor)
    must_not_be_own(actor, person_id)
    with transaction.atomic(savepoint=False):
        person = locked(person_id)
        person.assurance = VERIFIED_AT_WINDOW
        person.save(update_fields=["assurance"])
        LiveCheck.objects.filter(person=person, outcome="").update(
            outcome=PASSED, decided_at=clock.now(), decided_by=actor.label
        )
        facts = {"assurance": VERIFIED_AT_WINDOW}
        record.write(person.id, "verified_at_window", actor=actor, cause="window", facts=facts)


def _must_hold_account(person_id: UUID, actor: Actor) -> None:
    if actor.kind != "citizen":
        must_be_office(actor)
        return
    rows = Person.for_system("whose account asks for the comparison").filter(pk=person_id)
    if actor.account_id is None or rows.values_list("account", flat=True).first() != actor.account_id:
        raise NotAllowed(Text(zh="只能办理本人的事项。", en="You may do this for yourself only."))


def _decide(person: Person, check: LiveCheck, passed: bool, reason: str, decided_by: str, actor: Actor) -> None:
    check.outcome, check.reason = PASSED if passed else FAILED, reason.strip()[:200]
    check.decided_at, check.decided_by = clock.now(), decided_by
    check.save()
    if passed and person.assurance < REGISTERED_ONLINE:
        person.assurance = REGISTERED_ONLINE
        person.save(update_fields=["assurance"])
    record.write(
        person.id, f"live_check_{check.outcome}", actor=actor, cause=f"live_check:{check.id}",
        facts={"check": check.id, "engine": check.engine, "assurance": person.assurance},
    )  # fmt: skip
