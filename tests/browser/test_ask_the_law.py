"""Ask the law in a real browser, which sends the token against forgery: with the page's script, and without any."""

import pytest
from playwright.sync_api import Browser
from tests.browser.conftest import Stage
from tests.browser.hand import Hand
from tests.browser.test_ways_through import MODES

BORN, FIRST = ("1963", "6", "1"), ("1990", "6", "1")
PARTS = ("year", "month", "day")


@pytest.mark.parametrize("how", MODES.values(), ids=MODES)
def test_anybody_steps_to_the_day_of_a_change(chromium: Browser, stage: Stage, how: dict[str, object]) -> None:
    hand = Hand(chromium, stage.web, **how)  # type: ignore[arg-type]
    hand.open("/law/ask/")
    hand.type("#classes", "A1")
    for name, day in (("born", BORN), ("first", FIRST)):
        for part, text in zip(PARTS, day, strict=True):
            hand.type(f"#{name}_{part}", text)
    hand.page.check("input[name=long_term]")
    hand.press("main form .button")
    for step, day in (("button[value='2023-06-01']", "2023-06-01"), (".when .second >> nth=-1", "2023-07-02")):
        hand.page.click(step)
        hand.page.locator(f".sum time[datetime='{day}']").wait_for()
    hand.page.click("button[value='2025-01-01']")
    hand.page.locator(".sum time[datetime='2025-01-01']").wait_for()
    assert hand.page.locator("li.now .tag").count() == 1, "the rule itself changed on that day"
    assert hand.page.url.endswith("/law/ask/"), "no address holds what was typed"
    assert hand.faults == []
    hand.close()
