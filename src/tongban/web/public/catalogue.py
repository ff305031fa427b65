"""The public catalogue: every service from its one definition, with its legal basis and history."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.casework import actions, queries
from tongban.casework.catalogue import Service
from tongban.core import clock
from tongban.core.law_book import book
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.web import shown
from tongban.web.citizen.apply import fee_of, needs, takes
from tongban.web.rights import public

CHANNELS = {
    "online": Text(zh="网上", en="online"),
    "window": Text(zh="窗口", en="at a window"),
    "kiosk": Text(zh="自助机", en="kiosk"),
    "partner": Text(zh="合作网点", en="service point"),
    "post": Text(zh="邮政网点", en="post office"),
    "hospital": Text(zh="医院网点", en="hospital point"),
}
SEARCH = Text(zh="找业务", en="Search")
LIMIT = Text(zh="{days} 个工作日", en="{days} working days")
ONE_DAY = Text(zh="1 个工作日", en="1 working day")
IDENTITY_CARD = {
    "name": Text(zh="身份证", en="Your identity card"),
    "why": Text(zh="网上办理的不用。", en="Online, not even that."),
}
OLD_CARD = {
    "name": Text(zh="旧驾驶证", en="The old licence card"),
    "why": Text(
        zh="在窗口或网点申请的，领新证时交回；网上申请的不用寄回。",
        en="Who applies at a window hands it in for the new one; online it need not be sent back.",
    ),
}
NOT_OFFERED = Text(
    zh="这项业务只在 {since} 至 {until} 期间办理，现在不能申请。留在这里供查阅当时的规定。",
    en="This was offered from {since} to {until} only and cannot be applied for now. It stands here for the record.",
)
STEPS = (
    Text(zh="确认我们查到的信息", en="Confirm what we looked up"),
    Text(zh="回答必要的问题，核对一遍", en="Answer what we cannot know, and check it"),
    Text(zh="缴费（免费业务没有这一步）", en="Pay, where there is a fee"),
    Text(zh="马上得到结果；不能办的，一次告知全部理由", en="Get the answer; a refusal gives every reason at once"),
)


@public
def catalogue(request: HttpRequest) -> HttpResponse:
    """All services, filtered by words and channel kept in the address."""
    words, channel = request.GET.get("q", "").strip(), request.GET.get("channel", "")
    everything = queries.in_service()
    chosen = [one for one in everything if _matches(one, words, channel)]
    context = {
        "here": "services",
        "services": [_row(one) for one in chosen],
        "search": {"name": "q", "label": SEARCH, "value": words},
        "filters": [_channel_filter(channel)],
        "shown_count": len(chosen),
        "hidden_count": len(everything) - len(chosen),
        "clear_href": reverse("public:catalogue"),
    }
    return render(request, "public/catalogue.html", context)


def _matches(service: Service, words: str, channel: str) -> bool:
    text = f"{service.code} {service.name.zh} {service.name.en} {service.gives.zh} {service.gives.en}".lower()
    return all(word in text for word in words.lower().split()) and (not channel or channel in service.channels)


def _channel_filter(chosen: str) -> dict[str, Any]:
    return {
        "name": "channel",
        "label": Text(zh="渠道", en="Where"),
        "options": [{"value": code, "label": name} for code, name in CHANNELS.items()],
        "value": chosen,
    }


def _row(service: Service) -> dict[str, Any]:
    return {
        "code": service.code,
        "name": service.name,
        "gives": service.gives,
        "fee": fee_of(service),
        "takes": takes(service),
        "id_only": service.id_only_kind is not None,
        "channels": [CHANNELS[channel] for channel in service.channels],
        "href": reverse("public:service", args=[service.code]),
    }


@public
def service(request: HttpRequest, code: str) -> HttpResponse:
    """One service with everything a person asks before starting."""
    found = actions.get_service(code.upper())
    days = shown.limit(found, clock.today())
    context = {
        "here": "services",
        "service": found,
        "start_href": reverse("citizen:start", args=[found.code]) if found.starts_online else "",
        "ended": None if found.offered_on(clock.today()) else NOT_OFFERED.fill(since=found.since, until=found.until),
        "needs": needs(found),
        "brings": [IDENTITY_CARD, OLD_CARD] if found.old_card_back else [],
        "takes": takes(found),
        "fee": fee_of(found),
        "fee_article": book().entry(f"fees.{found.fee}", clock.today()).source if found.fee else "",
        "limit": ONE_DAY if days == 1 else LIMIT.fill(days=days),
        "where": [CHANNELS[channel] for channel in found.channels],
        "outlets": _outlets(found),
        "steps": STEPS,
        "waived": [{"name": one.name} for one in found.materials if one.waived],
        "basis": found.basis,
        "history": [],
        "checked_until": book().checked_until("limits"),
    }
    return render(request, "public/service.html", context)


def _outlets(found: Service) -> list[dict[str, Any]]:
    """Offices that may accept it today, a handful."""
    today = clock.today()
    offices = [one for one in outlets.outlets(kind="city_office") if outlets.may_accept(found.code, one.code, today)]
    return [{"name": one.name, "address": one.address} for one in offices[:5]]
