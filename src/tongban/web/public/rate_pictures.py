"""Pictures of pass rates, as coordinates that templates draw: dots with intervals, bars of faults. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from tongban.assessment.exams.rates.types import FaultsOfItem, Figure, Interval
from tongban.law.text import Text

WIDTH, TOP, HEIGHT, LEFT = 360, 8, 200, 34
LABELLED, TICKS = 12, (0, 25, 50, 75, 100)
MOST_BARS, BAR_WIDE, BAR_ROW = 15, 300, 38
TITLE = Text(zh="{name}：{rate}（{low} – {high}），{tests} 次", en="{name}: {rate} ({low} – {high}), {tests} tests")


def dots(rows: Sequence[Figure], everywhere: Interval | None, names: Mapping[str, Text]) -> dict[str, Any] | None:
    """A dot and a line for each figure, from the left in the order given, numbered from 1; the line of all together.

    A dot whose interval leaves that line out is filled, another one is hollow.
    """
    if not rows or everywhere is None:
        return None
    step = (WIDTH - LEFT - 6) / len(rows)
    every = -(-len(rows) // LABELLED)
    return {
        "width": WIDTH, "height": TOP + HEIGHT + 22, "left": LEFT, "foot": TOP + HEIGHT + 16,
        "thick": max(min(step / 2, 4), 1), "radius": max(min(step / 2, 4.5), 1.4),
        "line": _y(everywhere.rate), "label": f"{everywhere.rate:.0%}",
        "ticks": [{"y": _y(tick / 100), "label": f"{tick}%"} for tick in TICKS],
        "dots": [
            {
                "x": round(LEFT + step * (place + 0.5), 1), "y": _y(row.all.rate), "top": _y(row.all.high),
                "bottom": _y(row.all.low), "outside": row.all.beside(everywhere.rate) != 0,
                "number": place + 1 if not place % every else "", "title": _title(row, row.all, names),
            }
            for place, row in enumerate(rows)
            if row.all
        ],
    }  # fmt: skip


def bars(faults: Sequence[FaultsOfItem]) -> dict[str, Any] | None:
    """The gravest items as bars of their share of all grave faults; a mark where the same share lies everywhere."""
    shown = [one for one in faults[:MOST_BARS] if one.grave]
    if not shown:
        return None
    most = max(max(one.share, one.share_everywhere) for one in shown)
    return {
        "width": WIDTH, "height": len(shown) * BAR_ROW,
        "compared": any(one.share != one.share_everywhere for one in shown),
        "rows": [
            {
                "y": place * BAR_ROW, "item": one.item, "grave": one.grave, "share": f"{one.share:.1%}",
                "wide": round(BAR_WIDE * one.share / most, 1), "mark": round(BAR_WIDE * one.share_everywhere / most, 1),
            }
            for place, one in enumerate(shown)
        ],
        "total": sum(one.grave for one in faults), "minor": sum(one.minor for one in faults),
    }  # fmt: skip


def _y(rate: float) -> float:
    return round(TOP + HEIGHT * (1 - rate), 1)


def _title(row: Figure, interval: Interval, names: Mapping[str, Text]) -> Text:
    name = names.get(row.key, Text(zh=row.key, en=row.key))
    return TITLE.fill(
        name=name, rate=f"{interval.rate:.1%}", low=f"{interval.low:.1%}", high=f"{interval.high:.1%}",
        tests=row.count.tests if row.count else "",
    )  # fmt: skip
