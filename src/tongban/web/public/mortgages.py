"""Is this vehicle mortgaged (V55)? For anybody, the days alone: O164 art. 35 makes them public, and nothing else.

The end of the VIN is asked for with the number, so that nobody reads the register through this page. [A convention]
"""

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongban.core import clock, plates
from tongban.core.errors import BadInput
from tongban.law.text import Text
from tongban.registers.vehicles import queries
from tongban.web import forms
from tongban.web.rights import public

TEMPLATE = "public/mortgage.html"
VIN_END = 6
TRIES_PER_MINUTE = 10
TOO_OFTEN = Text(zh="查询太频繁，请一分钟后再试。", en="Too many tries: please wait a minute.")
NO_NUMBER = Text(zh="请填写号牌号码。", en="Enter the plate number.")
NO_END = Text(zh="请填写车辆识别代号的后 6 位。", en="Enter the last 6 characters of the VIN.")
NOT_FOUND = Text(
    zh="没有查到这辆车，请核对号牌号码和车辆识别代号后 6 位。",
    en="There is no such vehicle. Please check the plate number and the last 6 characters of the VIN.",
)


@public
def mortgage(request: HttpRequest) -> HttpResponse:
    """Since when the vehicle is mortgaged, and when earlier mortgages ended; no holder, no owner."""
    if request.method != "POST":
        return render(request, TEMPLATE, {"values": {}})
    try:
        return render(request, TEMPLATE, {"values": request.POST, "found": _found(request)})
    except BadInput as error:
        return forms.show_errors(request, TEMPLATE, {}, error)


def _found(request: HttpRequest) -> dict[str, Any]:
    """The days of a vehicle whose number and VIN fit; wrong pairs look the same and are slowed down."""
    number = plates.as_typed(request.POST.get("plate", ""))
    end = request.POST.get("vin_end", "").strip().upper()
    if not number:
        raise BadInput("plate", NO_NUMBER)
    if len(end) != VIN_END or not end.isalnum():
        raise BadInput("vin_end", NO_END)
    key = f"mortgage-{request.META.get('REMOTE_ADDR', '')}"
    if (cache.get_or_set(key, 0, 60) or 0) >= TRIES_PER_MINUTE:
        raise BadInput("plate", TOO_OFTEN)
    cache.incr(key)
    days = queries.mortgage_days(number, end)
    if days is None:
        raise BadInput("plate", NOT_FOUND)
    standing = [one for one in days if one.until is None]
    return {"plate": number, "standing": standing, "ended": [one for one in days if one.until], "on": clock.today()}
