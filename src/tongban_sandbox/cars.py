"""What the partners know of vehicles, by VIN, and the making of a new one with everything in order."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from .people import Facts
from .problems import Problem
from .store import Store, dump

KEYS = (
    "invoice",
    "used_invoice",
    "purchase_tax",
    "vehicle_tax",
    "policy",
    "certificate",
    "import",
    "inspection",
    "stolen",
    "recall",
    "transport",
    "quota",
    "conformity",
    "recovery",
    "exit",
    "taken_back",
    "dealer",
    "home",
    "customs_filing",
    "border_filing",
    "new_contract",
    "organisation",
)
BUILT: dict[str, Any] = {
    "brand": "示范牌",
    "model": "SF7150A",
    "maker": "示范汽车有限公司",
    "type": "K33",
    "fuel": "A",
    "colour": "A",
    "engine": "SF15T000001",
    "capacity": 5,
    "displacement_ml": 1498,
    "power_kw": 110,
    "kerb_kg": 1320,
    "gross_kg": 1755,
    "made_on": "",
}
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_VALUES = (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9)
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


class Cars:
    """Vehicles by VIN."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, vin: str) -> Facts | None:
        """Everything known of a vehicle, or None."""
        row = self._store.one("SELECT facts FROM cars WHERE vin = ?", vin)
        return json.loads(row["facts"]) if row else None

    def newest(self, limit: int) -> list[tuple[str, Facts]]:
        """The vehicles made last."""
        rows = self._store.all("SELECT vin, facts FROM cars ORDER BY rowid DESC LIMIT ?", limit)
        return [(row["vin"], json.loads(row["facts"])) for row in rows]

    def change(self, vin: str, wishes: Mapping[str, Any]) -> Facts:
        """Set what partners know of a vehicle, object by object and field by field; null removes. Problem 400 names
        what cannot be understood."""
        facts = dict(self.find(vin) or {})
        for key, value in wishes.items():
            if key not in KEYS:
                raise Problem(400, "unknown_fact", f"{key[:40]} is not one of {', '.join(KEYS)}.")
            if value is None:
                facts.pop(key, None)
            elif not isinstance(value, dict):
                raise Problem(400, "wrong_fact", f"{key} must be a JSON object.")
            else:
                facts[key] = _laid_over(facts.get(key) or {}, value)
        with self._store.transaction():
            self._store.run(
                "INSERT INTO cars VALUES (?1, ?2) ON CONFLICT (vin) DO UPDATE SET facts = ?2", vin, dump(facts)
            )
        return facts

    def give_quota(self, vin: str, today: date) -> Facts:
        """Its buyer gets a quota certificate and binds it to the vehicle."""
        buyer = str(((self.find(vin) or {}).get("invoice") or {}).get("buyer") or "")
        return self.change(vin, {"quota": quota_for(buyer, vin, today)})

    def make_bike(self, buyer: str, today: date, wishes: Mapping[str, Any], code: str = "") -> tuple[str, Facts]:
        """Make an e-bike that somebody has bought today: certified, to the newest standard; wishes are laid over."""
        number = code or f"1170{self._store.next_number('bike', 1):011d}"
        return number, self.change(number, _laid_over(bike_in_order(buyer, number, today), wishes))

    def make(self, buyer: str, today: date, wishes: Mapping[str, Any], vin: str = "") -> tuple[str, Facts]:
        """Make a car that somebody has bought today: certified, announced, taxed and insured; wishes are laid over."""
        number = vin or a_vin(self._store.next_number("car", 1))
        return number, self.change(number, _laid_over(in_order(buyer, number, today), wishes))


def recovery(vin: str, today: date, wishes: Mapping[str, Any]) -> Facts:
    """The certificate of a certified recycler who took a vehicle today; wishes are laid over."""
    usual = {
        "number": f"HS{vin[-8:]}", "recycler": "示范报废机动车回收有限公司", "recycler_code": "91320100MA1RECYC12",
        "certified": True, "region": "320100", "on": today.isoformat(), "supervision": "",
    }  # fmt: skip
    return {**usual, **wishes}


def in_order(buyer: str, vin: str, today: date) -> Facts:
    """What the partners know of a new car that has everything."""
    day = today.isoformat()
    built = {**BUILT, "engine": f"SF15T{vin[-6:]}", "made_on": day}
    return {
        "invoice": {
            "number": f"24{vin[-8:]}", "buyer": buyer, "seller": "示范汽车销售有限公司", "price": "128000.00",
            "on": day,
        },
        "purchase_tax": {"state": "paid", "on": day},
        "vehicle_tax": {"state": "paid", "year": today.year},
        "policy": {
            "number": f"PDZA{vin[-8:]}",
            "insurer": "示范财产保险",
            "since": day,
            "until": today.replace(year=today.year + 1, day=min(today.day, 28)).isoformat(),
        },
        "certificate": {
            "number": f"WA{vin[-8:]}", "built": built, "announced": True, "checked_at_maker": True, "exempt": True,
        },
        "quota": quota_for(buyer, vin, today),
    }  # fmt: skip


def quota_for(owner: str, vin: str, today: date) -> Facts:
    """A quota certificate of an owner, bound to a vehicle and not used yet."""
    until = today.replace(year=today.year + 1, day=min(today.day, 28)).isoformat()
    return {"number": f"ZB{vin[-8:]}", "owner": owner, "plate_type": "02", "until": until, "state": "free"}


def bike_in_order(buyer: str, code: str, today: date) -> Facts:
    """What the partners know of a new e-bike that may be registered."""
    day = today.isoformat()
    return {
        "invoice": {
            "number": f"24{code[-8:]}", "buyer": buyer, "seller": "示范电动车行", "price": "3299.00", "on": day,
        },
        "conformity": {
            "number": f"HG{code[-8:]}", "brand": "示范牌", "model": "TDT101Z", "edition": "2024",
            "motor_code": f"DJ{code[-8:]}", "certification": "2026011119000001", "certified": True,
            "catalogues": ["310000", "320000", "330000"], "made_on": day, "mass_kg": 52, "speed_km_h": 25,
            "motor_w": 400, "battery_v": 48, "lead": False,
        },
    }  # fmt: skip


def a_vin(running: int) -> str:
    """A VIN of the sandbox's own maker with the right ninth character."""
    vin = f"LSF7150A0T{running:07d}"
    return f"{vin[:8]}{_check(vin)}{vin[9:]}"


def _check(vin: str) -> str:
    values = (int(one) if one.isdigit() else _VALUES[_LETTERS.index(one)] for one in vin)
    rest = sum(value * weight for value, weight in zip(values, _WEIGHTS, strict=True)) % 11
    return "X" if rest == 10 else str(rest)


def _laid_over(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Objects field by field, anything else whole; null stays null here and removes in `change`."""
    both = {**old, **new}
    for key, value in new.items():
        if isinstance(value, dict) and isinstance(old.get(key), dict):
            both[key] = _laid_over(old[key], value)
    return both
