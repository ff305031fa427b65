"""The hospital: certificates of physical condition, and the news that one was made."""

from typing import Any

from ..people import HEALTHY, Facts, healthy_certificate
from ..problems import Problem
from ..world import World
from .question import Body, Question, text

LIMBS = ("sound", "left_leg", "right_leg", "both_legs", "fingertip", "one_hand")


def medical(world: World, asked: Body) -> Body:
    """The latest certificate, or null where there is none."""
    facts = world.people.find(asked["identity_number"])
    certificate = (facts or {}).get("medical")
    return {
        "found": facts is not None,
        "identity_number": asked["identity_number"],
        "certificate": _agreed(certificate) if certificate else None,
    }


def examine(world: World, identity_number: str, findings: dict[str, Any]) -> Facts:
    """Examine a person now: a healthy certificate but for the findings, kept and sent to the product."""
    unknown = set(findings) - set(HEALTHY)
    if unknown or findings.get("limbs", "sound") not in LIMBS:
        raise Problem(400, "wrong_finding", f"Not a finding: {', '.join(sorted(unknown)) or 'limbs'}."[:200])
    today = world.clock.today()
    running = world.store.next_number("certificate", 1)
    fresh = {"serial": f"M{today:%Y%m%d}{running:06d}"}
    certificate = {**healthy_certificate(identity_number, today), **fresh, **findings}
    with world.store.transaction():
        facts = world.people.change(identity_number, {"medical": certificate}, today)
        body = {"identity_number": identity_number, "certificate": _agreed(facts["medical"])}
        world.callbacks.tell("hospital", "result", body, about=identity_number)
    return facts


def _agreed(certificate: dict[str, Any]) -> dict[str, Any]:
    return {name: certificate.get(name, healthy) for name, healthy in HEALTHY.items()}


QUESTIONS = {"medical": Question(medical, {"identity_number": text})}
