"""Behind a proxy: whose request it is, told by a proxy that is trusted; what anybody else writes is not read."""

from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse

Network = IPv4Network | IPv6Network
LONGEST = 20  # addresses read of a header: more hops than that are somebody's play


class ForwardedMiddleware:
    """First of all: `REMOTE_ADDR` becomes the address the trusted proxies saw, for limits and rate counters.

    The proxies' chain is read from its end, where the nearest one wrote: the first address that is not itself a trusted
    proxy is the person's. Without TONGBAN_PROXIES, or from elsewhere, the header is not read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.trusted = networks(settings.TONGBAN_PROXIES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        nearest = str(request.META.get("REMOTE_ADDR", ""))
        if self.trusted and _trusted(nearest, self.trusted):
            request.META["REMOTE_ADDR"] = _told(request.META.get("HTTP_X_FORWARDED_FOR", ""), nearest, self.trusted)
        return self.get_response(request)


def networks(written: str) -> tuple[Network, ...]:
    """The trusted proxies as networks: "10.0.0.7, 192.168.0.0/24". Raises ImproperlyConfigured at start."""
    try:
        return tuple(ip_network(part.strip()) for part in written.split(",") if part.strip())
    except ValueError as error:
        raise ImproperlyConfigured(f"TONGBAN_PROXIES holds addresses and networks by commas: {error}") from error


def _told(header: str, nearest: str, trusted: tuple[Network, ...]) -> str:
    """The first address from the end that is no trusted proxy; what is no address ends the search."""
    address = nearest
    for part in reversed(header.split(",")[-LONGEST:]):
        known = _address(part)
        if not known:
            return address
        address = known
        if not _trusted(address, trusted):
            return address
    return address


def _address(typed: str) -> str:
    try:
        found = ip_address(typed.strip())
    except ValueError:
        return ""
    mapped = getattr(found, "ipv4_mapped", None)
    return str(mapped or found)


def _trusted(typed: str, trusted: tuple[Network, ...]) -> bool:
    known = _address(typed)
    return bool(known) and any(ip_address(known) in network for network in trusted)
