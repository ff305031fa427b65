"""Choosing a plate number, as pages show it: what is left, the set under way, what somebody has."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from tongban.allocation.plates import choosing, queries
from tongban.allocation.plates.types import ChoiceView, Claimed, TakenAlready
from tongban.core import clock, plates
from tongban.core.errors import BadInput
from tongban.core.law_book import book
from tongban.law.text import Text
from tongban.web import forms, vehicles
from tongban.web.request import Request

ALL_TAKEN = Text(
    zh="您填的号码都不能选：已被选走，或者还没有开放自编。请换几个再试。",
    en="None of these can be had: they are taken, or cannot be asked for by name yet. Please try others.",
)
GONE = Text(zh="这个号码刚被选走，请另选一个。", en="This number has just been taken. Please choose another.")
PICK_ONE = Text(zh="请选一个号码。", en="Choose a number.")
FIELDS = ("wish1", "wish2", "wish3", "wish4", "wish5")


def shown(choice: ChoiceView) -> dict[str, Any]:
    """A choice with the numbers as they are printed, and how many seconds are left of its set."""
    now, kind = clock.now(), choice.pool.plate_type
    under_way = choice.choosing(now)
    left = int((choice.set_ends_at - now).total_seconds()) if under_way and choice.set_ends_at else 0
    return {
        "choice": choice,
        "of_type": plates.TYPES[kind],
        "tone": tone(kind),
        "offered": [{"value": one, "label": printed(kind, one)} for one in choice.offered] if under_way else [],
        "seconds": left,
        "ends_at": choice.set_ends_at,
        "got": printed(kind, choice.got) if choice.got else "",
        "final": bool(choice.got) and not under_way,
        "lapses_at": choice.lapses_at,
        "ban_years": book().value("plates.ban_not_registered", clock.today(), choice.pool.region),
        "wishes": [{"name": name, "place": place} for place, name in enumerate(FIELDS, 1)][: choice.at_once],
        "masks": queries.askable_masks(choice.pool.id) if choice.tries_left else [],
        "kept": [
            {"value": one.number, "label": printed(kind, one.number), "to": one.to}
            for one in queries.kept_for(choice.person)
            if one.plate_type == kind
        ],
    }


def act(request: Request, choice: UUID, person: UUID) -> None:
    """Do what a form of the page asks. Raises BadInput, Conflict, NotFound with what to tell."""
    todo = _ACTS.get(request.POST.get("action", ""))
    if todo is None:
        raise BadInput("action", Text(zh="请从页面上的按钮继续。", en="Please go on with a button of the page."))
    todo(request, choice, person)


def tone(plate_type: str) -> str:
    """The colour of a plate, as the stylesheet calls it."""
    return vehicles.GREEN.get(plate_type) or vehicles.TONES.get(plate_type, "blue")


def printed(plate_type: str, number: str) -> str:
    """As it stands on the plate."""
    return plates.Plate(plate_type, number).printed


def _draw(request: Request, choice: UUID, person: UUID) -> None:
    choosing.draw_set(choice=choice, person=person, actor=request.actor)


def _take(request: Request, choice: UUID, person: UUID) -> None:
    number = request.POST.get("number", "")
    if not number:
        raise BadInput("number", PICK_ONE)
    _won(choosing.take(choice=choice, person=person, number=number, actor=request.actor), "number", GONE)


def _kept(request: Request, choice: UUID, person: UUID) -> None:
    number = request.POST.get("number", "")
    _won(choosing.take_kept(choice=choice, person=person, number=number, actor=request.actor), "number", GONE)


def _compose(request: Request, choice: UUID, person: UUID) -> None:
    """Numbers by name: the province and the letter may be left out, a number in a wrong form costs no try."""
    typed = {field: one for field in FIELDS if (one := request.POST.get(field, "").strip())}
    if not typed:
        raise BadInput(FIELDS[0], Text(zh="请至少填一个号码。", en="Write at least one number."))
    try:
        got = choosing.compose(choice=choice, person=person, numbers=list(typed.values()), actor=request.actor)
    except choosing.WrongNumber as wrong:
        raise BadInput([*typed][wrong.place], wrong.message, code=wrong.code) from wrong
    _won(got, FIELDS[0], ALL_TAKEN)


def _won(answer: Claimed | TakenAlready, field: str, lost: Text) -> None:
    """Losing is an answer that stands: what was tried counts as tried."""
    if isinstance(answer, TakenAlready):
        raise Lost(field, lost)


class Lost(BadInput):
    """Tried and not had: what the try cost is kept."""


def go_on(request: Request, choice: UUID, person: UUID, back: str) -> str | Lost:
    """Do it once for each form; return where it leads, or what was lost. What a lost try cost is written down."""
    lost: list[Lost] = []

    def once() -> str:
        try:
            act(request, choice, person)
        except Lost as answer:
            lost.append(answer)
        return back

    led_to = forms.once(request, once)
    return lost[0] if lost else led_to


_ACTS: dict[str, Callable[[Request, UUID, UUID], None]] = {
    "draw": _draw,
    "take": _take,
    "kept": _kept,
    "compose": _compose,
}
