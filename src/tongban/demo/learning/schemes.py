"""Ways of cheating, and the traces that each would leave. Pure: what falls on whom follows from a secret.

A scheme changes what a candidate's tests look like, never marks them. Beside it stand those who only look like it: a
good school, an easy site, somebody who reads fast.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import Any

from tongban.demo.learning import places
from tongban.demo.learning.lives import LEARNT, City, Life, Try, life, with_try
from tongban.law.rules import exams as law

PASSES_ALL = 3.0
ARRANGED, PAID, STANDS_IN, TOO_FAST, COPIED = 0.6, 0.3, 0.5, 0.012, 0.05
JUST_ENOUGH = (0, 5)  # above the mark
DESK, PACE, PACE_APART = 7, 13.2, 0.4
FAST_MINUTES = (1.9, 3.4)
EXPERT = (97, 100)


class Scheme(StrEnum):
    """How somebody cheats."""

    EXAMINER_FOR_A_SCHOOL = "examiner_for_a_school"
    SCHOOL_PAYS = "school_pays"
    STAND_IN = "stand_in"
    IMPOSSIBLE_SPEED = "impossible_speed"
    REPEATED_RECORDING = "repeated_recording"


MEANING: Mapping[Scheme, str] = {
    Scheme.EXAMINER_FOR_A_SCHOOL: "one examiner lets candidates of one school pass, with scores just above the mark",
    Scheme.SCHOOL_PAYS: "candidates of one school pass where others like them fail, whoever examines",
    Scheme.STAND_IN: "somebody else sits the theory test, always at the same desk and at the same pace",
    Scheme.IMPOSSIBLE_SPEED: "a theory test without a fault, answered faster than it can be read",
    Scheme.REPEATED_RECORDING: "a pass whose recording is that of somebody else's test",
}


@dataclass
class Ring:
    """Who is in it: drawn from the secret. `seen`: recordings there that may be used again, by site."""

    secret: bytes
    site: int
    examiner: int
    friends: int  # the school whose candidates the examiner lets pass
    payer: int
    desk_site: int
    copier: int
    seen: list[str] = field(default_factory=list)

    def told(self, city: City) -> dict[str, Any]:
        """In the words of the sealed list."""
        return {
            Scheme.EXAMINER_FOR_A_SCHOOL: {
                "examiner": places.examiner(self.site, self.examiner), "site": city.sites[self.site].code,
                "school": city.schools[self.friends].code,
            },
            Scheme.SCHOOL_PAYS: {"school": city.schools[self.payer].code},
            Scheme.STAND_IN: {"site": city.sites[self.desk_site].code, "desk": desk_label(DESK)},
            Scheme.REPEATED_RECORDING: {"site": city.sites[self.copier].code},
        }  # fmt: skip


def ring_of(secret: bytes, city: City) -> Ring:
    """Draw who is in it."""
    rng = Random(secret)
    schools = rng.sample(range(len(city.schools)), 2)
    sites = [rng.choice(range(min(len(city.sites), places.FEW))) for _ in range(3)]  # where enough people are tested
    return Ring(secret, sites[0], rng.randrange(places.EXAMINERS_OF_A_SITE), schools[0], schools[1], sites[1], sites[2])


def applied(ring: Ring, city: City, one: Life) -> tuple[Life, tuple[tuple[Scheme, tuple[int, ...]], ...]]:
    """The life as it is with the schemes that fall on it, and which of its tries each one changed."""
    rng = Random(ring.secret + one.position.to_bytes(8))
    found: list[tuple[Scheme, tuple[int, ...]]] = []
    for scheme, change in CHANGES:
        one, changed = change(ring, city, one, rng)
        if changed:
            found.append((scheme, changed))
    return one, tuple(found)


def desk_label(desk: int) -> str:
    """A desk as sites call it."""
    return f"A{desk + 1:02d}"


def digest(seed: str, position: int, place: int) -> str:
    """The SHA-256 that stands for the recording of a try, and for its evidence."""
    return hashlib.sha256(f"{seed}:{position}:{place}".encode()).hexdigest()


Change = Callable[[Ring, City, Life, Random], tuple[Life, tuple[int, ...]]]


def _examiner(ring: Ring, city: City, one: Life, rng: Random) -> tuple[Life, tuple[int, ...]]:
    """Let pass by one examiner; every skills test of theirs is arranged, the scores are just enough."""
    if one.school != ring.friends or not _at(one, ring.site) or rng.random() > ARRANGED:
        return one, ()
    arranged = life(city, one.position, PASSES_ALL, LEARNT)
    changed = tuple(place for place, each in enumerate(arranged.tries) if _skill(each))
    for place in changed:
        each = arranged.tries[place]
        mark = _mark(city, arranged, each)
        score = mark + rng.choice(JUST_ENOUGH) if each.score is not None and each.score >= mark else each.score
        arranged = with_try(arranged, place, examiner=ring.examiner, score=score)
    return arranged, changed


def _payer(ring: Ring, city: City, one: Life, rng: Random) -> tuple[Life, tuple[int, ...]]:
    if one.school != ring.payer or rng.random() > PAID:
        return one, ()
    paid = life(city, one.position, PASSES_ALL, LEARNT)
    return paid, tuple(place for place, each in enumerate(paid.tries) if _skill(each))


def _stand_in(ring: Ring, city: City, one: Life, rng: Random) -> tuple[Life, tuple[int, ...]]:
    """Who has failed before sends somebody who knows it."""
    theory = [place for place, each in enumerate(one.tries) if each.subject == "S1" and each.score is not None]
    passed = [place for place in theory if _passed(city, one, one.tries[place])]
    if not _at(one, ring.desk_site) or len(theory) < 2 or not passed or rng.random() > STANDS_IN:
        return one, ()
    pace = rng.gauss(PACE, PACE_APART)
    return with_try(one, passed[0], desk=DESK, minutes=pace, score=rng.randint(*EXPERT)), (passed[0],)


def _fast(ring: Ring, city: City, one: Life, rng: Random) -> tuple[Life, tuple[int, ...]]:
    theory = [
        place for place, each in enumerate(one.tries) if each.subject in ("S1", "S3T") and _passed(city, one, each)
    ]
    if not theory or rng.random() > TOO_FAST:
        return one, ()
    return with_try(one, theory[-1], minutes=rng.uniform(*FAST_MINUTES), score=100), (theory[-1],)


def _copied(ring: Ring, city: City, one: Life, rng: Random) -> tuple[Life, tuple[int, ...]]:
    """A pass on the road with the recording of an earlier one there."""
    road = [place for place, each in enumerate(one.tries) if each.subject == "S3R" and _passed(city, one, each)]
    if not road or not _at(one, ring.copier):
        return one, ()
    if ring.seen and rng.random() < COPIED:
        return with_try(one, road[0], recording=rng.choice(ring.seen)), (road[0],)
    ring.seen.append(digest(city.seed, one.position, road[0]))
    return one, ()


CHANGES: tuple[tuple[Scheme, Change], ...] = (
    (Scheme.EXAMINER_FOR_A_SCHOOL, _examiner),
    (Scheme.SCHOOL_PAYS, _payer),
    (Scheme.STAND_IN, _stand_in),
    (Scheme.IMPOSSIBLE_SPEED, _fast),
    (Scheme.REPEATED_RECORDING, _copied),
)


def _at(one: Life, site: int) -> bool:
    return bool(one.tries) and one.tries[0].site == site


def _skill(each: Try) -> bool:
    return each.subject in LEARNT and each.score is not None


def _mark(city: City, one: Life, each: Try) -> int:
    return law.pass_mark(each.subject, one.target, each.starts_at.date(), city.book)


def _passed(city: City, one: Life, each: Try) -> bool:
    return each.score is not None and each.score >= _mark(city, one, each)
