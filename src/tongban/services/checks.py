"""Checks at start: what a definition names must exist, and both languages must be there."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import Error, register

from tongban.casework.catalogue import CHANNELS, SITUATIONS, Service, services
from tongban.casework.evidence import FETCHERS
from tongban.core import clock
from tongban.law.articles import article
from tongban.law.book import Book, NotInForce, UnknownParameter
from tongban.law.rules import fees, limits
from tongban.law.values import BadParameters

LANGUAGES = ("zh", "en")


@register()
def check_law(app_configs: Any, **kwargs: Any) -> list[Error]:
    """The authority's own folder of law must be readable before anybody is decided by it."""
    if not settings.TONGBAN_LAW:
        return []
    try:
        Book.load(folders=[Path(settings.TONGBAN_LAW)])
    except (BadParameters, OSError) as error:
        return [Error(f"TONGBAN_LAW: {error}", id="tongban.law")]
    return []


@register()
def check_services(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Every fault of every definition, so that one start shows them all."""
    return [
        Error(f"{service.code}: {fault}", id="tongban.services")
        for service in services.values()
        for fault in faults(service)
    ]


def faults(service: Service) -> Iterator[str]:
    """What is wrong with a definition, in words."""
    book, on = Book.shipped(), max(clock.today(), service.since)
    if service.fee:
        yield from _asked(f"fee {service.fee!r}", fees.fee, service.fee, on, book)
    yield from _asked(f"limit {service.limit!r}", limits.limit_days, service.limit, on, book)
    if service.own_motion:
        key = service.own_motion.answer_limit
        yield from _asked(f"limit {key!r}", limits.limit_days, key, on, book)
    for key in {*service.basis, *(material.article for material in service.materials)}:
        yield from _asked(f"article {key!r}", article, key)
    for material in service.needed:
        if material.key not in FETCHERS and not material.arrives:
            yield f"nobody fetches the material {material.key!r}"
        if not material.core:
            yield from _asked(f"limit {material.promise_limit!r}", limits.limit_days, material.promise_limit, on, book)
    for channel in service.channels:
        if channel not in CHANNELS:
            yield f"there is no channel {channel!r}"
    if service.situation not in SITUATIONS:
        yield f"there is no situation {service.situation!r}"
    if service.until and service.until < service.since:
        yield "it ends before it begins"


def _asked(what: str, question: Any, *arguments: Any) -> Iterator[str]:
    try:
        question(*arguments)
    except (KeyError, LookupError, NotInForce, UnknownParameter) as error:
        yield f"unknown {what} ({error})"
