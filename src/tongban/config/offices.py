"""`./tongban offices`: introduce another office, see how letters go."""

from django.conf import settings

from tongban.core.actor import system
from tongban.core.errors import TongbanError
from tongban.exchange import keys
from tongban.exchange.offices import actions, queries

CLI = system("cli")
GROUP = 4  # digits read out in one breath


def add(region: str, address: str, fingerprint: str) -> tuple[int, str]:
    """Introduce an office whose fingerprint was compared; without one, say which key is served there."""
    try:
        if not fingerprint:
            found = spaced(keys.fingerprint(actions.key_at(address)[1]))
            return 0, f'{region} serves {found}\nCompare it by telephone, then add --fingerprint "{found}"'
        actions.introduce(region=region, address=address, fingerprint=fingerprint, actor=CLI)
    except TongbanError as error:
        return 1, f"{error.message.zh} {error.message.en}"
    return 0, f"ok: letters to {region} can be written"


def listing() -> tuple[int, str]:
    """Our fingerprint, and each office with its letters."""
    own = spaced(keys.fingerprint(keys.own_jwks()["keys"][0]["x"]))
    lines = [f"{settings.TONGBAN_REGION or '(no region)'}  our fingerprint: {own}"]
    for one in queries.correspondence():
        lines.append(
            f"{one.office.region}  {one.office.address}  acknowledged {one.acknowledged}, waiting {one.waiting},"
            f" refused {one.refused}"
        )
    lines += [
        f"  {one.written_at:%Y-%m-%d %H:%M} to {one.office}: {one.kind}, {one.said}" for one in queries.open_letters()
    ]
    return 0, "\n".join(lines)


def spaced(digits: str) -> str:
    """A fingerprint in groups."""
    return " ".join(digits[start : start + GROUP] for start in range(0, len(digits), GROUP))
