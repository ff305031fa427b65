"""`./tongban law rehearse`: what a change of law would mean here, in words or as one JSON object. Nothing is written.

The lines go out as they are found: a register of any size is rehearsed in the same memory.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from tongban.config.law import read_file
from tongban.law import packs
from tongban.law.book import NotInForce
from tongban.law.values import BadParameters
from tongban.services.rehearsal import Line, Rehearsal

TELL_SECONDS = 2.0
SHOWN = 10  # lines of one question and effect in words; JSON lists them all
ASSUMED = (
    "Register: licence, birth date and region only; evidence, answers and bans are taken as settled.",
    "Open cases: the evidence and answers they hold; who was accepted before the change keeps the rule of that day.",
    "Listed: who gains or loses, owes something or is spared it, or is told other reasons. Counted: sooner or later.",
)


def rehearse(path: Path, *, on: date, weeks: int, as_json: bool) -> int:
    """Rehearse a pack over this copy's book on its register: 0 done, 1 where the pack or the day cannot be used."""
    from tongban.core import law_book

    try:
        pack = read_file(path)
        others = [one for one in law_book.adopted() if one.name != pack.name]
        book = packs.before(law_book.before_adoptions(), pack)
        if wrong := packs.faults(pack, book, others):
            raise BadParameters("\n".join(wrong))
        run = Rehearsal(pack, packs.laid_over(book, others), on, weeks)
        _in_json(run) if as_json else _in_words(run)
    except (BadParameters, NotInForce) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _in_json(run: Rehearsal) -> None:
    """One object: the differences as they are found, then the summary."""
    print('{"differences": [', end="")
    between = ""
    for line in run.lines(_progress()):
        print(f"{between}\n{json.dumps(line.plain())}", end="")
        between = ","
    print(f'],\n"assumed": {json.dumps(ASSUMED)},\n"summary": {json.dumps(run.summary())}}}')


def _in_words(run: Rehearsal) -> None:
    print(f"{run.pack.name}: {', '.join(sorted(run.pack.keys)) or 'no value'}, rehearsed on {run.on}")
    shown: Counter[tuple[bool, str, str]] = Counter()
    for line in run.lines(_progress()):
        kind = (line.case_id is None, line.found.question, line.found.effect.value)
        shown[kind] += 1
        if shown[kind] <= SHOWN:
            print(f"  {_line(line)}")
    for (of_file, question, effect), count in sorted(shown.items()):
        if count > SHOWN:
            print(f"  {question} {effect}: {count - SHOWN} more {'files' if of_file else 'cases'}; --json lists them")
    for words in _summary(run.summary()):
        print(words)


def _line(line: Line) -> str:
    who = f"case {line.case_id}" if line.case_id else f"driver {line.driver_id}"
    found = line.found
    reasons = [f"+{code}" for code in found.appear] + [f"-{code}" for code in found.disappear]
    return f"{who}  {line.region}  {found.question}  {found.effect}  {' '.join(reasons)}".rstrip()


def _summary(said: dict[str, Any]) -> Iterator[str]:
    yield f"\nRegister: {said['register']['files']} files"
    yield from _counts(said["register"]["questions"])
    cases = said["cases"]
    yield f"Open cases: {cases['open']}; {cases['keep_their_day']} accepted before the change keep the rule of that day"
    yield from _counts(cases["questions"])
    yield f"Load from {said['on']} to {said['until']}, by region and week: old -> new"
    yield from _weeks("becomes possible", said["becomes_possible"])
    yield from _weeks("comes by itself", said["opened_by_the_office"])
    yield from ASSUMED


def _counts(questions: dict[str, dict[str, Any]]) -> Iterator[str]:
    for name, counts in questions.items():
        effects = ", ".join(f"{count} {effect}" for effect, count in counts.items() if isinstance(count, int))
        moved = [f"+{code} {count}" for code, count in counts["appear"].items()]
        moved += [f"-{code} {count}" for code, count in counts["disappear"].items()]
        yield f"  {name}: {effects}" + (f" ({', '.join(moved)})" if moved else "")
    if not questions:
        yield "  nothing changes"


def _weeks(title: str, rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    empty = True
    for row in rows:
        empty = False
        yield f"  {title}: {row['region']}  {row['what']}  week of {row['week']}: {row['old']} -> {row['new']}"
    if empty:
        yield f"  {title}: no difference"


def _progress() -> Any:
    """Say every two seconds, beside the answer, how far the rehearsal is."""
    begun = told = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told >= TELL_SECONDS or done == total:
            told = now
            print(f"{done} of {total} files, {now - begun:.0f} s", file=sys.stderr)

    return tell
