"""The person's own page: what is due, what is open, what can be done."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.assessment.exams import queries as exams
from tongban.assessment.learning import queries as learning
from tongban.casework import agreements, queries, states
from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.law_book import book
from tongban.documents import queries as papers
from tongban.law.rules import medical, restoration, standing
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.registers.drivers import queries as drivers
from tongban.registers.drivers.types import Driver
from tongban.services.vehicle import moving_out
from tongban.web import jobs, shown
from tongban.web.citizen import later, prepared, principals
from tongban.web.request import Request
from tongban.web.rights import citizen

RENEWAL = Text(zh="驾驶证快到期了", en="Your licence is about to expire")
OVERDUE = Text(zh="驾驶证已过有效期，换证前不能开车", en="Your licence has expired: do not drive until it is renewed")
RENEW = Text(zh="现在换证", en="Renew now")
MEDICAL = Text(zh="该提交身体条件证明了", en="A medical certificate is due")
MEDICAL_HOW = Text(
    zh="到任意一家联网医院体检，结果自动传来。", en="Any connected hospital will do; the result arrives by itself."
)
MEDICAL_OVERDUE = Text(zh="身体条件证明已过提交日期", en="The medical certificate is overdue")
MEDICAL_LATE = Text(
    zh="请尽快体检，最迟{last}，之后驾驶证会被注销。",
    en="Please be examined soon, by {last} at the latest; after that the licence is cancelled.",
)
REVIEW = Text(zh="该办理驾驶证审验了", en="A licence review is due")
REVIEW_HOW = Text(
    zh="应当学习的，网上学完即可，记录自动传来。",
    en="Where education is due, take it online; the record arrives by itself.",
)
REVIEW_OVERDUE = Text(
    zh="驾驶证逾期未审验，审验前不能开车", en="The licence review is overdue: do not drive until it is done"
)
DO_IT = Text(zh="现在办理", en="Do it now")
RESTORE = Text(zh="驾驶证已注销，还可以恢复", en="Your licence was cancelled and can still be restored")
RESTORE_HOW = Text(
    zh="要有合格的体检结果，并通过科目一；过了这一天只能重新申请考试。",
    en="With a medical certificate and subject 1 passed; after this day only the tests lead back.",
)
ENDED = frozenset("EFGR")  # letters of a licence that has ended


@citizen
def home(request: Request) -> HttpResponse:
    """One page for a person: urgent things first."""
    actor = request.actor
    person = people.get_person(actor.own_person)
    driver = drivers.find_driver(actor.own_person)
    rows = queries.cases_of(actor.own_person, actor)
    ready = [row for row in rows if row.status == states.DRAFT and row.prepared_for]
    open_rows = [row for row in rows if row.status in (states.DRAFT, *states.OPEN) and row not in ready]
    context = {
        "here": "home",
        "person": person,
        "licence": driver and shown.licence_card(driver, person, papers.find_portrait(driver.id), clock.now()),
        "licence_href": reverse("citizen:licence"),
        "due": [one for one in due(driver) if not (ready and one["title"] is RENEWAL)] if driver else [],
        "cases": [shown.case_link(row) for row in open_rows],
        "closed_count": len(rows) - len(open_rows) - len(ready),
        "closed_href": reverse("citizen:cases"),
        "prepared": [prepared.item(row) for row in ready],
        **jobs.startable(queries.in_service("online"), "citizen:start"),
        "reminders": later.shown(actor.own_person),
        "mandates": _mandates(actor),
        "learning": learning.open_courses(actor.own_person),
        "exams": sum(one.live for one in exams.files_of(actor.own_person)),
        "agreements": len(agreements.asked_of(actor.own_person)) + len(moving_out.asked_of(actor.own_person)),
    }
    return render(request, "citizen/home.html", context)


def due(driver: Driver) -> list[dict[str, Any]]:
    """What falls due for this licence, most urgent first."""
    today = clock.today()
    items = [
        *_renewal(driver, today), *_medical(driver, today), *_review(driver, today), *_restoration(driver, today)
    ]  # fmt: skip
    return sorted(items, key=lambda item: item["on"])


def _renewal(driver: Driver, today: date) -> list[dict[str, Any]]:
    licence, rules = driver.licence, book().at(driver.region)
    by = standing.renew_by(licence)
    if by is None or licence.letters & ENDED or today < standing.opens_on(by, today, rules):
        return []
    late = by < today
    return [
        {
            "title": OVERDUE if late else RENEWAL,
            "detail": None,
            "on": by,
            "days_left": (by - today).days,
            "href": shown.start_of("renewal"),
            "label": RENEW,
        }
    ]


def _medical(driver: Driver, today: date) -> list[dict[str, Any]]:
    last = medical.last_day_before_cancellation(driver.licence, today, book().at(driver.region))
    late = MEDICAL_LATE.fill(last=shown.day(last)) if last else MEDICAL_HOW
    by = medical.submit_by(driver.licence)
    return _duty("medical", by, driver, today, (MEDICAL, MEDICAL_HOW), (MEDICAL_OVERDUE, late))


def _review(driver: Driver, today: date) -> list[dict[str, Any]]:
    by = standing.review_by(driver.licence)
    return _duty("review", by, driver, today, (REVIEW, REVIEW_HOW), (REVIEW_OVERDUE, REVIEW_HOW))


def _restoration(driver: Driver, today: date) -> list[dict[str, Any]]:
    """The last day on which a lapsed licence comes back, while it can."""
    licence, rules = driver.licence, book().at(driver.region)
    by = standing.restore_by(licence, today, rules)
    if by is None or today > by or restoration.kind_of(licence, today, rules) != restoration.LAPSE:
        return []
    href, left = shown.start_of("restoration"), (by - today).days
    return [{"title": RESTORE, "detail": RESTORE_HOW, "on": by, "days_left": left, "href": href, "label": DO_IT}]


def _duty(
    duty: str, by: date | None, driver: Driver, today: date, due: tuple[Text, Text], late: tuple[Text, Text]
) -> list[dict[str, Any]]:
    """A duty on record, from the first reminder of its (postponed) day on, with the service that settles it."""
    first = max(book().at(driver.region).value("notices.days_before", today))
    if by is None or driver.licence.letters & ENDED or (by - today).days > first:
        return []
    title, detail = late if by < today else due
    href = shown.start_of(duty)
    return [{"title": title, "detail": detail, "on": by, "days_left": (by - today).days, "href": href, "label": DO_IT}]


def _mandates(actor: Actor) -> list[dict[str, Any]]:
    """For whom the person may act today, and in what."""
    usable = [
        mandate
        for mandate in people.mandates_of(actor.own_person)
        if mandate.agent == actor.own_person and mandate.usable(clock.today())
    ]
    names = principals.named(usable, actor)
    catalogue = {service.code: service.name for service in queries.in_service()}
    return [
        {
            "name": names[mandate.principal].name,
            "services": catalogue.get(mandate.service, Text(zh=mandate.service, en=mandate.service)),
            "href": reverse("citizen:start", args=[mandate.service]),
        }
        for mandate in usable
        if mandate.principal in names
    ]
