"""The issuer's keys of this deployment and the places of credentials in its status list."""

import hashlib
from functools import lru_cache
from typing import cast

from django.conf import settings
from django.core.cache import cache
from django.db import connection

from tongban.core import clock
from tongban.documents.mdoc import statuslist
from tongban.documents.mdoc.keys import IssuerKeys, key_id_of
from tongban.documents.mdoc.mso import StatusEntry
from tongban.documents.mdoc.profiles import Purpose
from tongban.documents.mdoc.token import TokenStore
from tongban.documents.mdoc.trust import may_sign
from tongban.documents.types import SignerView

LIST_SIZE = 1 << 20
FRESH_SECONDS = 30


@lru_cache(maxsize=1)
def keys() -> IssuerKeys:
    """The issuer's keys, made on first use in the folder of this copy, or on the token that the settings name."""
    store = TokenStore.at(settings.TONGBAN_ISSUER_KEYS) if settings.TONGBAN_ISSUER_KEYS else None
    return IssuerKeys.open(settings.HOME / "issuer", now=clock.now(), status_url=list_uri(1), store=store)


def list_uri(number: int) -> str:
    """The public address of a status list; part of every credential, so it is the configured public address."""
    return f"{settings.TONGBAN_PUBLIC_URL}/status/{number}"


def crl() -> bytes:
    """The list of revoked signers, made anew after half a minute: signing it is the root's work."""
    return cast(bytes, cache.get_or_set("issuer-crl", lambda: keys().crl(now=clock.now()), FRESH_SECONDS))


def signers() -> list[SignerView]:
    """Every signer there ever was, with what it may sign and when it was revoked, newest last."""
    revoked = keys().revoked()
    views = [
        SignerView(
            key_id=key_id_of(certificate).hex(),
            purpose=next((str(one) for one in Purpose if may_sign(certificate, one)), ""),
            since=certificate.not_valid_before_utc,
            until=certificate.not_valid_after_utc,
            revoked_at=revoked.get(certificate.serial_number),
        )
        for certificate in keys().certificates()[1:]
    ]
    return sorted(views, key=lambda view: view.since)


def next_place() -> tuple[int, int, StatusEntry]:
    """A place nobody had before: list number, index, and both as the credential names them.

    A sequence, not a counter row: two decisions at once must not wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('documents_status_position')")
        (position,) = cursor.fetchone()
    number, within = divmod(position - 1, LIST_SIZE)
    index = statuslist.shuffled(within, LIST_SIZE, _shuffle_key(number + 1))
    return number + 1, index, StatusEntry(index, list_uri(number + 1))


def _shuffle_key(number: int) -> bytes:
    return hashlib.sha256(settings.TONGBAN_KEYS["lookup"] + b"status list %d" % number).digest()


def entry_at(number: int, index: int) -> StatusEntry:
    """The place of an issued credential as a credential names it."""
    return StatusEntry(index, list_uri(number))
