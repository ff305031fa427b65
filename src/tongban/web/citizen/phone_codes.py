"""One-time codes for a question of kind "phone": the number counts only once its code was typed."""

from uuid import UUID

from tongban.casework import engine
from tongban.casework.answers import checked
from tongban.casework.catalogue import Question
from tongban.casework.types import CaseRow
from tongban.core import clock, personal
from tongban.core.errors import BadInput
from tongban.core.law_book import book
from tongban.exchange.messages import actions as messages
from tongban.law.text import Text
from tongban.people import actions as people
from tongban.people.actions.phones import CODE_LASTS
from tongban.web.request import Request

ASK_FIRST = Text(zh="请先获取验证码，再填写收到的六位数字。", en="Ask for a code first, then type its six digits.")


def sent_to(request: Request, case_id: UUID, key: str) -> str:
    """The masked number a code was sent to for this question, "" where none was."""
    return str(request.session.get(_name(case_id, key), {}).get("masked", ""))


def send(request: Request, case: CaseRow, asked: Question, typed: str) -> None:
    """Send a code to the typed number. Raises BadInput for a number that cannot be one."""
    found = engine.prepared(case.id)
    known = request.session.get(_name(case.id, asked.key), {})
    number = typed or _number(known)
    given = checked(case.definition, {asked.key: number}, found.facts, clock.today(), book())
    check = people.start_phone_check(phone=given[asked.key], actor=request.actor, person_id=request.actor.own_person)
    messages.send_code(
        to=check.phone,
        code=check.code,
        language=request.LANGUAGE_CODE,
        minutes=int(CODE_LASTS.total_seconds() // 60),
        person_id=request.actor.own_person,
    )
    request.session[_name(case.id, asked.key)] = {
        "check": str(check.id),
        "masked": check.phone_masked,
        "number": personal.seal(given[asked.key]).hex(),
    }


def confirmed(request: Request, case_id: UUID, key: str, typed: str) -> str:
    """The number whose code was typed. Raises BadInput beside the field that is wrong."""
    known = request.session.get(_name(case_id, key))
    if not known:
        raise BadInput(key, ASK_FIRST)
    answer = people.confirm_phone(check_id=UUID(known["check"]), code=request.POST.get(f"{key}_code", ""))
    if not answer.confirmed:
        raise BadInput(f"{key}_code", answer.reason or ASK_FIRST)
    return _number(known)


def _number(known: dict[str, str]) -> str:
    """The number as typed before; sealed in the session, since sessions are rows of the database."""
    return personal.unseal(bytes.fromhex(known["number"])) if known else ""


def _name(case_id: UUID, key: str) -> str:
    return f"code-{case_id}-{key}"
