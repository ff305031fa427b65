"""A proposed rule of order over plans that were run: who would have gained a slot, who would have lost one, where and
when. The published files are read and assigned anew with the same draw; nothing is changed."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from django.db.models import QuerySet

from tongban.allocation.models import Run, Site
from tongban.allocation.slots import assigning
from tongban.core import clock


@dataclass(slots=True)
class Change:
    """How many gain a slot, lose theirs, get one they prefer more or less; and how many keep theirs."""

    gain: int = 0
    lose: int = 0
    better: int = 0
    worse: int = 0
    same: int = 0


@dataclass(slots=True)
class Comparison:
    """What a proposed rule would have changed: in all, by region and day of the session, by priority and by school.

    Whoever gains is counted where they would get a slot, whoever loses where they had it.
    """

    plans: list[str] = field(default_factory=list)
    people: int = 0
    total: Change = field(default_factory=Change)
    by_place: dict[tuple[str, date], Change] = field(default_factory=lambda: defaultdict(Change))
    by_group: dict[str, Change] = field(default_factory=lambda: defaultdict(Change))

    def rows(self) -> list[tuple[str, date, Change]]:
        """Regions and days in order."""
        return [(region, day, change) for (region, day), change in sorted(self.by_place.items())]


def lines_between(since: date, until: date) -> int:
    """How many lines the plans run between two days have: what a comparison will cost. One statement."""
    return sum(_runs(since, until).values_list("plan__count", flat=True))


def compare(rule: assigning.Rule, since: date, until: date) -> Comparison:
    """What the rule would have changed in the plans that were run between two days."""
    made = Comparison()
    regions = dict(Site.objects.values_list("code", "region"))
    for run in _runs(since, until).select_related("plan__plan").order_by("run_at"):
        made.plans.append(run.plan.plan.number)
        _compare(made, rule, run, regions)
    return made


def _runs(since: date, until: date) -> QuerySet[Run]:
    begin = datetime.combine(since, datetime.min.time(), tzinfo=clock.CHINA)
    end = datetime.combine(until, datetime.max.time(), tzinfo=clock.CHINA)
    return Run.objects.filter(run_at__gte=begin, run_at__lte=end)


def _compare(made: Comparison, rule: assigning.Rule, run: Run, regions: dict[str, str]) -> None:
    sessions, applicants = assigning.sessions_of(bytes(run.plan.sessions)), bytes(run.plan.applicants)
    new = {
        (code, subjects): place
        for code, subjects, place in assigning.assign(rule, run.seed, sessions=sessions, applicants=applicants)
    }
    old = {}
    for line in bytes(run.slots).split(b"\n")[:-1]:
        code, subjects, place = line.split(b"\t")
        old[code, subjects] = int(place)
    where = [(regions.get(one.site, ""), _day(one.begins)) for one in sessions]
    for line in applicants.split(b"\n")[:-1]:
        code, subjects, priority, _, _, school, places = line.split(b"\t")
        made.people += 1
        had, gets = old.get((code, subjects), 0), new.get((code, subjects), 0)
        if not had and not gets:
            continue
        what = _what(had, gets, list(map(int, places.split(b","))))
        group = "priority" if priority == b"1" else "self_study" if school == b"-" else "school"
        for counted in (made.total, made.by_place[where[(gets or had) - 1]], made.by_group[group]):
            setattr(counted, what, getattr(counted, what) + 1)


def _what(had: int, gets: int, places: list[int]) -> str:
    if had == gets:
        return "same"
    if not had or not gets:
        return "gain" if gets else "lose"
    return "better" if places.index(gets) < places.index(had) else "worse"


def _day(seconds: int) -> date:
    return clock.day_of(datetime.fromtimestamp(seconds, UTC))
