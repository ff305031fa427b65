"""A draw as people see it: the sandbox's beacon and two supervisors end it, and a browser works it out again."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings
from playwright.sync_api import Browser
from tests import builders
from tests.allocation import builders as draws
from tests.allocation.builders import NUMBER
from tests.browser.conftest import Stage
from tests.browser.hand import PHONE, Hand
from tests.browser.test_everybody_can_read import LANGUAGES, look
from tests.browser.test_staff_can_read import DESK, keep_picture

from tongban.allocation import queries, tasks
from tongban.allocation.program import verify_draw
from tongban.allocation.types import DrawState
from tongban.core import clock
from tongban.outlets import actions as outlets
from tongban.people import queries as accounts

OPEN, ANNOUNCED = "2026-02", "2026-03"
PUBLIC = ("/draws/", f"/draws/{NUMBER}/", f"/draws/{NUMBER}/check/", f"/draws/{OPEN}/", f"/draws/{ANNOUNCED}/")
AT_THE_DESK = ("/desk/draws/", f"/desk/draws/{NUMBER}/", f"/desk/draws/{OPEN}/", f"/desk/draws/{ANNOUNCED}/")
DONE = "li[data-check] .word"


@pytest.fixture(scope="module")
def drawn(stage: Stage) -> Iterator[str]:
    """One draw with its result, one open, one whose figures are to be read; the session of a supervisor."""
    with override_settings(TONGBAN_DEMO=True):
        session = stage.aside(_hold)
        stage.work()
        assert stage.aside(queries.get_draw, NUMBER).state == DrawState.DRAWN
        yield session


def _hold() -> str:
    now = clock.now()
    draws.an_announced_draw(people=30, opens=now - timedelta(days=5))
    tasks.ask_what_is_due(0)  # the sandbox's beacon, over HTTP
    draws.read(draws.ANNA, at=now)
    draws.read(draws.BEN, at=now)
    draws.an_open_draw(people=2, opens=now - timedelta(hours=50), number=OPEN)
    draws.an_announced_draw(people=2, opens=now - timedelta(days=5), number=ANNOUNCED)
    outlets.employ(
        number="310100-6666", outlet=builders.OFFICE, posts=("supervision",), password=builders.PASSWORD,
        actor=builders.TEST, cause="test",
    )  # fmt: skip
    client = Client()
    account = accounts.find_account("310100-6666")
    assert account
    client.force_login(account)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def outcomes(hand: Hand) -> list[str]:
    hand.page.click("#recompute button")
    hand.page.wait_for_selector("#checks:not([hidden])")
    return [str(word) for word in hand.page.locator(DONE).all_inner_texts()]


def test_a_browser_works_a_draw_out_again_and_sees_what_does_not_agree(hand: Any, stage: Stage, drawn: str) -> None:
    reader = hand()
    reader.open(f"/draws/{NUMBER}/check/")
    assert outcomes(reader) == ["未核对", *["通过"] * 6]
    document = stage.aside(queries.files, NUMBER, "announcement.json").content["announcement.json"]
    reader.type("#commitment", verify_draw.hashed(document).upper())
    assert outcomes(reader) == ["通过"] * 7 and "结果一致" in reader.words
    reader.type("#commitment", "00" * 32)
    assert outcomes(reader)[0] == "未通过" and "不一致" in reader.words


def test_a_forged_file_is_seen_by_the_browser(hand: Any, drawn: str) -> None:
    reader = hand()
    for file, old, new, failed in (
        ("applicants.txt", "\t1\t", "\t2\t", {"applicants", "result"}),
        ("pool.txt", "苏A88888", "苏A00000", {"pool", "result"}),
        ("proof.json", '"seed":"', '"seed":"0', {"seed"}),
    ):
        reader.page.unroute_all()
        reader.page.route(f"**/{file}", partial(forge, old=old, new=new))
        reader.open(f"/draws/{NUMBER}/check/")
        outcomes(reader)
        wrong = reader.page.locator("li[data-check]:has(.ink-refused)")
        names = {wrong.nth(place).get_attribute("data-check") for place in range(wrong.count())}
        assert names and names <= failed, file


def forge(route: Any, old: str, new: str) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace(old, new, 1))


@pytest.mark.parametrize("language", LANGUAGES)
def test_everybody_can_read_the_pages_of_a_draw(chromium: Browser, stage: Stage, drawn: str, language: str) -> None:
    wrong = []
    for size, kind in ((PHONE, "phone"), (DESK, "desk")):
        hand = Hand(chromium, stage.web, language=language, size=size)
        for address in PUBLIC:
            hand.open(address)
            wrong += [one for one in look(hand, stage) if "foreign" not in one or "NJ-" not in one]
            keep_picture(hand, f"{address.strip('/').replace('/', '-')}-{kind}-{language}")
        hand.close()
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_supervisors_can_read_the_draws_at_the_desk(chromium: Browser, stage: Stage, drawn: str, language: str) -> None:
    wrong = []
    for size, kind in ((PHONE, "phone"), (DESK, "desk")):
        hand = Hand(chromium, stage.web, language=language, size=size)
        hand.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": drawn, "url": stage.web}])
        for address in AT_THE_DESK:
            hand.open(address)
            if hand.page.locator("main details summary").count():
                hand.unfold("main details summary")
            wrong += look(hand, stage)
            keep_picture(hand, f"{address.strip('/').replace('/', '-')}-{kind}-{language}")
        hand.close()
    assert wrong == []
