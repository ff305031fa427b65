"""Sums of decided cases by month, service and office: added up by a nightly job, so that no page counts cases.

A month counts again for a quarter of a year, as ratings and corrections come late; what changes later than that is not
seen. A case counts in the month of its decision, granted or refused.
"""

from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.db.models import Sum

from tongban.casework.catalogue import Spared, services
from tongban.casework.models import MonthSum
from tongban.core.law_book import book

MONTHS_AGAIN = 3
FIRST_DAY = date(2000, 1, 1)
KEPT = (
    "decided", "online", "granted", "at_partners", "in_time", "at_once", "days", "told", "told_late", "one_visit",
    "rated", "satisfied", "bad", "followed_up", "timed", "prompt",
)  # fmt: skip

DECIDED = """
INSERT INTO casework_monthsum (month, service, office, decided, online, granted, at_partners, in_time, at_once, days,
       told, told_late, one_visit, rated, satisfied, bad, followed_up, timed, prompt)
SELECT date_trunc('month', decided_on)::date, service, office, count(*),
       count(*) FILTER (WHERE channel = 'online'), count(*) FILTER (WHERE outcome = 'granted'),
       count(*) FILTER (WHERE outcome = 'granted' AND channel = 'partner'),
       count(*) FILTER (WHERE due_on IS NULL OR decided_on <= due_on),
       count(*) FILTER (WHERE decided_at - submitted_at <= interval '1 minute'),
       coalesce(sum(greatest(0, limit_days - (decided_on - sent_on))), 0),
       count(*) FILTER (WHERE gaps > 0),
       count(*) FILTER (WHERE later_gaps > 0),
       count(*) FILTER (WHERE channel = 'online' OR gaps <= 0),
       count(stars), count(*) FILTER (WHERE stars >= %(good)s), count(*) FILTER (WHERE stars <= %(bad)s),
       count(*) FILTER (WHERE stars <= %(bad)s AND answered), 0, 0
FROM (SELECT c.service, c.office, c.channel, c.outcome, c.due_on, c.limit_days, c.later_gaps, c.decided_at,
             c.submitted_at,
             c.notices - (c.outcome = 'refused')::int AS gaps, r.stars,
             (c.decided_at AT TIME ZONE 'Asia/Shanghai')::date AS decided_on,
             (c.submitted_at AT TIME ZONE 'Asia/Shanghai')::date AS sent_on,
             EXISTS (SELECT FROM casework_inquiry i
                     WHERE i.case_id = c.id AND i.kind = 'rating' AND i.answered_at IS NOT NULL) AS answered
      FROM casework_case c LEFT JOIN casework_rating r ON r.case_id = c.id
      WHERE c.outcome IN ('granted', 'refused') AND c.decided_at >= %(since)s::date AT TIME ZONE 'Asia/Shanghai')
GROUP BY 1, 2, 3
"""
TIMED = """
INSERT INTO casework_monthsum AS kept (month, service, office, decided, online, granted, at_partners, in_time,
       at_once, days, told, told_late, one_visit, rated, satisfied, bad, followed_up, timed, prompt)
SELECT date_trunc('month', "on")::date, service, office, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
       count(*),
       count(*) FILTER (WHERE seconds < %(prompt)s)
FROM casework_confirmation WHERE "on" >= %(since)s GROUP BY 1, 2, 3
ON CONFLICT (month, service, office) DO UPDATE SET timed = excluded.timed, prompt = excluded.prompt
"""


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over some months, services or offices; the names are those of `models.MonthSum`."""

    decided: int = 0
    online: int = 0
    granted: int = 0
    at_partners: int = 0
    in_time: int = 0
    at_once: int = 0
    days: int = 0
    told: int = 0
    told_late: int = 0
    one_visit: int = 0
    rated: int = 0
    satisfied: int = 0
    bad: int = 0
    followed_up: int = 0
    timed: int = 0
    prompt: int = 0


@dataclass(frozen=True, slots=True)
class SparedSum:
    """What people were spared: what each service states for a case, times the cases. `days` are of the time limit."""

    cases: int = 0
    papers: int = 0
    copies: int = 0
    forms: int = 0
    visits: int = 0
    days: int = 0

    def __add__(self, other: "SparedSum") -> "SparedSum":
        mine, theirs = (tuple(getattr(one, name) for name in self.__slots__) for one in (self, other))
        return SparedSum(*(left + right for left, right in zip(mine, theirs, strict=True)))


def add_up(on: date) -> None:
    """Make the last months anew, all of them the first time. Three statements."""
    since = _months_before(on, MONTHS_AGAIN - 1) if MonthSum.objects.exists() else FIRST_DAY
    rules = book()
    values = {
        "since": since,
        "good": rules.value("ratings.satisfied_stars", on),
        "bad": rules.value("ratings.bad_stars", on),
        "prompt": rules.value("prepared.prompt_seconds", on),
    }
    with transaction.atomic(), connection.cursor() as cursor:
        MonthSum.objects.filter(month__gte=since).delete()
        cursor.execute(DECIDED, values)
        cursor.execute(TIMED, values)


def total(since: date, service: str = "") -> Sums:
    """The sums of all offices since a month, of one service where it is named. One statement."""
    rows = MonthSum.objects.filter(month__gte=since)
    rows = rows.filter(service=service) if service else rows
    found = rows.aggregate(**{name: Sum(name, default=0) for name in KEPT})
    return Sums(**found)


def by(what: str, since: date, service: str = "") -> dict[str, Sums]:
    """The sums since a month by "service" or by "office", of one service where it is named. One statement."""
    rows = MonthSum.objects.filter(month__gte=since)
    rows = (rows.filter(service=service) if service else rows).values(what)
    rows = rows.annotate(**{f"sum_{name}": Sum(name) for name in KEPT}).order_by(what)
    return {row[what]: Sums(**{name: row[f"sum_{name}"] for name in KEPT}) for row in rows}


def spared(since: date) -> dict[tuple[date, str], SparedSum]:
    """What people were spared since a month, by month and service, on what each service assumes. One statement."""
    rows = MonthSum.objects.filter(month__gte=since, decided__gt=0).values("month", "service")
    rows = rows.annotate(cases=Sum("decided"), at_home=Sum("online"), early=Sum("days")).order_by("month", "service")
    return {
        (row["month"], row["service"]): _spared(
            services[row["service"]].spared, row["cases"], row["at_home"], row["early"]
        )
        for row in rows
        if row["service"] in services
    }


def _spared(each: Spared, cases: int, online: int, days: int) -> SparedSum:
    """A visit is spared only to whoever stayed at home."""
    return SparedSum(cases, each.papers * cases, each.copies * cases, each.forms * cases, each.visits * online, days)


def _months_before(on: date, months: int) -> date:
    at = on.year * 12 + on.month - 1 - months
    return date(at // 12, at % 12 + 1, 1)
