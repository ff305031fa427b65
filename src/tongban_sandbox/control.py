"""The control address for programs: unsigned JSON, meant for the own machine only (contract, section 5)."""

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any
from urllib.parse import unquote

from .cars import recovery
from .http import Request, Response
from .partners import ability, border, court, hospital, narcotics, payment, platform, post, printer, school
from .partners.question import money
from .problems import Problem
from .store import dump, load
from .world import PARTNERS, World

Call = Callable[[World, Request, list[str]], Awaitable[Any]]
LONGEST_NUMBER = 64
PATIENCE_SECONDS = 2.0


async def answer(world: World, request: Request) -> Response:
    """Answer one control call, or say that there is none of that name."""
    allowed = []
    for method, pattern, call in CALLS:
        found = pattern.fullmatch(request.path)
        if found and method == request.method:
            told = await call(world, request, [unquote(part) for part in found.groups()])
            return Response(200, dump(told).encode())
        if found:
            allowed.append(method)
    if allowed:
        raise Problem(405, "wrong_method", f"Here: {', '.join(allowed)}.")
    raise Problem(404, "no_such_call", "There is no such control call; see section 5 of the contract.")


def state_of(world: World) -> dict[str, Any]:
    """Switches, counters and waiting events of every partner."""
    pending = world.callbacks.pending_counts()
    partners = {
        name: {
            "normal": world.switches[name].normal,
            "switches": asdict(world.switches[name]),
            "counters": world.journal.counters(name),
            "events": {state: pending.get(name, {}).get(state, 0) for state in ("waiting", "withheld", "given_up")},
        }
        for name in PARTNERS
    }
    return {
        "since": world.journal.since,
        "today": world.clock.today().isoformat(),
        "callback": world.callback_url,
        "people": world.people.count(),
        "partners": partners,
    }


async def _state(world: World, request: Request, parts: list[str]) -> Any:
    return state_of(world)


async def _set(world: World, request: Request, parts: list[str]) -> Any:
    return asdict(world.switches.set(known_partner(parts[0]), _object(request)))


async def _reset(world: World, request: Request, parts: list[str]) -> Any:
    return asdict(world.switches.reset(known_partner(parts[0])))


async def _get_person(world: World, request: Request, parts: list[str]) -> Any:
    facts = world.people.find(parts[0])
    if facts is None:
        raise Problem(404, "nobody", "No partner knows this number.")
    return {"identity_number": parts[0], **facts}


async def _put_person(world: World, request: Request, parts: list[str]) -> Any:
    facts = world.people.change(identity_number(parts[0]), _object(request), world.clock.today())
    return {"identity_number": parts[0], **facts}


async def _put_people(world: World, request: Request, parts: list[str]) -> Any:
    """All lines or none."""
    today, count = world.clock.today(), 0
    try:
        with world.store.transaction():
            for line in request.body.splitlines():
                if line.strip():
                    wishes = _object(line)
                    world.people.change(identity_number(wishes.pop("identity_number", None)), wishes, today)
                    count += 1
    except Problem as problem:
        world.people.forget_cache()
        raise Problem(problem.status, problem.code, f"Line {count + 1}: {problem.detail}") from problem
    return {"people": count}


async def _get_car(world: World, request: Request, parts: list[str]) -> Any:
    facts = world.cars.find(parts[0])
    if facts is None:
        raise Problem(404, "no_car", "No partner knows this VIN.")
    return {"vin": parts[0], **facts}


async def _put_car(world: World, request: Request, parts: list[str]) -> Any:
    return {"vin": parts[0], **world.cars.change(vin_of(parts[0]), _object(request))}


async def _put_cars(world: World, request: Request, parts: list[str]) -> Any:
    """The same for many: all lines or none."""
    count = 0
    try:
        with world.store.transaction():
            for line in request.body.splitlines():
                if line.strip():
                    wishes = _object(line)
                    world.cars.change(vin_of(str(wishes.pop("vin", ""))), wishes)
                    count += 1
    except Problem as problem:
        raise Problem(problem.status, problem.code, f"Line {count + 1}: {problem.detail}") from problem
    return {"cars": count}


async def _make_car(world: World, request: Request, parts: list[str]) -> Any:
    """A new car that somebody has bought today; the body may name another `vin` and anything that is otherwise."""
    wishes = _object(request)
    vin = wishes.pop("vin", "")
    made, facts = world.cars.make(identity_number(parts[0]), world.clock.today(), wishes, vin and vin_of(vin))
    return {"vin": made, **facts}


async def _recycle(world: World, request: Request, parts: list[str]) -> Any:
    """A recycler certifies that it took a vehicle; the commerce authority tells of it. The body: what is otherwise."""
    vin = vin_of(parts[0])
    with world.store.transaction():
        facts = world.cars.change(vin, {"recovery": recovery(vin, world.clock.today(), _object(request))})
        world.callbacks.tell("commerce", "taken", {"vin": vin}, about=vin)
    return {"vin": vin, **facts}


async def _make_bike(world: World, request: Request, parts: list[str]) -> Any:
    """A new e-bike that somebody has bought today; the body may name another `code` and anything that is otherwise."""
    wishes = _object(request)
    code = wishes.pop("code", "")
    made, facts = world.cars.make_bike(identity_number(parts[0]), world.clock.today(), wishes, code and vin_of(code))
    return {"code": made, **facts}


async def _examine(world: World, request: Request, parts: list[str]) -> Any:
    facts = hospital.examine(world, identity_number(parts[0]), _object(request))
    return {"identity_number": parts[0], "certificate": facts["medical"]}


async def _complete(world: World, request: Request, parts: list[str]) -> Any:
    facts = school.complete(world, identity_number(parts[0]), _object(request))
    return {"identity_number": parts[0], "education": facts["education"]}


async def _test(world: World, request: Request, parts: list[str]) -> Any:
    facts = ability.take(world, identity_number(parts[0]), _object(request))
    return {"identity_number": parts[0], "test": facts["ability"]}


async def _at_barrier(world: World, request: Request, parts: list[str]) -> Any:
    return border.at_barrier(world, vin_of(parts[0]), parts[1], _object(request))


async def _accident(world: World, request: Request, parts: list[str]) -> Any:
    return platform.decide_accident(world, identity_number(parts[0]), _object(request))


async def _enlist(world: World, request: Request, parts: list[str]) -> Any:
    narcotics.enlist(world, identity_number(parts[0]), _object(request))
    return await _get_person(world, request, parts)


async def _serve(world: World, request: Request, parts: list[str]) -> Any:
    return court.serve(world, _object(request))


async def _pass_test(world: World, request: Request, parts: list[str]) -> Any:
    platform.pass_test(world, identity_number(parts[0]), parts[1])
    return await _get_person(world, request, parts)


async def _settle(world: World, request: Request, parts: list[str]) -> Any:
    facts = platform.settle(world, parts[0], parts[1])
    return {"identity_number": parts[0], "matters": facts["matters"]}


async def _parcel_event(world: World, request: Request, parts: list[str]) -> Any:
    return post.happen(world, parts[0], parts[1], str(_object(request).get("place") or ""))


async def _pay(world: World, request: Request, parts: list[str]) -> Any:
    method = str(_object(request).get("method") or payment.METHODS[0])
    taken = await payment.pay(world, parts[0], method, patience_seconds=PATIENCE_SECONDS)
    return {**dict(payment.get_order(world, parts[0])), "taken": taken}


async def _call_again(world: World, request: Request, parts: list[str]) -> Any:
    amount = _object(request).get("amount") or ""
    if amount and not money(amount):
        raise Problem(400, "wrong_amount", "amount is a string with two decimals.")
    taken = await payment.call_again(world, parts[0], amount, patience_seconds=PATIENCE_SECONDS)
    return {"number": parts[0], "taken": taken}


async def _spoil(world: World, request: Request, parts: list[str]) -> Any:
    return {"faulty_blanks": printer.lay_faulty_blank(world)}


async def _messages(world: World, request: Request, parts: list[str]) -> Any:
    return {"messages": messages_to(world, request.params.get("to", ""), 200)}


async def _orders(world: World, request: Request, parts: list[str]) -> Any:
    return {"orders": orders(world)}


async def _parcels(world: World, request: Request, parts: list[str]) -> Any:
    return {"parcels": parcels(world)}


async def _log(world: World, request: Request, parts: list[str]) -> Any:
    return {"since": world.journal.since, "lines": [line.shown() for line in world.journal.lines]}


async def _events(world: World, request: Request, parts: list[str]) -> Any:
    names = ("partner", "event", "state", "tries", "last_status", "due_at")
    return {"events": [{name: row[name] for name in names} for row in world.callbacks.pending()]}


async def _send_now(world: World, request: Request, parts: list[str]) -> Any:
    return {"sent": world.callbacks.send_now()}


async def _forget(world: World, request: Request, parts: list[str]) -> Any:
    world.forget()
    return {"forgotten": True}


def messages_to(world: World, phone: str, limit: int) -> list[dict[str, Any]]:
    """The newest messages first; all if no telephone is named."""
    rows = world.store.all(
        'SELECT message_id, phone AS "to", text, language, state, at FROM messages'
        " WHERE ?1 = '' OR phone = ?1 ORDER BY id DESC LIMIT ?2",
        phone,
        limit,
    )
    return [dict(row) for row in rows]


def orders(world: World) -> list[dict[str, Any]]:
    """The newest orders first."""
    return [dict(row) for row in world.store.all("SELECT * FROM orders ORDER BY opened_at DESC LIMIT 200")]


def parcels(world: World) -> list[dict[str, Any]]:
    """The newest parcels first, with what has happened to them."""
    rows = world.store.all("SELECT * FROM parcels ORDER BY made_at DESC LIMIT 200")
    return [{**dict(row), "body": json.loads(row["body"]), "events": json.loads(row["events"])} for row in rows]


def known_partner(name: str) -> str:
    """The name if it is that of a partner, else Problem 404."""
    if name not in PARTNERS:
        raise Problem(404, "no_such_partner", f"Partners: {', '.join(PARTNERS)}.")
    return name


def identity_number(value: object) -> str:
    """The value if it can be a number of a person, else Problem 400."""
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_NUMBER or not value.isalnum():
        raise Problem(400, "wrong_number", "identity_number is missing or not a number.")
    return value


def vin_of(value: object) -> str:
    """The value if it can be the number of a vehicle, else Problem 400."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9A-Z]{5,18}", value):
        raise Problem(400, "wrong_number", "vin is missing or not a number of a vehicle.")
    return value


def _object(source: Request | bytes) -> dict[str, Any]:
    body = source.body if isinstance(source, Request) else source
    try:
        value = load(body) if body.strip() else {}
    except ValueError as error:
        raise Problem(400, "wrong_body", "The body is not JSON in UTF-8.") from error
    if not isinstance(value, dict):
        raise Problem(400, "wrong_body", "The body is not a JSON object.")
    return value


def _call(method: str, path: str, call: Call) -> tuple[str, re.Pattern[str], Call]:
    return method, re.compile("/control/" + path.replace("*", "([^/]+)")), call


CALLS = (
    _call("GET", "state", _state),
    _call("PUT", "partners/*", _set),
    _call("DELETE", "partners/*", _reset),
    _call("GET", "people/*", _get_person),
    _call("PUT", "people/*", _put_person),
    _call("POST", "people", _put_people),
    _call("GET", "cars/*", _get_car),
    _call("PUT", "cars/*", _put_car),
    _call("POST", "cars", _put_cars),
    _call("POST", "cars/bought-by/*", _make_car),
    _call("POST", "cars/recycled/*", _recycle),
    _call("POST", "bikes/bought-by/*", _make_bike),
    _call("POST", "hospital/examine/*", _examine),
    _call("POST", "school/complete/*", _complete),
    _call("POST", "ability/test/*", _test),
    _call("POST", "border/*/*", _at_barrier),
    _call("POST", "platform/accident/*", _accident),
    _call("POST", "narcotics/list/*", _enlist),
    _call("POST", "court/notice", _serve),
    _call("POST", "platform/settle/*/*", _settle),
    _call("POST", "platform/pass/*/*", _pass_test),
    _call("POST", "post/*/*", _parcel_event),
    _call("POST", "payment/pay/*", _pay),
    _call("POST", "payment/again/*", _call_again),
    _call("POST", "printer/spoil", _spoil),
    _call("GET", "messages", _messages),
    _call("GET", "orders", _orders),
    _call("GET", "parcels", _parcels),
    _call("GET", "log", _log),
    _call("GET", "events", _events),
    _call("POST", "events/now", _send_now),
    _call("DELETE", "all", _forget),
)
