"""`./tongban licence verify FILE`: offline, with neither server nor database."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import httpx

from tongban.config.install import home
from tongban.config.steps import language
from tongban.core import clock
from tongban.documents.mdoc.cli_verify import verify_file
from tongban.law.book import Book

FETCH_SECONDS = 10
FETCH_MAX_BYTES = 32 * 1024 * 1024


def verify(
    path: Path,
    *,
    roots: Sequence[Path],
    status: str | None,
    crls: Sequence[Path],
    on: date | None,
    at: datetime | None,
    transcript: Path | None,
    reader_key: Path | None,
    as_json: bool,
) -> tuple[int, str]:
    """Return exit code and output: 0 genuine and current, 1 not, 2 unreadable.

    Without `roots` the issuer is the one of this copy. `status` is a status list's file or address, `crls` are files of
    revoked signers; a list that cannot be had leaves its question open and says so. `transcript` and `reader_key` check
    a presentation's device authentication.
    """
    instant = at or clock.now()
    day = on or clock.day_of(instant)
    return verify_file(
        path,
        roots=roots or own_issuer(home()),
        at=instant,
        on=day,
        status=status,
        crls=crls,
        transcript=transcript,
        reader_key=reader_key,
        fetch=_fetch,
        covers=Book.shipped().value("classes.covers", day),
        as_json=as_json,
        language=language(),
    )


def instant(text: str) -> datetime:
    """Read an instant (ISO 8601); without a zone it is China's time. Raises ValueError."""
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=clock.CHINA)


def own_issuer(folder: Path) -> list[Path]:
    """Return the certificates of this copy's issuer: the root and every signer there ever was."""
    return sorted((folder / "issuer").glob("*.pem"))


def _fetch(address: str) -> bytes:
    """A list over HTTP, not longer than any real one. Raises OSError where it cannot be had."""
    try:
        with httpx.stream("GET", address, timeout=FETCH_SECONDS, follow_redirects=False) as answer:
            answer.raise_for_status()
            content = b""
            for part in answer.iter_bytes():
                content += part
                if len(content) > FETCH_MAX_BYTES:
                    raise OSError("the list is too long")
            return content
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise OSError(str(error)) from error
