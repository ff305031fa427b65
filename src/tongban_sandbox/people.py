"""What the partners know of people, and the answers that follow from it."""

import json
from collections import OrderedDict
from collections.abc import Mapping
from datetime import date
from typing import Any

from .problems import Problem
from .store import Store, dump

KEYS = {
    "person": dict,
    "portrait": dict,
    "medical": dict,
    "education": dict,
    "ability": dict,
    "narcotics": dict,
    "residence": dict,
    "marriage": dict,
    "travel_document": dict,
    "matters": list,
    "points": int,
    "cycles": list,
    "vehicles": list,
    "tests": list,
    "contracts": list,
    "riding": list,
}
CACHED = 20_000
CARD_YEARS = 1
PERSON_FIELDS = ("name", "sex", "born", "region", "address", "alive", "photo_on_file", "current_number")
MATTER_KINDS = ("violation", "accident", "seizure")
HEALTHY: dict[str, Any] = {
    "serial": "",
    "examined_on": "",
    "hospital": "SB-H01",
    "hospital_name": "示范医院",
    "doctor": "陈静",
    "height_cm": 170,
    "left_vision": 5.0,
    "right_vision": 5.0,
    "vision_corrected": False,
    "colour_blind": False,
    "hearing_ok": True,
    "hearing_aid": False,
    "limbs": "sound",
    "trunk_ok": True,
    "sits_unaided": True,
    "monocular_field_deg": None,
    "declared_illness": False,
}
EDUCATION: dict[str, Any] = {"serial": "", "completed_on": "", "hours": 3, "school_name": "示范培训学校"}
ABILITY: dict[str, Any] = {"serial": "", "taken_on": "", "passed": True, "place": "示范能力测试点"}
LISTED: dict[str, Any] = {
    "listed": True,
    "measure": "community_rehab",
    "since": None,
    "last_use_on": None,
    "reference": None,
}

Facts = dict[str, Any]


class People:
    """People by identity number. Reads go through a cache; what is returned must not be changed in place."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._cache: OrderedDict[str, Facts | None] = OrderedDict()

    def find(self, identity_number: str) -> Facts | None:
        """Everything known of a person, or None if no partner knows them."""
        if identity_number in self._cache:
            return self._cache[identity_number]
        row = self._store.one("SELECT facts FROM people WHERE identity_number = ?", identity_number)
        facts: Facts | None = json.loads(row["facts"]) if row else None
        self._cache[identity_number] = facts
        if len(self._cache) > CACHED:
            self._cache.popitem(last=False)
        return facts

    def change(self, identity_number: str, wishes: Mapping[str, Any], today: date) -> Facts:
        """Set what partners know: objects field by field, lists and numbers whole, null removes.

        Problem 400 names what cannot be understood; nothing is changed then.
        """
        facts = dict(self.find(identity_number) or {})
        for key, value in wishes.items():
            if key not in KEYS:
                raise Problem(400, "unknown_fact", f"{key[:40]} is not one of {', '.join(KEYS)}.")
            if value is None:
                facts.pop(key, None)
            elif not isinstance(value, KEYS[key]) or isinstance(value, bool):
                raise Problem(400, "wrong_fact", f"{key} must be a JSON {KEYS[key].__name__}.")
            else:
                old = facts.get(key) or _start_of(key, identity_number, today)
                facts[key] = {**old, **value} if isinstance(value, dict) else value
        _check(facts)
        self._cache.pop(identity_number, None)
        with self._store.transaction():
            self._store.run("REPLACE INTO people VALUES (?, ?, ?)", identity_number, name_of(facts), dump(facts))
        self._know_under_new_number(facts)
        return facts

    def _know_under_new_number(self, facts: Facts) -> None:
        """Whose number was changed is known to everybody under the new one too."""
        current = str((facts.get("person") or {}).get("current_number") or "")
        if current and self.find(current) is None:
            facts = {**facts, "person": {**facts["person"], "current_number": None}}
            self._cache.pop(current, None)
            with self._store.transaction():
                self._store.run("REPLACE INTO people VALUES (?, ?, ?)", current, name_of(facts), dump(facts))

    def another(self, identity_number: str) -> str:
        """The number of somebody else: the next known person, or an invented number where there is none."""
        row = self._store.one(
            "SELECT identity_number FROM people WHERE identity_number != ?1"
            " ORDER BY identity_number < ?1, identity_number LIMIT 1",
            identity_number,
        )
        return row["identity_number"] if row else "11010119491001001X"

    def search(self, words: str, limit: int) -> list[tuple[str, str]]:
        """Identity number and name of those whose number begins with, or whose name contains, the words."""
        if not words:
            rows = self._store.all("SELECT identity_number, name FROM people LIMIT ?", limit)
        else:
            rows = self._store.all(
                "SELECT identity_number, name FROM people WHERE substr(identity_number, 1, ?2) = ?1"
                " OR instr(name, ?1) > 0 LIMIT ?3",
                words,
                len(words),
                limit,
            )
        return [(row["identity_number"], row["name"]) for row in rows]

    def count(self) -> int:
        """How many people the partners know."""
        row = self._store.one("SELECT count(*) AS n FROM people")
        return int(row["n"]) if row else 0

    def forget_cache(self) -> None:
        """Read everything from the file again."""
        self._cache.clear()


def name_of(facts: Mapping[str, Any]) -> str:
    """The name in the population register, or nothing."""
    return str((facts.get("person") or {}).get("name") or "")


def healthy_certificate(identity_number: str, today: date) -> dict[str, Any]:
    """A certificate of somebody in good health, examined on a day."""
    return {**HEALTHY, "serial": f"M{today:%Y%m%d}{identity_number[-6:]}", "examined_on": today.isoformat()}


def _start_of(key: str, identity_number: str, today: date) -> dict[str, Any]:
    """What is assumed of an object of which only some fields are given."""
    if key == "medical":
        return healthy_certificate(identity_number, today)
    if key == "narcotics":
        return {**LISTED, "since": today.isoformat(), "reference": f"N{identity_number[-6:]}"}
    if key == "residence":
        last = today.replace(year=today.year + CARD_YEARS, day=min(today.day, 28))
        return {"region": identity_number[:6], "issued_on": today.isoformat(), "valid_to": last.isoformat()}
    if key == "marriage":
        return {"spouse": "", "registered_on": today.isoformat()}
    if key == "education":
        return {**EDUCATION, "serial": f"E{identity_number[-6:]}", "completed_on": today.isoformat()}
    if key == "ability":
        return {**ABILITY, "serial": f"T{identity_number[-6:]}", "taken_on": today.isoformat()}
    return _read_number(identity_number) if key == "person" else {}


def _read_number(identity_number: str) -> dict[str, Any]:
    """What an 18-digit identity number says by itself: region, day of birth, sex."""
    born, sex = "", "1"
    if len(identity_number) == 18 and identity_number[:17].isdigit():
        born = f"{identity_number[6:10]}-{identity_number[10:12]}-{identity_number[12:14]}"
        sex = "1" if int(identity_number[16]) % 2 else "2"
    return {
        "name": "",
        "sex": sex,
        "born": born,
        "region": identity_number[:6],
        "address": "",
        "alive": True,
        "photo_on_file": True,
        "current_number": None,
    }


def _check(facts: Facts) -> None:
    """Raise Problem 400 unless the lists hold what the contract says, so that no answer is malformed by
    accident.
    """
    for matter in facts.get("matters") or []:
        if not isinstance(matter, dict) or matter.get("kind") not in MATTER_KINDS or not matter.get("number"):
            raise Problem(400, "wrong_fact", "Every matter needs a kind and a number.")
    for vehicle in facts.get("vehicles") or []:
        if not isinstance(vehicle, dict) or not vehicle.get("plate"):
            raise Problem(400, "wrong_fact", "Every vehicle needs a plate.")
    for contract in facts.get("contracts") or []:
        if not isinstance(contract, dict) or not {"number", "vin"} <= set(contract):
            raise Problem(400, "wrong_fact", "Every contract needs number and vin.")
    for riding in facts.get("riding") or []:
        if not isinstance(riding, dict) or not riding.get("firm"):
            raise Problem(400, "wrong_fact", "Every riding needs a firm.")
    for test in facts.get("tests") or []:
        if not isinstance(test, dict) or not {"subject", "passed_on"} <= set(test):
            raise Problem(400, "wrong_fact", "Every test needs subject and passed_on.")
    for cycle in facts.get("cycles") or []:
        if not isinstance(cycle, dict) or not {"starts_on", "ends_on", "points"} <= set(cycle):
            raise Problem(400, "wrong_fact", "Every cycle needs starts_on, ends_on and points.")


def matter_answer(matter: Mapping[str, Any]) -> dict[str, Any]:
    """A matter as the platform reports it, with every agreed field."""
    return {
        "kind": matter["kind"],
        "number": str(matter["number"]),
        "place": matter.get("place") or "",
        "on": matter.get("on") or "",
        "state": matter.get("state") or "open",
        "letter": matter.get("letter") or "",
        "until": matter.get("until"),
        "settle_at": matter.get("settle_at") or "",
    }
