"""The newest cars that partners know by VIN, and the making of one that somebody has bought today."""

from html import escape
from typing import Any
from urllib.parse import quote

from ..http import Request, Response
from ..journal import mask_identity
from ..world import World
from .layout import field, form, page, pill, press
from .words import Words

SHOWN = 30
REMOVABLE = ("purchase_tax", "policy", "quota")


def show(world: World, say: Words, request: Request) -> Response:
    """Every car with what may be made of it, the newest first."""
    cars = world.cars.newest(SHOWN)
    entries = "".join(_car(say, vin, facts) for vin, facts in cars)
    listed = f'<ul class="list">{entries}</ul>' if entries else f'<p class="quiet">{say("cars.none")}</p>'
    inner = f'{field("buyer", say("cars.buyer"), "")}<button class="main">{say("cars.make")}</button>'
    return page(say, request, title=say("cars"), body=form(say, "/do/cars/make", inner, back="/cars") + listed)


def _car(say: Words, vin: str, facts: dict[str, Any]) -> str:
    built = (facts.get("certificate") or facts.get("import") or {}).get("built") or {}
    buyer = mask_identity(str((facts.get("invoice") or {}).get("buyer") or ""))
    missing = "".join(pill(say(f"cars.remove.{key}"), "due") for key in REMOVABLE if not facts.get(key))
    stolen = pill(say("cars.stolen"), "bad") if facts.get("stolen") else ""
    deeds = "".join(
        press(say, f"/do/cars/{quote(vin)}/missing/{key}", say(f"cars.remove.{key}"), back="/cars")
        for key in REMOVABLE
        if facts.get(key)
    )
    deeds += (
        "" if facts.get("stolen") else press(say, f"/do/cars/{quote(vin)}/stolen", say("cars.stolen"), back="/cars")
    )
    deeds += "" if facts.get("quota") else press(say, f"/do/cars/{quote(vin)}/quota", say("cars.quota"), back="/cars")
    name = escape(f"{built.get('brand', '')}{built.get('model', '')}")
    said = escape(say("cars.bought_by", n=buyer))
    return f"""<li><b class="number">{escape(vin)}</b> {name} {missing}{stolen}<br>
<span class="quiet small">{said}</span><br>{deeds}</li>"""
