"""All partners, as data: filled by the partner files when the app loads, printed on a public page."""

from typing import TypeVar

from tongban.core.errors import NotFound
from tongban.exchange.types import Partner
from tongban.law.text import Text

P = TypeVar("P", bound=Partner)
_partners: dict[str, Partner] = {}


def register(partner: P) -> P:
    """Enter a partner's contract; the same code twice is a mistake in the program."""
    if partner.code in _partners:
        raise ValueError(f"Two partners are called {partner.code!r}")
    _partners[partner.code] = partner
    return partner


def get_partner(code: str) -> Partner:
    """Return a partner by code; raises NotFound."""
    if code not in _partners:
        raise NotFound(Text(zh="没有这个合作单位。", en="There is no such partner."))
    return _partners[code]


def partners() -> tuple[Partner, ...]:
    """Return every partner by code: the public register of exchanges."""
    return tuple(_partners[code] for code in sorted(_partners))
