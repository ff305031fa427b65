"""`./tongban licence verify FILE`: offline, with neither server nor database."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from urllib.request import urlopen

from tongban.config.install import home
from tongban.config.steps import language
from tongban.core import clock
from tongban.documents.mdoc.cli_verify import verify_file
from tongban.law.book import Book

FETCH_SECONDS = 10


def verify(
    path: Path, *, roots: Sequence[Path], status: str | None, on: date | None, as_json: bool
) -> tuple[int, str]:
    """Return exit code and output: 0 genuine and current, 1 not, 2 unreadable.

    Without `roots` the issuer is the one of this copy. `status` is a status list's file or address; a list
    that cannot be had leaves that question open and says so.
    """
    now = clock.now()
    day = on or clock.day_of(now)
    return verify_file(
        path,
        roots=roots or own_issuer(home()),
        at=now,
        on=day,
        status=status,
        fetch=_fetch,
        covers=Book.shipped().value("classes.covers", day),
        as_json=as_json,
        language=language(),
    )


def own_issuer(folder: Path) -> list[Path]:
    """Return the certificates of this copy's issuer: the root and every signer there ever was."""
    return sorted((folder / "issuer").glob("*.pem"))


def _fetch(address: str) -> bytes:
    with urlopen(address, timeout=FETCH_SECONDS) as answer:
        return bytes(answer.read())
