"""Are the plates of a number valid? For everybody: valid, void or being made, and nothing about whose they are."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongban.core import plates as numbers
from tongban.core.errors import BadInput
from tongban.documents.plates import queries
from tongban.law.text import Text
from tongban.registers.vehicles import queries as vehicles
from tongban.web import forms
from tongban.web.rights import public

WORDS = {
    "valid": ("done", Text(zh="有效", en="Valid")),
    "being_made": (
        "due",
        Text(zh="正在制作新号牌，旧号牌已作废", en="New plates are being made, the old ones are void"),
    ),
    "void": ("refused", Text(zh="已作废", en="Void")),
    "": ("", Text(zh="本地没有这个号牌号码的登记", en="No vehicle here bears this number")),
}
OLD_ABOUT = Text(
    zh="这个号码的旧号牌已作废，还没有全部收回。见到旧号牌请报警。",
    en="Old plates of this number are void and not all have come back. Report them to the police if you see them.",
)
NO_NUMBER = Text(zh="请填写完整的号牌号码，例如苏A12345。", en="Enter the whole number, such as 苏A12345.")


@public
def plate(request: HttpRequest) -> HttpResponse:
    """Ask for a number; the answer is one word."""
    context: dict[str, Any] = {"values": {}, "result": None}
    if request.method != "POST":
        return render(request, "public/plate.html", context)
    number = numbers.as_typed(request.POST.get("number", ""))
    if not numbers.types_of(number):
        return forms.show_errors(request, "public/plate.html", context, BadInput("number", NO_NUMBER))
    tone, word = WORDS[_standing(number)]
    about = OLD_ABOUT if queries.has_void_plates(number) else None
    result = {"number": f"{number[:2]}·{number[2:]}", "tone": tone, "word": word, "about": about}
    return render(request, "public/plate.html", {**context, "values": {"number": number}, "result": result})


def _standing(number: str) -> str:
    """By the plates that were made here, else by the register: a vehicle that bears the number."""
    return queries.standing(number) or ("valid" if vehicles.find_by_plate(number) else "")
