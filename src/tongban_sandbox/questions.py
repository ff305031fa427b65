"""From a signed request of the product to the signed answer of a partner, or to what its switches make of
it.
"""

import asyncio
import hashlib
import json
import re
import sqlite3
import time
from typing import Any

from .callbacks import OLD_SIGNATURE_SECONDS
from .http import Request, Response
from .partners import (
    ability,
    about_vehicles,
    beacon,
    bikes,
    border,
    court,
    fiscal,
    hospital,
    marriage,
    messages,
    mortgages,
    narcotics,
    organisations,
    payment,
    photos,
    platform,
    population,
    post,
    printer,
    residence,
    school,
    vehicles,
)
from .partners.question import Body, Question
from .problems import Problem
from .signing import RESPONSE_PARTS, WrongSignature, digest, read_claim, sign
from .store import dump, load
from .switches import Switches
from .world import World

QUESTIONS: dict[str, dict[str, Question]] = {
    "population": population.QUESTIONS,
    "photos": photos.QUESTIONS,
    "hospital": hospital.QUESTIONS,
    "school": school.QUESTIONS,
    "ability": ability.QUESTIONS,
    "narcotics": narcotics.QUESTIONS,
    "residence": residence.QUESTIONS,
    "marriage": marriage.QUESTIONS,
    "organisations": organisations.QUESTIONS,
    "platform": platform.QUESTIONS,
    "payment": payment.QUESTIONS,
    "fiscal": fiscal.QUESTIONS,
    "messages": messages.QUESTIONS,
    "post": post.QUESTIONS,
    "printer": printer.QUESTIONS,
    "vehicles": vehicles.QUESTIONS,
    "mortgages": mortgages.QUESTIONS,
    "beacon": beacon.QUESTIONS,
    **about_vehicles.HOUSES,
    "certification": bikes.CERTIFICATION,
    "delivery": bikes.DELIVERY,
    "court": court.QUESTIONS,
    "home_registers": border.HOME,
    "border": border.BORDER,
}
NONSENSE: Body = {"ok": "也许", "data": [None, {"？": 42}], "version": -1}
ANSWERS_KEPT_SECONDS = 7 * 24 * 3600

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_KEY = re.compile(r"[\x21-\x7e]{1,200}")


async def answer(world: World, request: Request, partner: str, name: str) -> Response | None:
    """Answer one question; None cuts the connection. A cut comes after the deed: the harder case for the
    asker.
    """
    switches, started = world.switches[partner], time.perf_counter()
    question = QUESTIONS[partner].get(name)
    if question is None or request.method != "POST":
        return Problem(404, "no_such_question", f"{partner} has no question {name[:60]}.").response()
    if switches.delay_ms:
        await asyncio.sleep(switches.delay_ms / 1000)
    asked: Body = {}
    try:
        asked = await _understood(world, request, question)
        _refuse_as_switched(switches)
        told = _act(world, request, partner, name, asked)
        response = _signed(world, request, partner, _as_switched(world, switches, question, asked, told))
    except (Problem, sqlite3.OperationalError) as error:
        problem = error if isinstance(error, Problem) else Problem(503, "no_storage", f"Not stored: {error}.")
        told, response = {"code": problem.code, "detail": problem.detail}, problem.response()
    world.journal.note(
        direction="asked",
        partner=partner,
        name=name,
        status=0 if switches.cut else response.status,
        ms=(time.perf_counter() - started) * 1000,
        sent=asked,
        answer=told if response.status != 200 or not switches.nonsense else NONSENSE,
        request_id=request.headers.get("request-id", ""),
    )
    return None if switches.cut else response


async def _understood(world: World, request: Request, question: Question) -> Body:
    """The body of a request that is signed by the product and has the agreed form. Raises Problem."""
    headers = request.headers
    try:
        claim = read_claim(
            method=request.method,
            path=request.path,
            headers=headers,
            body=request.body,
            now=world.clock.seconds(),
        )
        await world.product.check(claim)
    except WrongSignature as error:
        raise Problem(401, "wrong_signature", f"Not signed as agreed: {error}.") from error
    world.callbacks.product_is_alive()
    if headers["content-type"].split(";")[0].strip() != "application/json":
        raise Problem(400, "wrong_type", "content-type is application/json.")
    if not _UUID.fullmatch(headers["request-id"]) or not _KEY.fullmatch(headers["idempotency-key"]):
        raise Problem(400, "wrong_id", "request-id is a UUID, idempotency-key one word of at most 200 characters.")
    try:
        return question.check(load(request.body))
    except ValueError as error:
        raise Problem(400, "wrong_body", "The body is not JSON in UTF-8.") from error


def _refuse_as_switched(switches: Switches) -> None:
    if switches.refuse:
        raise Problem(403, "refused", "This partner refuses to answer.")
    if switches.status:
        raise Problem(switches.status, "switched", f"This partner answers {switches.status} to everything.")


def _act(world: World, request: Request, partner: str, name: str, asked: Body) -> Body:
    """The true answer. What changes something is done once, and its answer is on disk before it is given."""
    question = QUESTIONS[partner][name]
    if not question.changes:
        return question.answer(world, asked)
    key = request.headers["idempotency-key"]
    fingerprint = hashlib.sha256(f"{name}\n".encode() + request.body).digest()
    with world.store.transaction():
        kept = world.store.one("SELECT digest, body FROM answers WHERE partner = ? AND key = ?", partner, key)
        if kept is not None:
            if kept["digest"] != fingerprint:
                raise Problem(409, "key_reused", "This idempotency-key was used for another question.")
            first: Body = json.loads(kept["body"])
            return first
        told = _once(world, f"{partner}/{name}", question, asked)
        world.store.run(
            "INSERT INTO answers VALUES (?, ?, ?, ?, ?)",
            partner,
            key,
            fingerprint,
            dump(told),
            world.clock.seconds(),
        )
        return told


def _once(world: World, path: str, question: Question, asked: Body) -> Body:
    """Do the deed named by `once_per`, or repeat what it led to; Problem 409 if it is named for something
    else.
    """
    reference = "|".join(str(asked[name]) for name in question.once_per)
    content = json.dumps(asked, sort_keys=True)
    done = world.store.one("SELECT asked, answer FROM done WHERE question = ? AND reference = ?", path, reference)
    if done is not None:
        if done["asked"] != content:
            raise Problem(409, "reference_reused", "This reference was used with other content.")
        told: Body = json.loads(done["answer"])
        return told
    told = question.answer(world, asked)
    world.store.run("INSERT INTO done VALUES (?, ?, ?, ?)", path, reference, content, dump(told))
    return told


def _as_switched(world: World, switches: Switches, question: Question, asked: Body, told: Body) -> Body:
    if switches.nonsense:
        return NONSENSE
    if not switches.other_person:
        return told
    if question.about == "identity_number":
        other = world.people.another(asked["identity_number"])
        return question.answer(world, {**asked, "identity_number": other})
    return {**told, question.about: _another_reference(str(told[question.about]))}


def _another_reference(reference: str) -> str:
    """A reference of the same form that belongs to something else: its last digit is one further on."""
    for place in range(len(reference) - 1, -1, -1):
        if reference[place].isdecimal():
            digit = (int(reference[place]) + 1) % 10
            return f"{reference[:place]}{digit}{reference[place + 1 :]}"
    return f"{reference}1"


def _signed(world: World, request: Request, partner: str, told: dict[str, Any]) -> Response:
    switches, body = world.switches[partner], dump(told).encode()
    headers = {"content-digest": digest(body), "request-id": request.headers["request-id"]}
    values = {"@status": "200", "content-type": "application/json", **headers}
    parts = {name: values[name] for name in RESPONSE_PARTS}
    created = int(world.clock.seconds()) - (OLD_SIGNATURE_SECONDS if switches.signature == "old" else 0)
    if switches.signature == "wrong":
        parts["@status"] = "201"  # a true signature, but of another answer
    headers.update(sign(parts, key=world.keys[partner], keyid=partner, created=created))
    return Response(200, body, "application/json", headers)


def forget_old_answers(world: World) -> None:
    """Drop idempotency keys older than a week; what was done stays done by its own reference."""
    with world.store.transaction():
        world.store.run("DELETE FROM answers WHERE at < ?", world.clock.seconds() - ANSWERS_KEPT_SECONDS)
