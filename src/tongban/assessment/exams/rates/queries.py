"""Reading pass rates: our own by centre or month, and the figures of others."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Max, Min, QuerySet, Sum

from tongban.assessment.exams.rates import intervals
from tongban.assessment.exams.rates.models import PassSum, Source, SourceFault, SourceSite
from tongban.assessment.exams.rates.types import (
    CentreOfOthers,
    Count,
    FaultsOfItem,
    Figures,
    Filters,
    SourceView,
)
from tongban.core.errors import NotFound
from tongban.core.law_book import book
from tongban.law.dates import add_months
from tongban.law.text import Text

NAMES = ("tests", "passes", "first_tests", "first_passes")
SUMS = {f"sum_{name}": Sum(name) for name in NAMES}
CENTRES = """
WITH RECURSIVE next (centre) AS (
    SELECT min(centre) FROM rates_pass_sum
    UNION ALL
    SELECT (SELECT min(centre) FROM rates_pass_sum WHERE centre > next.centre) FROM next WHERE centre IS NOT NULL
)
SELECT centre FROM next WHERE centre IS NOT NULL
"""
NO_SOURCE = Text(zh="没有这个数据来源。", en="There is no such source of figures.")
NO_CENTRE = Text(zh="没有这个考场。", en="There is no such test centre.")


def months() -> list[date]:
    """The months from the newest with a sum back to the oldest. One statement, which reads two rows."""
    found = PassSum.objects.aggregate(first=Min("month"), last=Max("month"))
    listed, month = [], found["last"]
    while month and month >= found["first"]:
        listed.append(month)
        month = add_months(month, -1)
    return listed


def centres() -> list[str]:
    """The centres that ever had a test. One statement that goes from one to the next in the index."""
    with connection.cursor() as cursor:
        cursor.execute(CENTRES)
        return [code for (code,) in cursor.fetchall()]


def by_centre(asked: Filters, codes: Collection[str], on: date) -> Figures:
    """The figures of these centres; the total is theirs together. One statement."""
    rows = _sums_of(asked).filter(centre__in=list(codes)).values("centre").annotate(**SUMS)
    found: dict[str, Count | None] = {row["centre"]: _count(row) for row in rows}
    return intervals.figures(found, fewest(on))


def by_month(asked: Filters, centre: str, on: date) -> Figures:
    """The figures of one centre month by month, in the order of time; keys are months as 2026-11. One statement."""
    rows = _sums_of(asked).filter(centre=centre).values("month").annotate(**SUMS)
    found: dict[str, Count | None] = {f"{row['month']:%Y-%m}": _count(row) for row in rows}
    return intervals.figures(found, fewest(on))


def fewest(on: date) -> int:
    """How many tests a figure has to be of, at least."""
    return int(book().value("rates.fewest_tests", on))


def sources() -> list[SourceView]:
    """Whose figures are kept here. One statement."""
    return [_source(row) for row in Source.objects.order_by("code")]


def get_source(code: str) -> SourceView:
    """One source. Raises NotFound. One statement."""
    row = Source.objects.filter(code=code).first()
    if row is None:
        raise NotFound(NO_SOURCE)
    return _source(row)


def centres_of_others(source: str) -> list[CentreOfOthers]:
    """Every centre of a source by name. One statement."""
    return [_centre(row) for row in SourceSite.objects.filter(source=source).order_by("name", "code")]


def get_centre_of_others(source: str, code: str) -> CentreOfOthers:
    """One centre of a source. Raises NotFound. One statement."""
    row = SourceSite.objects.filter(source=source, code=code).first()
    if row is None:
        raise NotFound(NO_CENTRE)
    return _centre(row)


def of_others(source: str, on: date) -> Figures:
    """The figures of every centre of a source. One statement."""
    rows = SourceSite.objects.filter(source=source).values_list("code", *NAMES)
    counts = {code: None if tests is None else Count(tests, *more) for code, tests, *more in rows}
    return intervals.figures(counts, fewest(on), others=True)


def faults(source: str, site: str = "") -> list[FaultsOfItem]:
    """Faults by item at one centre, at all of them where none is named, the gravest items first. Two statements."""
    everywhere = _faults(SourceFault.objects.filter(source=source))
    here = _faults(SourceFault.objects.filter(source=source, site=site)) if site else everywhere
    shares = {one.item: one.share for one in _shared(everywhere)}
    told = [
        FaultsOfItem(one.item, one.serious, one.dangerous, one.minor, one.share, shares.get(one.item, 0.0))
        for one in _shared(here)
    ]
    return sorted(told, key=lambda one: (-one.grave, one.item))


def _faults(rows: QuerySet[SourceFault]) -> list[FaultsOfItem]:
    summed = rows.values("item").annotate(grave_s=Sum("serious"), grave_d=Sum("dangerous"), small=Sum("minor"))
    return [FaultsOfItem(one["item"], one["grave_s"], one["grave_d"], one["small"]) for one in summed]


def _shared(found: list[FaultsOfItem]) -> list[FaultsOfItem]:
    total = sum(one.grave for one in found) or 1
    return [FaultsOfItem(one.item, one.serious, one.dangerous, one.minor, one.grave / total) for one in found]


def _sums_of(asked: Filters) -> QuerySet[PassSum]:
    rows = PassSum.objects.filter(month__range=(asked.since, asked.until))
    return rows.filter(subject=asked.subject, class_group=asked.group)


def _count(row: Mapping[str, Any]) -> Count:
    return Count(*(row[f"sum_{name}"] for name in NAMES))


def _centre(row: SourceSite) -> CentreOfOthers:
    return CentreOfOthers(row.code, row.name, row.address, row.latitude, row.longitude)


def _source(row: Source) -> SourceView:
    return SourceView(
        code=row.code, title=Text(zh=row.title_zh, en=row.title_en), publisher=row.publisher, licence=row.licence,
        licence_url=row.licence_url, since=row.since, until=row.until, subject=row.subject, group=row.class_group,
        imported_at=row.imported_at, digest=row.digest, left_out=row.left_out,
    )  # fmt: skip
