"""The algorithm of a draw and the files it is published by, as `docs/draw-format.md` says. Pure: no Django, no clock.

A million applicants cost about three seconds and 200 MB; web workers call nothing here but `commitment` and `text_of`.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import rfc8785

FORMAT = "tongban-draw-1"
NUMBERS, TEXT = "numbers", "text"
ANYTHING = "*"
CODE = re.compile(r"[0-9A-Z]{4,40}")
WHOLE = re.compile(r"[0-9]{1,20}")
KEY_BYTES = 32

Allotted = list[tuple[str, str]]  # code and item, in the order in which they were drawn


def program_sha256() -> str:
    """The hash of this file: what the announcement names as the program."""
    return sha256(Path(__file__).read_bytes())


def sha256(content: bytes) -> str:
    """64 lower-case hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def lines(items: Iterable[str]) -> bytes:
    """A file of lines, each ended by one line feed."""
    return "".join(f"{item}\n" for item in items).encode()


def announcement(facts: Mapping[str, Any], *, pool: bytes, applicants: bytes, lots: int) -> bytes:
    """The bytes of `announcement.json`: what the draw says of itself, and the hashes of its two files.

    `facts`: number, authority, title, basis, pilot, sources, opened_at, closed_at, announced_at.
    """
    return rfc8785.dumps(
        {
            **facts,
            "format": FORMAT,
            "one_per_person": True,
            "program": {"name": "tongban", "sha256": program_sha256()},
            "pool": {"count": pool.count(b"\n"), "sha256": sha256(pool)},
            "applicants": {"count": applicants.count(b"\n"), "lots": lots, "sha256": sha256(applicants)},
        }
    )


def commitment(document: bytes) -> str:
    """What is published on the day of the announcement: the hash of its bytes."""
    return sha256(document)


def text_of(kind: str, published: Sequence[str]) -> str:
    """What a source gives to the seed (section 1). Raises ValueError where it is nothing of the kind."""
    if kind == NUMBERS:
        if not published or not all(WHOLE.fullmatch(one) for one in published):
            raise ValueError(f"{published!r} are not whole numbers")
        return "".join(f"{number}." for number in sorted(map(int, published))) + "/"
    kept = re.sub("[^0-9A-Z]", "", "".join(published).translate(_UPPER))
    if not kept:
        raise ValueError(f"{published!r} holds neither letters nor digits")
    return kept + "/"


_UPPER = {ord(small): small.upper() for small in "abcdefghijklmnopqrstuvwxyz"}  # ASCII only, whatever a locale says


def seed(committed: str, texts: Iterable[str]) -> str:
    """The seed (section 2) from the commitment and the texts of the sources in their order."""
    return sha256(f"{committed}:{''.join(texts)}".encode())


def draw(seed: str, *, pool: bytes, applicants: bytes) -> Allotted:
    """Who gets what (sections 3 and 4). `pool`, `applicants`: the two files, byte for byte."""
    items = pool.decode().split("\n")[:-1]
    free = _Free(len(items))
    allotted: Allotted = []
    for person in _order(seed, applicants):
        code, _, wishes = person.decode().split("\t")
        place = free.take(wishes)
        if place is not None:
            allotted.append((code, items[place]))
            if len(allotted) == len(items):
                break
    return allotted


def _order(seed: str, applicants: bytes) -> Iterator[bytes]:
    """The applicants' lines by ascending key: key and line in one string of bytes, so that sorting is one call."""
    begun, keyed = f"{seed}:".encode(), []
    for line in applicants.split(b"\n")[:-1]:
        code, weight, _ = line.split(b"\t")
        lots = begun + code + b":"
        best = hashlib.sha256(lots + b"1").digest()
        for number in range(2, int(weight) + 1):
            best = min(best, hashlib.sha256(b"%b%d" % (lots, number)).digest())
        keyed.append(best + line)
    keyed.sort()
    return (one[KEY_BYTES:] for one in keyed)


class _Free:
    """Which places of the pool are still to be had."""

    def __init__(self, count: int) -> None:
        self._free = bytearray(b"\x01") * count
        self._next = 0

    def take(self, wishes: str) -> int | None:
        """Take the first of somebody's wishes that is there, None where none is."""
        if wishes == ANYTHING:
            self._next = self._free.find(1, self._next)
            return self._taken(self._next)
        places = (int(wish) - 1 for wish in wishes.split(","))
        return self._taken(next((place for place in places if self._free[place]), -1))

    def _taken(self, place: int) -> int | None:
        if place < 0:
            return None
        self._free[place] = 0
        return place
