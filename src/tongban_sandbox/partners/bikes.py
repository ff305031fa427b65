"""E-bikes: certificates of conformity by whole-vehicle code, and for which delivery firms somebody rides."""

from ..world import World
from .question import Body, Question, text

_FIELDS = (
    "number", "brand", "model", "edition", "motor_code", "certification", "certified", "catalogues", "made_on",
    "mass_kg", "speed_km_h", "motor_w", "battery_v", "lead",
)  # fmt: skip


def certificate(world: World, asked: Body) -> Body:
    """The certificate of a bike, null where there is none."""
    known = world.cars.find(asked["code"])
    held = (known or {}).get("conformity")
    told = {name: held.get(name) for name in _FIELDS} if held else None
    return {"found": known is not None, "code": asked["code"], "certificate": told}


def riders(world: World, asked: Body) -> Body:
    """The firms for which a person rides; somebody unknown rides for none."""
    facts = world.people.find(asked["identity_number"])
    return {
        "found": facts is not None,
        "identity_number": asked["identity_number"],
        "firms": [
            {
                "firm": str(one["firm"]),
                "firm_name": one.get("firm_name") or "示范配送",
                "trained": one.get("trained", True),
                "since": one.get("since") or "2026-01-05",
            }
            for one in (facts or {}).get("riding") or []
        ],
    }


CERTIFICATION = {"certificate": Question(certificate, {"code": text}, about="code")}
DELIVERY = {"riders": Question(riders, {"identity_number": text})}
