"""Every page of the desk, of supervision and of configuration, on a phone and at a desk, in both languages: axe finds
nothing, nothing overflows. With TONGBAN_PICTURES a picture of each is kept there, to be looked at."""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client, override_settings
from playwright.sync_api import Browser
from tests import builders
from tests.browser.conftest import Stage
from tests.browser.hand import PHONE, Hand
from tests.browser.test_everybody_can_read import LANGUAGES, look
from tests.core.test_failed_jobs import a_failed_job
from tests.passes import qualified

from tongban.casework import actions, visits
from tongban.casework.models import Case
from tongban.core.actor import POWERS
from tongban.exchange.payment import differences
from tongban.outlets import actions as outlets
from tongban.outlets import queries as staff
from tongban.outlets.types import POSTS
from tongban.people import queries as accounts

DESK = {"width": 1280, "height": 800}
CLERK = "310100-7777"
SIMPLE = (
    "/desk/", "/desk/list/", "/desk/inquiries/", "/desk/faces/", "/desk/prereview/", "/desk/till/",
    "/desk/till/differences/", "/desk/blanks/", "/desk/cards/", "/desk/plates/",
    "/desk/plates/old/", "/desk/plates/trace/", "/supervisor/plates/", "/desk/configuration/",
    f"/desk/configuration/{builders.OFFICE}/", f"/desk/configuration/{builders.OFFICE}/staff/{CLERK}/",
    "/supervisor/trace/", "/supervisor/integrity/", "/supervisor/queues/", "/announcements/",
)  # fmt: skip


@pytest.fixture(scope="module")
def office(stage: Stage) -> Iterator[tuple[str, tuple[str, ...]]]:
    """A clerk with every post and power, and something on every page; returns their session and the addresses."""
    with override_settings(TONGBAN_DEMO=True):
        elderly, person = stage.enter("age").id, stage.enter("lost").id
        assert elderly and person
        yield stage.aside(_furnish, elderly, person)


def _furnish(elderly: UUID, person: UUID) -> tuple[str, tuple[str, ...]]:
    outlets.employ(
        number=CLERK, outlet=builders.OFFICE, posts=POSTS, password=builders.PASSWORD, actor=builders.TEST, cause="test"
    )
    qualified(CLERK)
    for power in POWERS:
        outlets.grant(number=CLERK, power=power, actor=builders.TEST, cause="test")
    outlets.issue_token(
        code="post-9", outlet=builders.OFFICE, roles=["status"], services=["*"], actor=builders.TEST, cause="test"
    )
    account = accounts.find_account(CLERK)
    assert account
    actor = staff.actor_for(account, "window")
    a_failed_job()
    differences.note("till", "t-1", detail={"till": "310100-0001"})
    visit = visits.open_visit(person_id=person, actor=actor)
    case = actions.start(service="D06", applicant=person, actor=actor, office=builders.OFFICE, visit=visit.id)
    client = Client()
    client.force_login(account)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    more = (
        f"/desk/persons/{person}/", f"/desk/persons/{person}/number/", f"/desk/persons/{person}/mandates/",
        f"/desk/persons/{person}/face/", f"/desk/visits/{visit.id}/", f"/desk/cases/{case.number}/apply/",
        f"/desk/cases/{case.number}/notice/", *(f"/desk/cases/{number}/" for number in numbers_of(elderly)),
        f"/supervisor/trace/persons/{person}/?purpose=supervision",
    )  # fmt: skip
    return session, more


def numbers_of(person: UUID) -> list[str]:
    """The numbers of the cases the office opened about somebody."""
    return list(Case.for_system("a test looks").filter(applicant=person).values_list("number", flat=True))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_staff_can_read_every_page(
    chromium: Browser, stage: Stage, office: tuple[str, tuple[str, ...]], language: str, size: dict[str, int]
) -> None:
    session, more = office
    hand = Hand(chromium, stage.web, language=language, size=size)
    hand.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": stage.web}])
    wrong = []
    for address in (*SIMPLE, *more):
        hand.open(address)
        wrong += look(hand, stage)
        keep_picture(hand, f"{language}-{size['width']}-{address.split('?')[0].strip('/').replace('/', '_')}")
    faults = hand.faults
    hand.close()
    assert wrong == [] and faults == []


def keep_picture(hand: Hand, name: str) -> None:
    """Keep a picture of the open page where TONGBAN_PICTURES says."""
    folder = os.environ.get("TONGBAN_PICTURES", "")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        hand.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
