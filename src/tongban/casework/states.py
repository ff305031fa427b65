"""The seven statuses, the one table of moves, and the one function that assigns a status."""

from typing import TYPE_CHECKING

from tongban.core.errors import Conflict
from tongban.law.text import Text

if TYPE_CHECKING:
    from tongban.casework.models import Case

DRAFT, SUBMITTED, IN_HAND, WAITING, DECIDED, CLOSED, WITHDRAWN = (
    "draft",
    "submitted",
    "in_hand",
    "waiting",
    "decided",
    "closed",
    "withdrawn",
)
APPLICANT, PARTNER, PAYMENT, APPOINTMENT, PRODUCTION = (
    "applicant",
    "partner",
    "payment",
    "appointment",
    "production",
)

TRANSITIONS: dict[str, frozenset[str]] = {
    DRAFT: frozenset({SUBMITTED, WITHDRAWN}),
    SUBMITTED: frozenset({IN_HAND, WAITING, WITHDRAWN}),
    IN_HAND: frozenset({IN_HAND, WAITING, DECIDED, WITHDRAWN}),
    WAITING: frozenset({IN_HAND, WAITING, WITHDRAWN}),
    DECIDED: frozenset({CLOSED, IN_HAND}),  # back in hand only by a correction
    CLOSED: frozenset({IN_HAND}),
    WITHDRAWN: frozenset(),
}
OPEN = (SUBMITTED, IN_HAND, WAITING)

WORDS: dict[str, Text] = {
    DRAFT: Text(zh="未提交", en="Not sent yet"),
    SUBMITTED: Text(zh="已提交", en="Sent"),
    IN_HAND: Text(zh="办理中", en="In hand"),
    WAITING: Text(zh="等待", en="Waiting"),
    DECIDED: Text(zh="已决定", en="Decided"),
    CLOSED: Text(zh="已办结", en="Done"),
    WITHDRAWN: Text(zh="已撤回", en="Withdrawn"),
}
THE_PERSON = Text(zh="等本人办理", en="Waiting for the person")
WAITING_WORDS: dict[str, Text] = {
    APPLICANT: Text(zh="等您办理", en="Waiting for you"),
    PARTNER: Text(zh="等外单位答复", en="Waiting for another office"),
    PAYMENT: Text(zh="等缴费", en="Waiting for payment"),
    APPOINTMENT: Text(zh="等预约", en="Waiting for the appointment"),
    PRODUCTION: Text(zh="等制证", en="Waiting for the card"),
}


def move(case: "Case", status: str, waiting_for: str = "") -> None:
    """Give a case its next status; Conflict where the table does not allow the move."""
    if status not in TRANSITIONS[case.status]:
        raise Conflict(
            Text(zh="案件现在是“{now}”，不能变为“{then}”。", en='The case is "{now}" and cannot become "{then}".').fill(
                now=WORDS[case.status], then=WORDS[status]
            )
        )
    if (status == WAITING) != bool(waiting_for):
        raise ValueError("A waiting case says for what, any other does not.")
    case.status = status
    case.waiting_for = waiting_for


def word_for_staff(status: str, waiting_for: str = "") -> Text:
    """The same word as staff read it: it is not their turn where the person's is meant."""
    return THE_PERSON if waiting_for == APPLICANT else word(status, waiting_for)


def word(status: str, waiting_for: str = "") -> Text:
    """The word people see for a status, the same everywhere."""
    return WAITING_WORDS[waiting_for] if waiting_for else WORDS[status]
