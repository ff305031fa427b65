"""The post: takes parcels over, tracks them, loses some."""

import json
import sqlite3

from ..problems import Problem
from ..store import dump
from ..world import World
from .question import Body, Question, text

KINDS = ("taken_over", "on_the_way", "delivered", "refused", "uncollected", "lost", "returned")
PLACES = {
    "taken_over": "收寄网点",
    "on_the_way": "邮件处理中心",
    "delivered": "收件地址",
    "refused": "收件地址",
    "uncollected": "投递网点",
    "lost": "邮件处理中心",
    "returned": "收寄网点",
}
_CHECK_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)  # of the postal union's standard S10


def parcel(world: World, asked: Body) -> Body:
    """Take a parcel's data and give it a tracking number; nothing moves until somebody makes it."""
    number = tracking_number(world.store.next_number("parcel", int(world.clock.seconds())) % 10**8)
    world.store.run(
        "INSERT INTO parcels (tracking_number, parcel, body, made_at) VALUES (?, ?, ?, ?)",
        number,
        asked["parcel"],
        dump(asked),
        world.clock.stamp(),
    )
    return {"parcel": asked["parcel"], "tracking_number": number}


def track(world: World, asked: Body) -> Body:
    """What has happened to a parcel; Problem 422 for a number that was never given out."""
    row = find_parcel(world, asked["tracking_number"])
    if row is None:
        raise Problem(422, "no_such_parcel", "This tracking number was not given out.")
    return {
        "tracking_number": row["tracking_number"],
        "parcel": row["parcel"],
        "events": json.loads(row["events"]),
    }


def happen(world: World, number: str, kind: str, place: str) -> Body:
    """Something happens to a parcel and the product is told."""
    row = find_parcel(world, number)
    if row is None:
        raise Problem(404, "no_such_parcel", "This tracking number was not given out.")
    if kind not in KINDS:
        raise Problem(400, "wrong_kind", f"kind is one of {', '.join(KINDS)}.")
    event = {"at": world.clock.stamp(), "kind": kind, "place": place or PLACES[kind]}
    events = [*json.loads(row["events"]), event]
    with world.store.transaction():
        world.store.run("UPDATE parcels SET events = ? WHERE tracking_number = ?", dump(events), number)
        body = {"tracking_number": number, "parcel": row["parcel"], **event}
        world.callbacks.tell("post", "event", body, about=number)
    return {"tracking_number": number, "parcel": row["parcel"], "events": events}


def find_parcel(world: World, number: str) -> sqlite3.Row | None:
    """A parcel by its tracking number, or None."""
    return world.store.one("SELECT * FROM parcels WHERE tracking_number = ?", number)


def tracking_number(running: int) -> str:
    """A number of the postal union's form: EB, eight digits, check digit, CN."""
    digits = f"{running:08d}"
    rest = 11 - sum(int(d) * weight for d, weight in zip(digits, _CHECK_WEIGHTS, strict=True)) % 11
    check = {10: 0, 11: 5}.get(rest, rest)
    return f"EB{digits}{check}CN"


_PARCEL = dict.fromkeys(("parcel", "to_name", "to_phone", "to_address", "contents"), text)
QUESTIONS = {
    "parcel": Question(parcel, _PARCEL, about="parcel", changes=True, once_per=("parcel",)),
    "track": Question(track, {"tracking_number": text}, about="tracking_number"),
}
