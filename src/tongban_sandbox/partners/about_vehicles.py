"""The houses that know something of a vehicle by its VIN: tax, insurance, industry, customs, inspections and more.

Each answers from what `cars` has under one key, in the form that the contract agrees.
"""

from collections.abc import Sequence
from typing import Any

from ..problems import Problem
from ..world import World
from .question import Body, Question, text

_BUILT = (
    "brand", "model", "maker", "type", "fuel", "colour", "engine", "capacity", "displacement_ml", "power_kw", "kerb_kg",
    "gross_kg", "made_on",
)  # fmt: skip


def thing(key: str, called: str, fields: Sequence[str]) -> Question:
    """A question for one thing of a vehicle, null where there is none."""

    def answer(world: World, asked: Body) -> Body:
        known = world.cars.find(asked["vin"])
        held = (known or {}).get(key)
        return {"found": known is not None, "vin": asked["vin"], called: _agreed(held, fields) if held else None}

    return Question(answer, {"vin": text}, about="vin")


def _agreed(held: dict[str, Any], fields: Sequence[str]) -> dict[str, Any]:
    told = {name: held.get(name) for name in fields}
    if "built" in told:
        told["built"] = {name: (held.get("built") or {}).get(name) for name in _BUILT}
    return told


def stolen(world: World, asked: Body) -> Body:
    """Whether a vehicle is on record as stolen."""
    known = (world.cars.find(asked["vin"]) or {}).get("stolen")
    return {"vin": asked["vin"], "hit": known is not None, "reference": str((known or {}).get("reference") or "")}


def recall(world: World, asked: Body) -> Body:
    """Whether a recall is open."""
    known = (world.cars.find(asked["vin"]) or {}).get("recall")
    return {"vin": asked["vin"], "open": known is not None, "campaign": str((known or {}).get("campaign") or "")}


def dealer(world: World, asked: Body) -> Body:
    """Whether a firm, kept under its social credit code, is a filed dealer."""
    known = (world.cars.find(asked["code"]) or {}).get("dealer") or {}
    filed = bool(known.get("filed", False))
    return {"found": bool(known), "code": asked["code"], "filed": filed, "name": str(known.get("name") or "")}


def use_quota(world: World, asked: Body) -> Body:
    """A certificate is used for a vehicle; Problem 409 where it is another's, or used."""
    held = _quota(world, asked)
    if held.get("state") == "used":
        raise Problem(409, "quota_used", "This certificate was used already.")
    return _set_quota(world, asked, "used")


def give_quota_back(world: World, asked: Body) -> Body:
    """A certificate may be used again."""
    _quota(world, asked)
    return _set_quota(world, asked, "free")


def _quota(world: World, asked: Body) -> dict[str, Any]:
    held: dict[str, Any] = (world.cars.find(asked["vin"]) or {}).get("quota") or {}
    if held.get("number") != asked["number"]:
        raise Problem(409, "other_quota", "This certificate is not bound to this vehicle.")
    return held


def _set_quota(world: World, asked: Body, state: str) -> Body:
    world.cars.change(asked["vin"], {"quota": {"state": state}})
    return {"number": asked["number"], "reference": asked["reference"], "state": state}


_DEED = {"number": text, "vin": text, "reference": text}
HOUSES: dict[str, dict[str, Question]] = {
    "tax": {
        "invoice": thing("invoice", "invoice", ("number", "buyer", "seller", "price", "on")),
        "used_invoice": thing("used_invoice", "invoice", ("number", "seller", "buyer", "price", "on")),
        "purchase_tax": thing("purchase_tax", "tax", ("state", "on")),
        "vehicle_tax": thing("vehicle_tax", "tax", ("state", "year")),
    },
    "insurance": {"compulsory": thing("policy", "policy", ("number", "insurer", "since", "until"))},
    "industry": {
        "certificate": thing(
            "certificate", "certificate", ("number", "built", "announced", "checked_at_maker", "exempt")
        )
    },
    "customs": {
        "import": thing("import", "certificate", ("number", "built", "supervised")),
        "exit": thing("exit", "exit", ("number", "on")),
        "filing": thing("customs_filing", "filing", ("number", "filed_on")),
    },
    "commerce": {
        "recovered": thing(
            "recovery",
            "recovery",
            ("number", "recycler", "recycler_code", "certified", "region", "on", "supervision"),
        ),
        "dealer": Question(dealer, {"code": text}, about="code"),
    },
    "makers": {"returned": thing("taken_back", "proof", ("number", "by", "on"))},
    "inspections": {"newest": thing("inspection", "inspection", ("serial", "passed", "on", "station"))},
    "crime": {"stolen": Question(stolen, {"vin": text}, about="vin")},
    "recalls": {"open": Question(recall, {"vin": text}, about="vin")},
    "transport": {"approval": thing("transport", "approval", ("number", "owner", "uses", "until"))},
    "quota": {
        "certificate": thing("quota", "certificate", ("number", "owner", "plate_type", "until", "state")),
        "use": Question(use_quota, _DEED, about="reference", changes=True, once_per=("reference",)),
        "give_back": Question(give_quota_back, _DEED, about="reference", changes=True, once_per=("reference",)),
    },
}
