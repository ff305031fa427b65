"""A telephone number proved at the window: the code goes to the person's phone, the clerk types what they read out."""

from uuid import UUID

from tongban.casework import engine
from tongban.casework.answers import checked
from tongban.casework.catalogue import Question
from tongban.casework.types import CaseView
from tongban.core import clock, personal
from tongban.core.errors import BadInput
from tongban.core.law_book import book
from tongban.exchange.messages import actions as messages
from tongban.people import actions as people
from tongban.people.actions.phones import CODE_LASTS
from tongban.web.citizen.phone_codes import ASK_FIRST
from tongban.web.request import Request


def sent_to(request: Request, case: CaseView, key: str) -> str:
    """The masked number a code was sent to for this question, "" where none was."""
    return str(request.session.get(_name(case, key), {}).get("masked", ""))


def send(request: Request, case: CaseView, asked: Question, typed: str) -> None:
    """Send a code to the typed number, as a check of the applicant's. Raises BadInput for a number that is none."""
    found = engine.prepared(case.row.id)
    number = checked(case.service, {asked.key: typed}, found.facts, clock.today(), book())[asked.key]
    check = people.start_phone_check(phone=number, actor=request.actor, person_id=case.row.applicant)
    messages.send_code(
        to=check.phone,
        code=check.code,
        language=request.LANGUAGE_CODE,
        minutes=int(CODE_LASTS.total_seconds() // 60),
        person_id=case.row.applicant,
    )
    request.session[_name(case, asked.key)] = {
        "check": str(check.id),
        "masked": check.phone_masked,
        "number": personal.seal(number).hex(),
    }


def confirmed(request: Request, case: CaseView, key: str, typed: str) -> str:
    """The number whose code was typed, or the number answered before. Raises BadInput beside the wrong field."""
    answered = str(case.answers.get(key, ""))
    if answered and typed in ("", answered):
        return answered
    known = request.session.get(_name(case, key))
    if not known:
        raise BadInput(key, ASK_FIRST)
    answer = people.confirm_phone(check_id=UUID(known["check"]), code=request.POST.get(f"{key}_code", ""))
    if not answer.confirmed:
        raise BadInput(f"{key}_code", answer.reason or ASK_FIRST)
    return personal.unseal(bytes.fromhex(known["number"]))


def _name(case: CaseView, key: str) -> str:
    return f"desk-code-{case.row.id}-{key}"
