"""Who gets which slot, and the files by which anybody finds the same, as `docs/assignment-format.md` says. Pure.

Everybody is served in the order of the published rule, and takes the first of their preferences that has a slot left.
A million applicants cost about four seconds; web workers call nothing here but `order_key` and `commitment`.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rfc8785

FORMAT = "tongban-assignment-1"
PRIORITY, ORDERING_TIME, SUBMITTED, DRAW = "priority", "ordering_time", "submitted", "draw"
KEYS = (PRIORITY, ORDERING_TIME, SUBMITTED, DRAW)
SECOND, DAY = "second", "day"
NO_SCHOOL = "-"
TOGETHER = "+"  # between the subjects of a test that is taken in one go
_CHINA, _OF_A_DAY = 8 * 3600, 86_400

Given = list[tuple[bytes, bytes, int]]  # code, subjects and session (from 1), in the order in which slots were given
KeyOf = Callable[[bytes, bytes, bytes], bytes]  # priority, ordering time and submission as in the file


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of order: what is compared, one after the other, and how exactly times are."""

    order: tuple[str, ...] = (PRIORITY, ORDERING_TIME, DRAW)
    grain: str = SECOND

    def __post_init__(self) -> None:
        wrong = [key for key in self.order if key not in KEYS] or len(set(self.order)) < len(self.order)
        if wrong or self.order[-1:] != (DRAW,) or self.grain not in (SECOND, DAY):
            raise ValueError(f"{self} is no rule of order")

    def told(self) -> dict[str, Any]:
        """As it stands in the announcement."""
        return {"order": list(self.order), "grain": self.grain, "slots_per_subject": 1, "sessions_apart": True}


@dataclass(frozen=True, slots=True)
class Session:
    """A line of sessions.txt. `begins`, `ends`: whole seconds since 1970 in UTC."""

    site: str
    begins: int
    ends: int
    subjects: str
    classes: str
    quota: int

    def line(self) -> str:
        """The line, without its end."""
        return f"{self.site}\t{self.begins}\t{self.ends}\t{self.subjects}\t{self.classes}\t{self.quota}"


def rule_of(told: Mapping[str, Any]) -> Rule:
    """A rule from its data. Raises ValueError, KeyError for what is none."""
    return Rule(tuple(told["order"]), told["grain"])


def sessions_of(content: bytes) -> list[Session]:
    """The lines of sessions.txt."""
    rows = (line.split("\t") for line in content.decode().split("\n")[:-1])
    return [
        Session(site, int(begins), int(ends), subjects, classes, int(quota))
        for site, begins, ends, subjects, classes, quota in rows
    ]


def program_sha256() -> str:
    """The hash of this file: what the announcement names as the program."""
    return sha256(Path(__file__).read_bytes())


def sha256(content: bytes) -> str:
    """64 lower-case hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def announcement(facts: Mapping[str, Any], rule: Rule, *, sessions: bytes, applicants: bytes) -> bytes:
    """The bytes of the announcement: what the plan says of itself, its rule, and the hashes of its two files.

    `facts`: number, authority, title, opened_at, closed_at, announced_at.
    """
    return rfc8785.dumps(
        {
            **facts,
            "format": FORMAT,
            "rule": rule.told(),
            "program": {"name": "tongban", "sha256": program_sha256()},
            "sessions": {"count": sessions.count(b"\n"), "sha256": sha256(sessions)},
            "applicants": {"count": applicants.count(b"\n"), "sha256": sha256(applicants)},
        }
    )


def drawn_for(number: str, commitment: str) -> str:
    """The one line of the pool of the draw that orders equals: it ties the draw to this plan."""
    return f"{FORMAT} {number} {commitment}"


def key_of(rule: Rule) -> KeyOf:
    """What a rule compares before it draws, as bytes of one length: the smaller goes first."""
    parts = [_PARTS[name, rule.grain] for name in rule.order[:-1]]
    if rule == Rule():
        return lambda priority, ordering, submitted: _AFTER_PRIORITY[priority] + ordering
    return lambda priority, ordering, submitted: b"".join([part(priority, ordering, submitted) for part in parts])


def _day(time: bytes) -> bytes:
    return b"%010d" % ((int(time) + _CHINA) // _OF_A_DAY)


_AFTER_PRIORITY = {b"1": b"0", b"0": b"1"}
_PARTS: dict[tuple[str, str], KeyOf] = {
    (PRIORITY, SECOND): lambda priority, ordering, submitted: _AFTER_PRIORITY[priority],
    (PRIORITY, DAY): lambda priority, ordering, submitted: _AFTER_PRIORITY[priority],
    (ORDERING_TIME, SECOND): lambda priority, ordering, submitted: ordering,
    (ORDERING_TIME, DAY): lambda priority, ordering, submitted: _day(ordering),
    (SUBMITTED, SECOND): lambda priority, ordering, submitted: submitted,
    (SUBMITTED, DAY): lambda priority, ordering, submitted: _day(submitted),
}


def assign(rule: Rule, seed: str, *, sessions: Sequence[Session], applicants: bytes) -> Given:
    """Who gets which session, in the order in which they are served. `applicants`: the file, byte for byte."""
    left = [0, *(session.quota for session in sessions)]
    ordered, several = _order(rule, seed, applicants)
    own: dict[bytes, list[int]] = {}  # of those with more than one line: what they have
    given: Given = []
    for line in ordered:
        code, subjects, rest = line.split(b"\t", 2)
        for wish in rest[rest.rindex(b"\t") + 1 :].split(b","):
            session = int(wish)
            if not left[session]:
                continue
            if code in several and not _fits(session, own.setdefault(code, []), sessions):
                continue
            left[session] -= 1
            given.append((code, subjects, session))
            break
    return given


def _fits(wished: int, held: list[int], sessions: Sequence[Session]) -> bool:
    """One slot for each subject, and nobody in two places at once; what fits is held."""
    one = sessions[wished - 1]
    for other in (sessions[place - 1] for place in held):
        if set(one.subjects.split(TOGETHER)) & set(other.subjects.split(TOGETHER)):
            return False
        if one.begins < other.ends and other.begins < one.ends:
            return False
    held.append(wished)
    return True


def _order(rule: Rule, seed: str, applicants: bytes) -> tuple[Iterator[bytes], set[bytes]]:
    """The lines of everybody in the order of the rule, and the codes that stand there more than once.

    Key and line are one string of bytes, so that sorting is one call; lots are drawn only where keys are equal.
    """
    key, keyed, several, before = key_of(rule), [], set(), b""
    for line in applicants.split(b"\n")[:-1]:
        code, _, priority, ordering, submitted, _ = line.split(b"\t", 5)
        if code == before:
            several.add(code)
        before = code
        keyed.append(key(priority, ordering, submitted) + line)
    keyed.sort()
    return _drawn(keyed, len(key(b"0", b"0" * 10, b"0" * 10)), f"{seed}:".encode()), several


def _drawn(keyed: list[bytes], width: int, begun: bytes) -> Iterator[bytes]:
    """The lines by key, equals by their lots."""
    first, count = 0, len(keyed)
    while first < count:
        key, beyond = keyed[first][:width], first + 1
        while beyond < count and keyed[beyond].startswith(key):
            beyond += 1
        equals = [one[width:] for one in keyed[first:beyond]]
        yield from sorted(equals, key=lambda line: _lot(begun, line)) if len(equals) > 1 else equals
        first = beyond


def _lot(begun: bytes, line: bytes) -> bytes:
    return hashlib.sha256(b"%b%b:1" % (begun, line[: line.index(b"\t")])).digest()


def slots_file(given: Given) -> bytes:
    """The bytes of slots.txt."""
    return b"".join([b"%b\t%b\t%d\n" % one for one in given])
