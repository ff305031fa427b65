"""The process of the benchmark `draw`: `python -m bench._draw APPLICANTS NUMBERS FOLDER`.

Enters a list, fixes and draws it by the actions of the product, leaves the published files in the folder, and prints
one JSON object: seconds, CPU seconds without the database's, the process's largest memory, the commitment, how often a
bot wins.
"""

import json
import os
import resource
import sys
import time
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import django

if TYPE_CHECKING:
    from tongban.core.actor import Actor

OPENS = datetime(2026, 11, 23, 1, tzinfo=UTC)
CLOSES, DUE = OPENS + timedelta(days=2), OPENS + timedelta(days=4)
NUMBER, SMALL, FIGURES = "2026-bench", "2026-small", ["07", "12", "18", "23", "28", "31", "09"]
HONEST, BOT, BOT_APPLIES, SMALL_DRAWS = 99, UUID(int=0xB07), 1_000, 2_000


def main(people: int, numbers: int, folder: Path) -> dict[str, object]:
    """Draw once, and let a bot try."""
    from tongban.allocation import actions, outcome, queries
    from tongban.allocation.models import Value

    enter(people, numbers)
    with clock_at(CLOSES):
        begun, spent = time.monotonic(), time.process_time()
        fixed = actions.announce(number=NUMBER, actor=actor())
        fix, fix_cpu = time.monotonic() - begun, time.process_time() - spent
    for name, published in (("beacon-1", ["ab" * 32]), ("double-colour-2", FIGURES)):
        Value(draw=fixed, source=name, published=published, published_at=DUE, witness="bench").save(force_insert=True)
    with clock_at(DUE):
        begun, spent = time.monotonic(), time.process_time()
        outcome.draw(number=NUMBER, actor=actor())
        draw, draw_cpu = time.monotonic() - begun, time.process_time() - spent
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    for name, content in queries.files(NUMBER).content.items():
        (folder / name).write_bytes(content)
    return {
        "fix_s": round(fix, 2),
        "draw_s": round(draw, 2),
        "cpu_s": round(fix_cpu + draw_cpu, 2),
        "sort_s": round(bare_sort(people), 2),
        "largest_mb": largest,
        "commitment": fixed.commitment,
        "bot_wins": bot_wins(),
    }


def enter(people: int, numbers: int) -> None:
    """Open a draw and enter its list."""
    from tongban.allocation import actions
    from tongban.allocation.types import Applicant

    with clock_at(OPENS):
        open_draw(NUMBER, [f"苏A·{place:05d}" for place in range(numbers)])
        listed = (
            Applicant(
                UUID(int=one + 1),
                weight=1 + (one % 3 == 0),
                wishes=(one % numbers + 1, (one + 1) % numbers + 1) if one % 2 else (),
            )
            for one in range(people)
        )
        actions.enter_list(number=NUMBER, applicants=listed, actor=actor())


def open_draw(number: str, pool: list[str]) -> None:
    """A draw that waits for a beacon and a lottery."""
    from tongban.allocation import actions
    from tongban.allocation.types import Source
    from tongban.law.text import Text

    words = Text(zh="测试", en="bench")
    actions.open_draw(
        number=number, title=words, basis=words, pool=pool, opens_at=OPENS, closes_at=CLOSES, pilot=True, actor=actor(),
        sources=[Source("", "beacon", "", DUE), Source("", "double-colour", "1", DUE)],
    )  # fmt: skip


def bare_sort(people: int) -> float:
    """Seconds for sorting as many random keys of 32 bytes."""
    keys = [os.urandom(32) for _ in range(people)]
    begun = time.monotonic()
    keys.sort()
    return time.monotonic() - begun


def bot_wins() -> float:
    """The share of many draws of one list that a bot wins: it applied a thousand times, 99 others once."""
    from tongban.allocation import actions, drawing

    with clock_at(OPENS):
        open_draw(SMALL, ["苏A·88888"])
        tries = [BOT] * BOT_APPLIES + [UUID(int=one) for one in range(1, HONEST + 1)]
        codes = [actions.apply(number=SMALL, person=one, wishes=(), actor=actor()).code for one in tries]
    with clock_at(CLOSES):
        people = bytes(actions.announce(number=SMALL, actor=actor()).applicants)
    pool, seeds = drawing.lines(["苏A·88888"]), (drawing.sha256(b"%d" % number) for number in range(SMALL_DRAWS))
    won = sum(drawing.draw(seed, pool=pool, applicants=people)[0][0] in codes[:BOT_APPLIES] for seed in seeds)
    return won / SMALL_DRAWS


def actor() -> "Actor":
    """Who acts here."""
    from tongban.core.actor import system

    return system("bench")


def clock_at(instant: datetime) -> "AbstractContextManager[datetime]":
    """The product's clock, stopped."""
    from tongban.core import clock

    return clock.frozen(instant)


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))))
