"""Decisions by rule with all reasons: every jurist's case that asks for a verdict, again and again, on one core.

No database and no pages: facts, day and book in, verdict out. The baseline is what each decision writes beside its
verdict, the digest over its facts.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from bench import _timed

from tongban.config.install import PROJECT
from tongban.law import cases
from tongban.law.book import Book
from tongban.law.verdict import Verdict

DECISIONS, QUICK = 100_000, 5_000
A_SECOND = 5_000  # the bar


def measure(*, quick: bool, progress: Callable[[str], None]) -> dict[str, Any]:
    """Ask and ask again."""
    count, book = QUICK if quick else DECISIONS, Book.shipped()
    asked = [one for one in cases.load_cases(PROJECT / "tests" / "law" / "cases") if _is_verdict(one, book)]
    reasons = sum(len(cases.answer(one, book).reasons) for one in asked)
    progress(f"{len(asked)} cases with {reasons} reasons in all; {count:,} decisions")

    def decide(number: int) -> object:
        return cases.answer(asked[number % len(asked)], book)

    def digest(number: int) -> object:
        text = json.dumps(asdict(asked[number % len(asked)].facts), default=str, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    value, baseline = _timed.a_second(decide, count), _timed.a_second(digest, count)
    return {
        "value": round(value),
        "unit": "decisions/s on one core",
        "baseline": round(baseline),
        "ratio": round(value / baseline, 2),
        "met": value >= A_SECOND,
        "sizes": {"decisions": count, "cases": len(asked), "reasons": reasons},
        **_timed.percentiles(_timed.times_ms(decide, min(count, 20_000))),
    }


def _is_verdict(case: cases.Case, book: Book) -> bool:
    return isinstance(cases.answer(case, book), Verdict)
