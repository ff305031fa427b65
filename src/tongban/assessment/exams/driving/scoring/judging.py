"""From faults to a judgement: points by the sheet, evidence, and what nobody could judge."""

from collections.abc import Iterable, Iterator

from tongban.assessment.exams.driving.course import Car, Course
from tongban.assessment.exams.driving.frames import Series
from tongban.assessment.exams.driving.scoring import road, site
from tongban.assessment.exams.driving.scoring.drive import Drive, Found
from tongban.assessment.exams.driving.types import Deduction, Finding, Scored, Unjudged
from tongban.law.rules.driving_tests import EXAMINER, SIGNALS, SITE, Item, Sheet

SCORER = 1
RATE_SLACK = 0.9  # a car that says ten a second and misses one now and then still reports ten a second
ANYWHERE = ("s2", "road", "start", "lights")  # parts whose items have no area of their own


def judge(
    series: Series, findings: tuple[Finding, ...], course: Course, car: Car, sheet: Sheet, pass_mark: int
) -> Scored:
    """Judge one drive by one sheet."""
    drive = Drive(series, course, car, sheet)
    deductions, unjudged = [], [*_too_rare(drive)]
    rare = {one.item for one in unjudged}
    for found in _faults(drive):
        item = sheet.items.get(found.item)
        if item is None or item.code in rare:
            continue
        if series.broken(found.first, found.last):
            unjudged.append(Unjudged(item.code, "gap", found.first, found.last))
        else:
            deductions.append(_deduction(series, item, found))
    unjudged += [*_across_breaks(drive, rare), *_not_driven(drive)]
    return Scored(
        edition=sheet.edition,
        sheet=sheet.digest,
        series=series.digest,
        scorer=SCORER,
        pass_mark=pass_mark,
        deductions=tuple(sorted(deductions, key=lambda one: (one.first, one.item))),
        unjudged=tuple(dict.fromkeys(unjudged)),
        findings=findings,
        metres=round(series.metres),
        rate=round(series.rate, 1),
    )


def examiners_items(sheet: Sheet) -> tuple[Item, ...]:
    """What no signal can judge."""
    return tuple(item for item in sheet.items.values() if item.judge == EXAMINER)


def _faults(drive: Drive) -> Iterable[Found]:
    if not len(drive.series):
        return ()
    return site.faults(drive) if drive.sheet.subject == SITE else road.faults(drive)


def _deduction(series: Series, item: Item, found: Found) -> Deduction:
    first, last = found.first, found.last
    return Deduction(
        item=item.code,
        points=item.points,
        first=first,
        last=last,
        at_ms=series.clock[first],
        until_ms=series.clock[last],
        lat=series.lat[first],
        lon=series.lon[first],
        measured=found.measured,
    )


def _too_rare(drive: Drive) -> Iterator[Unjudged]:
    """Items that need more reports a second than the drive has."""
    for item in drive.sheet.items.values():
        if item.judge == SIGNALS and drive.series.rate < item.hz * RATE_SLACK:
            yield Unjudged(item.code, "rate")


def _across_breaks(drive: Drive, rare: set[str]) -> Iterator[Unjudged]:
    """What a break leaves open: the items of the area that it lies in, and those that can happen anywhere."""
    for first, last in _joined(drive.series.breaks):
        groups = {visit.area.group for visit in drive.visits if visit.first <= last and first < visit.last}
        for item in drive.sheet.items.values():
            if item.judge == SIGNALS and item.code not in rare and item.group in (*groups, *ANYWHERE):
                yield Unjudged(item.code, "gap", first, last)


def _joined(breaks: tuple[int, ...]) -> list[tuple[int, int]]:
    """Breaks one after the other as one piece, from the last frame before to the first one after."""
    joined: list[tuple[int, int]] = []
    for place in breaks:
        if joined and joined[-1][1] == place - 1:
            joined[-1] = (joined[-1][0], place)
        else:
            joined.append((place - 1, place))
    return joined


def _not_driven(drive: Drive) -> Iterator[Unjudged]:
    """Parts of the site on which the car never was, a hill without a stop, and a road test that is too short."""
    sheet = drive.sheet
    if sheet.subject != SITE:
        if drive.series.metres < sheet.road_metres:
            yield Unjudged("road_metres", "short")
        return
    driven = {visit.area.group for visit in drive.visits}
    for group in sheet.groups:
        if group != "s2" and group not in driven:
            yield Unjudged(group, "not_driven")
    if "hill" in driven and not any(drive.stops(one.first, one.last, 0) for one in drive.of_group("hill")):
        yield Unjudged("hill", "not_driven")
