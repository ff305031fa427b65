"""The school and the ability test centre: what they know of somebody, and what they tell by themselves."""

from tests.sandbox.builders import LI, Sandbox, eventually

ABOUT_LI = {"identity_number": LI}
STRANGER = {"identity_number": "110101194910010010"}


def test_nobody_is_found_where_nobody_is_known_and_null_where_nothing_was_taken(sandbox: Sandbox) -> None:
    sandbox.someone()
    assert sandbox.get_answer("school", "education", STRANGER) == {"found": False, **STRANGER, "education": None}
    assert sandbox.get_answer("ability", "ability", STRANGER) == {"found": False, **STRANGER, "test": None}
    assert sandbox.get_answer("school", "education", ABOUT_LI)["education"] is None
    assert sandbox.get_answer("ability", "ability", ABOUT_LI)["test"] is None


def test_part_of_what_is_known_is_completed(sandbox: Sandbox) -> None:
    sandbox.someone(education={"hours": 2}, ability={"passed": False})
    education = sandbox.get_answer("school", "education", ABOUT_LI)["education"]
    test = sandbox.get_answer("ability", "ability", ABOUT_LI)["test"]
    assert (education["hours"], education["completed_on"], test["passed"], test["taken_on"]) == (
        2, "2026-11-22", False, "2026-11-22",
    )  # fmt: skip


def test_what_happens_is_told_and_answered_afterwards(sandbox: Sandbox) -> None:
    sandbox.someone()
    sandbox.control("POST", f"school/complete/{LI}")
    sandbox.control("POST", f"ability/test/{LI}", {"passed": False})
    sandbox.control("POST", f"platform/accident/{LI}", {"on": "2026-05-01", "outcome": "fatal"})
    eventually(lambda: len(sandbox.product.received) == 3, "all three arrive")
    told = {message.path.removeprefix("/partners/"): message.facts for message in sandbox.product.received}
    assert told["school/completed"]["education"] == sandbox.get_answer("school", "education", ABOUT_LI)["education"]
    assert told["ability/result"]["test"] == sandbox.get_answer("ability", "ability", ABOUT_LI)["test"]
    accident = told["platform/accident"]
    assert (accident["on"], accident["outcome"], accident["responsibility"]) == ("2026-05-01", "fatal", "full")


def test_what_is_no_education_test_or_accident_is_refused(sandbox: Sandbox) -> None:
    sandbox.control("POST", f"school/complete/{LI}", {"hours": "three"}, status=400)
    sandbox.control("POST", f"school/complete/{LI}", {"mark": 1}, status=400)
    sandbox.control("POST", f"ability/test/{LI}", {"passed": "yes"}, status=400)
    sandbox.control("POST", f"platform/accident/{LI}", {"outcome": "a scratch"}, status=400)
    sandbox.control("POST", f"platform/accident/{LI}", {"on": "yesterday"}, status=400)
    assert sandbox.control("GET", "events")["events"] == []


def test_the_page_of_a_person_offers_both(sandbox: Sandbox) -> None:
    sandbox.someone(education={}, ability={})
    page = sandbox.http.get(f"/people?number={LI}").text
    assert "培训学习平台" in page and "能力测试点" in page
