"""All partners, as data: filled by the partner files when the app loads, printed on a public page."""

from collections.abc import Callable
from typing import TypeVar

from tongban.core.errors import NotFound
from tongban.exchange.types import Partner
from tongban.law.text import Text

P = TypeVar("P", bound=Partner)
_partners: dict[str, Partner] = {}
_families: list[Callable[[str], Partner | None]] = []


def register(partner: P) -> P:
    """Enter a partner's contract; the same code twice is a mistake in the program."""
    if partner.code in _partners:
        raise ValueError(f"Two partners are called {partner.code!r}")
    _partners[partner.code] = partner
    return partner


def look_up_with(find: Callable[[str], Partner | None]) -> None:
    """Enter a family of partners that share one contract: `find` gives it for each of their codes."""
    _families.append(find)


def get_partner(code: str) -> Partner:
    """Return a partner by code; raises NotFound."""
    found = _partners.get(code) or next((one for find in _families if (one := find(code))), None)
    if found is None:
        raise NotFound(Text(zh="没有这个合作单位。", en="There is no such partner."))
    return found


def partners() -> tuple[Partner, ...]:
    """Return every partner by code: the public register of exchanges."""
    return tuple(_partners[code] for code in sorted(_partners))
