"""Addresses of the control pages: `GET` shows a page, `POST /do/...` does one thing and goes back."""

from collections.abc import Callable
from dataclasses import asdict
from urllib.parse import unquote

from .. import control
from ..http import Request, Response
from ..partners import ability, hospital, narcotics, payment, platform, post, printer, school
from ..problems import Problem
from ..switches import Switches
from ..world import World
from . import cars, lists, overview, person
from .layout import page, stylesheet
from .words import Words

Show = Callable[[World, Words, Request], Response]
SHOWN: dict[str, Show] = {
    "/": overview.show,
    "/people": person.show_search,
    "/cars": cars.show,
    "/orders": lists.show_orders,
    "/parcels": lists.show_parcels,
    "/telephone": lists.show_telephone,
    "/log": lists.show_log,
}
OTHER_AMOUNT = "0.01"
ERRORS = {"503": 503, "500": 500, "429": 429}


async def answer(world: World, request: Request) -> Response:
    """A page, or the way back from a deed. What cannot be done is said on a page."""
    if request.path == "/style.css":
        return Response(200, stylesheet(), "text/css; charset=utf-8", {"cache-control": "max-age=300"})
    form = request.form if request.method == "POST" else {}
    say = Words(form.get("lang") or request.params.get("lang", "zh"))
    try:
        if request.method == "POST" and request.path.startswith("/do/"):
            await _do(world, [unquote(part) for part in request.path.split("/")[2:]], form)
            back = _local(form.get("back", "/"))
            return Response(303, b"", "text/plain", {"location": say.link(f"{back}{'&' if '?' in back else '?'}done")})
        show = SHOWN.get(request.path)
        if show is None or request.method not in ("GET", "HEAD"):
            raise Problem(404, "no_such_page", "There is no such page.")
        return show(world, say, request)
    except Problem as problem:
        home = f'<a class="button main" href="{say.link("/")}">{say("go_home")}</a>'
        body = f"<p>{say.problem(problem.code)}</p><p>{home}</p>"
        return page(say, request, title=say("error"), body=body, status=problem.status)


def _local(path: str) -> str:
    """A path of this server; anything else becomes the first page."""
    sound = path.startswith("/") and not path.startswith("//") and path.isascii() and path.isprintable()
    return path.removesuffix("&done").removesuffix("?done") if sound and "\\" not in path else "/"


async def _do(world: World, parts: list[str], form: dict[str, str]) -> None:
    match parts:
        case ["partners", partner]:
            world.switches.set(control.known_partner(partner), wishes_of(form))
        case ["partners", partner, "reset"]:
            world.switches.reset(control.known_partner(partner))
        case ["people", number, *deed] if deed:
            await _do_to_person(world, control.identity_number(number), deed, form)
        case ["cars", "make"]:
            world.cars.make(control.identity_number(form.get("buyer", "").strip()), world.clock.today(), {})
        case ["cars", vin, "missing", key]:
            world.cars.change(control.vin_of(vin), {key: None})
        case ["cars", vin, "quota"]:
            world.cars.give_quota(control.vin_of(vin), world.clock.today())
        case ["cars", vin, "stolen"]:
            world.cars.change(control.vin_of(vin), {"stolen": {"reference": f"A{vin[-8:]}"}})
        case ["orders", order, "pay"]:
            await payment.pay(world, order, form.get("method", "alipay"), patience_seconds=control.PATIENCE_SECONDS)
        case ["orders", order, "again"]:
            amount = OTHER_AMOUNT if "wrong" in form else ""
            await payment.call_again(world, order, amount, patience_seconds=control.PATIENCE_SECONDS)
        case ["parcels", number, kind]:
            post.happen(world, number, kind, "")
        case ["printer", "spoil"]:
            printer.lay_faulty_blank(world)
        case ["events", "now"]:
            world.callbacks.send_now()
        case ["forget"]:
            world.forget()
        case _:
            raise Problem(404, "no_such_deed", "There is no such deed.")


async def _do_to_person(world: World, number: str, deed: list[str], form: dict[str, str]) -> None:
    today = world.clock.today()
    match deed:
        case ["examine", name] if name in person.EXAMINATIONS:
            hospital.examine(world, number, person.EXAMINATIONS[name])
        case ["complete"]:
            school.complete(world, number, {})
        case ["test", "passed" | "failed" as result]:
            ability.take(world, number, {"passed": result == "passed"})
        case ["accident", outcome] if outcome in person.ACCIDENTS:
            platform.decide_accident(world, number, person.ACCIDENTS[outcome])
        case [
            "remove",
            "medical" | "narcotics" | "residence" | "marriage" | "education" | "ability" | "vehicles" as key,
        ]:
            world.people.change(number, {key: None}, today)
        case ["particulars"]:
            world.people.change(number, {"person": person.particulars_of(form)}, today)
        case ["points"]:
            points = form.get("points", "")
            world.people.change(number, {"points": int(points) if points.isdecimal() else 0}, today)
        case ["add", kind] if kind in person.NEW_MATTERS:
            platform.add(world, number, {"kind": kind, **person.NEW_MATTERS[kind]})
        case ["settle", matter]:
            platform.settle(world, number, matter)
        case ["residence"]:
            world.people.change(number, {"residence": {"region": form.get("region", "").strip()[:6]}}, today)
        case ["marriage"]:
            _marry(world, number, control.identity_number(form.get("spouse", "").strip()), form.get("since", ""))
        case ["pass", subject]:
            platform.pass_test(world, number, subject)
        case ["add_vehicle"]:
            world.people.change(number, {"vehicles": [{"plate": "苏A·0F315", "state": "inspection_overdue"}]}, today)
        case ["enlist"]:
            narcotics.enlist(world, number, {})
        case _:
            raise Problem(404, "no_such_deed", "There is no such deed.")


def wishes_of(form: dict[str, str]) -> dict[str, object]:
    """All switches as the form on the first page sets them."""
    manner = form.get("manner", "good")
    wishes: dict[str, object] = {
        **asdict(Switches()),
        "delay_ms": _whole(form.get("delay_ms", "0")),
        "status": ERRORS.get(manner, 0),
        "signature": form.get("signature", "good"),
        "callbacks": form.get("callbacks", "once"),
        "late_seconds": _whole(form.get("late_seconds", "0")),
    }
    if manner in ("refuse", "cut", "nonsense", "other_person"):
        wishes[manner] = True
    return wishes


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise Problem(400, "wrong_number", "A whole number is needed here.")
    return int(text[:9])


def _marry(world: World, one: str, other: str, since: str) -> None:
    """Each is the spouse of the other, from a day on; from today where none is given."""
    today = world.clock.today()
    for person_, spouse in ((one, other), (other, one)):
        married = {"spouse": spouse, "registered_on": since or today.isoformat()}
        world.people.change(person_, {"marriage": married}, today)
