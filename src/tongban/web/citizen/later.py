"""Not now, or not here: a reminder on a day, a wish for an appointment with the office."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.casework import inquiries, offices, reminders
from tongban.casework.catalogue import services
from tongban.core import clock
from tongban.core.errors import BadInput, NotFound
from tongban.law.text import Text
from tongban.outlets.catalogue import shipped
from tongban.people import queries as people
from tongban.web import forms
from tongban.web.request import Request
from tongban.web.rights import citizen

NO_DAY = Text(zh="请填写存在的日期，例如 2027 3 31。", en="Enter a day that exists, e.g. 2027 3 31.")
PAST = Text(zh="请选择今天以后的日期。", en="Choose a day after today.")
PARTS = {"morning": Text(zh="上午", en="morning"), "afternoon": Text(zh="下午", en="afternoon")}
WISH = Text(
    zh="预约办理“{service}”（{code}），希望 {day} {part}。{more}",
    en='Appointment for "{service}" ({code}), wished for {day}, {part}. {more}',
)
DONE = {
    "reminder": Text(zh="记下了。到时我们发短信提醒您。", en="Noted. We send you a message on that day."),
    "appointment": Text(
        zh="预约请求已送到车辆管理所，1 个工作日内答复您，答复会发短信。",
        en="Your wish has reached the office; it answers within one working day, and you get a message.",
    ),
    "ended": Text(zh="这条提醒已取消。", en="The reminder is cancelled."),
}


@citizen
def later(request: Request, code: str) -> HttpResponse:
    """Ask to be reminded of a service, or for an appointment where it is not handled here."""
    item = next((one for one in shipped().items if one.code == code), None)
    if item is None:
        raise NotFound(Text(zh="没有编号为 {code} 的业务。", en="There is no service {code}.").fill(code=code))
    name = services[code].name if code in services else item.name
    waiting = [one for one in reminders.waiting_of(request.actor.own_person) if one.service == code]
    context = {
        "here": "services",
        "code": code,
        "name": name,
        "here_too": code in services,
        "back_href": reverse("public:service", args=[code]),
        "reminder": waiting[0] if waiting else None,
        "parts": [{"value": value, "label": label} for value, label in PARTS.items()],
        "done": DONE.get(request.GET.get("done", "")),
        "values": {"part": "morning"},
    }
    if request.method != "POST":
        return render(request, "citizen/later.html", context)
    try:
        return forms.redirect_once(request, lambda: _act(request, code, name))
    except BadInput as error:
        return forms.show_errors(request, "citizen/later.html", context, error)


def _act(request: Request, code: str, name: Text) -> str:
    match request.POST.get("action"):
        case "appointment":
            done = _appointment(request, code, name)
        case "end":
            known = {str(one.id): one.id for one in reminders.waiting_of(request.actor.own_person)}
            chosen = known.get(request.POST.get("reminder", ""))
            if chosen is None:
                raise NotFound(reminders.NONE)
            reminders.end(reminder_id=chosen, actor=request.actor)
            done = "ended"
        case _:
            reminders.ask(
                person_id=request.actor.own_person,
                service=code,
                remind_on=_day(request, "remind_on"),
                language=request.LANGUAGE_CODE,
                actor=request.actor,
            )
            done = "reminder"
    return f"{reverse('citizen:later', args=[code])}?done={done}"


def _appointment(request: Request, code: str, name: Text) -> str:
    wished = _day(request, "wish_on")
    if wished <= clock.today():
        raise BadInput("wish_on", PAST)
    part = PARTS.get(request.POST.get("part", ""), PARTS["morning"])
    more = request.POST.get("words", "").strip()
    words = WISH.fill(service=name, code=code, day=wished, part=part, more=more)
    inquiries.ask(
        kind="appointment",
        person_id=request.actor.own_person,
        case_id=None,
        office=offices.serving(people.get_person(request.actor.own_person).region),
        words=words.in_language(request.LANGUAGE_CODE),
        actor=request.actor,
    )
    return "appointment"


def _day(request: Request, name: str) -> date:
    try:
        return date.fromisoformat(forms.typed(request.POST, name, "date"))
    except ValueError:
        raise BadInput(name, NO_DAY) from None


def shown(person_id: Any) -> list[dict[str, Any]]:
    """A person's reminders as their own page lists them."""
    known = {one.code: one.name for one in shipped().items}
    return [
        {"name": known[one.service], "on": one.remind_on, "href": reverse("citizen:later", args=[one.service])}
        for one in reminders.waiting_of(person_id)
    ]
