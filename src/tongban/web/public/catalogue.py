"""The public catalogue: every item, whoever handles it, from the one document that machines read too."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.casework.catalogue import SITUATIONS, Service, pages, services
from tongban.core import clock
from tongban.core.law_book import book
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.outlets.catalogue import shipped
from tongban.web import shown
from tongban.web.api import catalogue as document
from tongban.web.citizen.apply import ended, fee_of, needs, takes
from tongban.web.request import Request
from tongban.web.rights import public
from tongban.web.templatetags.tongban import opens

CHANNELS = {
    "online": Text(zh="网上", en="online"),
    "window": Text(zh="窗口", en="at a window"),
    "kiosk": Text(zh="自助机", en="kiosk"),
    "partner": Text(zh="合作网点", en="service point"),
    "post": Text(zh="邮政网点", en="post office"),
    "hospital": Text(zh="医院网点", en="hospital point"),
}
GROUPS = {
    "V": Text(zh="机动车", en="Vehicles"),
    "D": Text(zh="驾驶人", en="Drivers"),
    "T": Text(zh="交通违法", en="Violations"),
    "A": Text(zh="交通事故", en="Accidents"),
    "N": Text(zh="电动自行车、非机动车", en="E-bikes and non-motor vehicles"),
    "C": Text(zh="跨境车辆", en="Cross-border vehicles"),
    "RD": Text(zh="道路通行", en="Roads"),
    "U": Text(zh="用户账号", en="Accounts"),
    "E": Text(zh="单位用户", en="Organisations"),
}
EVIDENCE = {
    "named": Text(zh="公开文件点名", en="named in a published text"),
    "reconstructed": Text(zh="推定", en="reconstructed"),
    "open": Text(zh="待核实", en="to be checked"),
}
HERE = {"yes": Text(zh="本系统办理", en="handled here"), "no": Text(zh="其他地方办理", en="handled elsewhere")}
SEARCH = Text(zh="找业务", en="Search")
LIMIT = Text(zh="{days} 个工作日", en="{days} working days")
ONE_DAY = Text(zh="1 个工作日", en="1 working day")
VIEW = Text(zh="某地公布的数字", en="A region's figure")
IDENTITY_CARD = Text(zh="身份证", en="Your identity card")
NOT_ONLINE = Text(zh="网上办理的不用。", en="Online, not even that.")
VEHICLE = Text(zh="车辆", en="The vehicle")
PRESENTED = Text(
    zh="需要查验的，开到车管所查验一次。", en="Where it has to be checked, it is brought to the office once."
)
FOR_THE_NEW = Text(zh="领新证时交回。", en="It is handed in for the new one.")
NOT_SENT_BACK = Text(
    zh="在窗口或网点申请的，领新证时交回；网上申请的不用寄回。",
    en="Who applies at a window hands it in for the new one; online it need not be sent back.",
)
AT_ONCE = Text(zh="当场", en="at once")
LOCAL = Text(zh="按当地标准", en="set locally")
PAY = Text(zh="缴费", en="Pay")
STEPS = (
    Text(zh="确认我们查到的信息", en="Confirm what we looked up"),
    Text(zh="回答必要的问题，核对一遍", en="Answer what we cannot know, and check it"),
    PAY,
    Text(zh="马上得到结果；不能办的，一次告知全部理由", en="Get the answer; a refusal gives every reason at once"),
)


@public
def catalogue(request: HttpRequest) -> HttpResponse:
    """All items, filtered by words, group, channel and place kept in the address."""
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "group", "channel", "here", "situation", "view")}
    whole = document.catalogue()
    everything = whole["items"]
    views = {view["region"]: view for view in whole["views"]}
    counted = views[asked["view"]]["codes"] if asked["view"] in views else None
    chosen = [one for one in everything if _matches(one, asked) and (counted is None or one["code"] in counted)]
    context = {
        "here": "services",
        "situations": _by_situation(one for one in chosen if one["handled_here"]),
        "groups": _by_group(one for one in chosen if not one["handled_here"]),
        "unfold": any(asked.values()),
        "viewed": counted is not None,
        "search": {"name": "q", "label": SEARCH, "value": asked["q"]},
        "filters": [
            _filter("group", Text(zh="类别", en="Kind"), GROUPS, asked),
            _filter("channel", Text(zh="渠道", en="Where"), CHANNELS, asked),
            _filter("here", Text(zh="由谁办理", en="Handled"), HERE, asked),
            _filter("view", VIEW, {region: Text(**view["name"]) for region, view in views.items()}, asked),
        ],
        "shown_count": len(chosen),
        "hidden_count": len(everything) - len(chosen),
        "clear_href": reverse("public:catalogue"),
        "document_href": reverse("api:catalogue"),
    }
    return render(request, "public/catalogue.html", context)


def _matches(one: Mapping[str, Any], asked: Mapping[str, str]) -> bool:
    said = [one["name"], one["gives"] or {}, one["handled_by"] or {}]
    text = " ".join([one["code"], *(words for part in said for words in part.values())]).lower()
    return (
        all(word in text for word in asked["q"].lower().split())
        and asked["group"] in ("", one["group"])
        and asked["situation"] in ("", one["situation"])
        and asked["here"] in ("", "yes" if one["handled_here"] else "no")
        and (not asked["channel"] or asked["channel"] in one["channels"])
    )


def _filter(name: str, label: Text, options: Mapping[str, Text], asked: Mapping[str, str]) -> dict[str, Any]:
    listed = [{"value": code, "label": words} for code, words in options.items()]
    return {"name": name, "label": label, "options": listed, "value": asked[name]}


def _by_situation(items: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    order = list(SITUATIONS)
    ordered = sorted(items, key=lambda one: order.index(one["situation"]))
    grouped = groupby(ordered, key=lambda one: one["situation"])
    return [{"name": SITUATIONS[key], "items": [_row(one) for one in found]} for key, found in grouped]


def _by_group(items: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    grouped = groupby(items, key=lambda one: one["group"])
    return [{"name": GROUPS[key], "items": [_row(one) for one in found]} for key, found in grouped]


def _row(one: Mapping[str, Any]) -> dict[str, Any]:
    ours = services.get(one["code"]) if one["handled_here"] else None
    return {
        "code": one["code"],
        "name": Text(**one["name"]),
        "gives": Text(**(one["gives"] or one["handled_by"])),
        "fee": fee_of(ours) if ours else None,
        "takes": takes(ours) if ours else None,
        "id_only": one["id_only_kind"] is not None,
        "channels": [CHANNELS[channel] for channel in one["channels"]],
        "href": reverse("public:service", args=[one["code"]]),
    }


@public
def id_only(request: HttpRequest) -> HttpResponse:
    """The 18 kinds that need the identity document alone, each with its codes and how sure it is."""
    names, today = {one.code: one.name for one in shipped().items}, clock.today()
    rows = [
        {
            "number": kind.number,
            "name": kind.name,
            "evidence": EVIDENCE[kind.evidence],
            "since": kind.since,
            "items": [
                {
                    "code": code,
                    "name": names[code],
                    "here": code in services or code in pages,
                    "href": reverse("public:service", args=[code]),
                }
                for code in kind.services
            ],
        }
        for kind in shipped().id_only_kinds
        if kind.holds(today)
    ]
    context = {"here": "services", "kinds": rows, "checked_until": shipped().checked_until}
    return render(request, "public/id_only.html", context)


@public
def service(request: Request, code: str) -> HttpResponse:
    """One item with everything a person asks before starting it, or before going where it is handled."""
    one = document.item(code.upper())
    if one["code"] in services:
        return render(request, "public/service.html", _here(services[one["code"]]))
    return render(request, "public/elsewhere.html", _elsewhere(one) | _for_staff(request, one["code"]))


def _for_staff(request: Request, code: str) -> dict[str, Any]:
    """The way in, for those who may take it: a page of the desk. Everybody else reads who brings what."""
    page = pages.get(code)
    if page is None or not page.for_staff:
        return {}
    mine = request.actor.kind == "staff" and opens(request.actor, page.view)
    return {"desk": True, "page_href": reverse(page.view) if mine else "", "does": page.does}


def _here(found: Service) -> dict[str, Any]:
    days = shown.limit(found, clock.today())
    return {
        "here": "services",
        "service": found,
        "by_office": found.origin_only_office,
        "start_href": reverse("citizen:start", args=[found.code]) if found.starts_online else "",
        "later_href": reverse("citizen:later", args=[found.code]),
        "ended": ended(found),
        "needs": needs(found),
        "brings": _brings(found) if found.old_card_back or found.vehicle_check else [],
        "takes": takes(found),
        "fee": fee_of(found),
        "fee_article": book().entry(f"fees.{found.fee}", clock.today()).source if found.fee else "",
        "limit": ONE_DAY if days == 1 else LIMIT.fill(days=days),
        "where": [CHANNELS[channel] for channel in found.channels],
        "outlets": _outlets(found.code),
        "steps": [step for step in STEPS if found.fee or step is not PAY],
        "waived": [{"name": one.name} for one in found.materials if one.waived],
        "basis": found.basis,
        "history": [],
        "checked_until": book().checked_until("limits"),
    }


def _brings(found: Service) -> list[dict[str, Any]]:
    """What a person has with them, and what becomes of it online, where it can be begun there."""
    brings = [{"name": IDENTITY_CARD, "why": NOT_ONLINE if found.starts_online else None}]
    if found.vehicle_check:
        brings.append({"name": VEHICLE, "why": PRESENTED})
    if found.old_card_back:
        brings.append({"name": found.old_paper, "why": NOT_SENT_BACK if found.starts_online else FOR_THE_NEW})
    return brings


def _elsewhere(one: Mapping[str, Any]) -> dict[str, Any]:
    bring = [Text(**paper) for paper in one["materials_after"]]
    return {
        "here": "services",
        "code": one["code"],
        "name": Text(**one["name"]),
        "group": GROUPS[one["group"]],
        "by": Text(**one["handled_by"]) if one["handled_by"] else None,
        "gives": Text(**one["gives"]) if one["gives"] else None,
        "page_href": one["page"],
        "does": pages[one["code"]].does if one["page"] else None,
        "bring": bring,
        "before": [Text(**paper) for paper in one["materials_before"] if Text(**paper) not in bring],
        "fee": _fee(one["fee"]),
        "limit": _limit(one["limit_days"]),
        "where": [CHANNELS[channel] for channel in one["channels"]],
        "outlets": _outlets(one["code"]),
        "basis": Text(**one["basis"][0]["citation"]),
        "sure": one["confidence"] == "verified",
        "checked_until": one["checked_until"],
        "later_href": reverse("citizen:later", args=[one["code"]]),
    }


def _fee(amount: str | None) -> Text | None:
    """None where it costs nothing."""
    if amount is None:
        return LOCAL
    return shown.money(Decimal(amount)) if Decimal(amount) else None


def _limit(days: int | None) -> Text | None:
    if days is None:
        return None
    return AT_ONCE if days == 0 else ONE_DAY if days == 1 else LIMIT.fill(days=days)


def _outlets(code: str) -> list[dict[str, Any]]:
    """Offices that may accept it today, a handful."""
    today = clock.today()
    offices = [one for one in outlets.outlets(kind="city_office") if outlets.may_accept(code, one.code, today)]
    return [{"name": one.name, "address": one.address} for one in offices[:5]]
