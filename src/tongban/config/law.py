"""`./tongban law`: changes of law as packs, tried and adopted. `check` needs no database."""

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tongban.law import packs
from tongban.law.book import Book
from tongban.law.packs import Pack
from tongban.law.values import BadParameters


def check(paths: Sequence[Path]) -> tuple[int, str]:
    """Say whether packs can be laid over this copy's book and beside one another: exit code and words.

    What is adopted in the database is not asked: `adopt` does that.
    """
    try:
        read = [read_file(path) for path in paths]
        book = own_book()
    except BadParameters as error:
        return 1, str(error)
    wrong = [fault for pack in read for fault in packs.faults(pack, book)] + packs.all_contradictions(read)
    return (1, "\n".join(wrong)) if wrong else (0, "\n".join(map(_told, read)))


def adopt(path: Path, *, cause: str, by: str) -> tuple[int, str]:
    """Adopt a pack in this copy's database: exit code and words."""
    from tongban.core.actions import adopt_pack
    from tongban.core.actor import system
    from tongban.core.errors import TongbanError

    try:
        text = path.read_text(encoding="utf-8")
        order = adopt_pack(text=text, actor=system(by), cause=cause)
    except (OSError, UnicodeDecodeError) as error:
        return 1, f"{path}: {error}"
    except TongbanError as error:
        return 1, error.message.en
    return 0, f"{order.number} is adopted and in force from {order.since}"


def end(name: str, *, until: date, reason: str, by: str) -> tuple[int, str]:
    """Let an order or an adopted pack end with a day, its last one: exit code and words."""
    from tongban.core.actions import end_order
    from tongban.core.actor import system
    from tongban.core.errors import TongbanError

    try:
        end_order(number=name, until=until, reason=reason, actor=system(by))
    except TongbanError as error:
        return 1, error.message.en
    return 0, f"{name} ends with {until}"


def read_file(path: Path) -> Pack:
    """The pack in a file. Raises `BadParameters`."""
    try:
        return packs.read_pack(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise BadParameters(f"{path}: cannot be read: {error}") from error


def own_book() -> Book:
    """The shipped book with the authority's folder over it. Raises `BadParameters`."""
    folder = os.environ.get("TONGBAN_LAW", "")
    return Book.load([Path(folder)]) if folder else Book.shipped()


def _told(pack: Pack) -> str:
    until = f" until {pack.until}" if pack.until else ""
    place = f" in {pack.region}" if pack.region else ""
    return f"ok  {pack.name}: {pack.kind} from {pack.since}{until}{place}; {', '.join(sorted(pack.keys)) or 'no value'}"
