"""Who may open what: every address, every role, one table. It is also the chapter docs/generated/rights.md.

A view says beside itself who may open it (`web.rights`); here every role knocks at every address, and the door must say
what the view promised. A view that says nothing fails by name, so that a new page cannot be forgotten.
"""

from typing import Any

import pytest
from tests.book.generated import keep_true
from tests.book.walk import OBJECTS, Address, Town, addresses
from tests.config.conftest import Urls

from tongban.outlets.types import POSTS

ANYBODY, CITIZEN, OTHER, STAFF_OF_PARTNER, SCHOOL, PROGRAM, CONFIGURES = (
    "anybody",
    "citizen",
    "another citizen",
    "partner's staff",
    "school's staff",
    "partner's program",
    "configures",
)
ROLES = (ANYBODY, CITIZEN, OTHER, *POSTS, CONFIGURES, STAFF_OF_PARTNER, SCHOOL, PROGRAM)
IN, LOGIN, DESK, HIDDEN, REFUSED, TOKEN, NONE = "in", "login", "desk", "hidden", "refused", "token", "not asked"
OWN_THINGS_MISSING = {
    "citizen:receipt", "citizen:record", "citizen:download", "citizen:end_phone", "citizen:decision", "citizen:proof",
    "citizen:round", "citizen:own_paper", "citizen:test_place", "citizen:test_plan", "citizen:drive",
    "citizen:course_test",
    "citizen:sign_result",
}  # fmt: skip
# allauth's and Django's own pages: signing in and out, the second factor. Nothing of the product is behind them.
OF_OTHERS = ("account_", "mfa_", "socialaccount_", "reauthenticate")


@pytest.fixture
def town(committed: Urls, settings: Any) -> Town:
    """A town of this test's own. A password is enough at the desk, and cheap: both have tests of their own."""
    settings.TONGBAN_DEMO = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return Town()


def promised(right: str, role: str, method: str) -> str:
    """What the door has to say to a role, by the right beside the view: the one table."""
    kind, _, detail = right.partition(":")
    if kind == "partner":
        known = dict(pair.split("=") for pair in detail.split(","))
        return NONE if method not in known else IN if role == PROGRAM else TOKEN
    if role == PROGRAM:
        return NONE  # it has a token and no session: at pages it is anybody
    if kind == "public":
        return IN
    if role == ANYBODY:
        return LOGIN
    if kind == "citizen":
        return IN if role in (CITIZEN, OTHER) else DESK
    if kind == "school":
        return IN if role == SCHOOL else HIDDEN
    posts = set(detail.split(",")) - {""}
    if kind == "work" and role in (STAFF_OF_PARTNER, SCHOOL):
        return IN
    if role not in (*POSTS, CONFIGURES):
        return HIDDEN
    if kind == "configure":
        return IN if role == CONFIGURES else REFUSED
    return IN if not posts or role in posts else REFUSED


def said(answer: Any) -> str:
    """What the door said. Anything behind it that is not an answer of ours (500) is a finding of its own."""
    place = answer.get("location", "")
    if answer.status_code == 401:
        return TOKEN
    if answer.status_code == 403:
        return REFUSED
    if answer.status_code == 302 and place.startswith("/account/login/"):
        return LOGIN
    return DESK if answer.status_code == 302 and place in ("/desk/", "/school/", "/training/") else IN


def ours() -> list[Address]:
    return [one for one in addresses() if not one.name.startswith(OF_OTHERS)]


def test_every_view_says_who_may_open_it() -> None:
    silent = [f"{one.name or one.route} ({one.view.__module__})" for one in ours() if one.right is None]
    assert not silent, f"no right stands beside: {', '.join(silent)}; see web/rights.py"


def test_rights_are_written_in_words_the_table_knows() -> None:
    for one in ours():
        kind, _, detail = str(one.right).partition(":")
        assert kind in ("public", "citizen", "staff", "configure", "partner", "school", "work"), one
        assert kind != "staff" or set(detail.split(",")) - {""} <= set(POSTS), one


@pytest.mark.parametrize("role", ROLES)
def test_every_door_says_what_its_view_promised(town: Town, role: str) -> None:
    wrong = []
    for address in ours():
        for method in ("GET", "POST", "PUT"):
            wanted = promised(str(address.right), role, method)
            if wanted == NONE or (wanted == IN and method != "GET"):
                continue
            answer = town.knock(role, method, address)
            heard = HIDDEN if wanted == HIDDEN and answer.status_code == 404 else said(answer)
            if heard != wanted or answer.status_code >= 500:
                wrong.append(f"{method} {address.route}: {wanted} was promised, {answer.status_code} came ({heard})")
    assert not wrong, "\n".join(wrong)


def test_nobody_reads_anothers_things_by_guessing(town: Town) -> None:
    seen = []
    for address in ours():
        if not set(address.varies) & set(OBJECTS):
            continue
        role = {"citizen": OTHER, "partner": PROGRAM, "school": SCHOOL}.get(str(address.right).partition(":")[0], "")
        methods = [
            method for method in ("GET", "POST", "PUT") if role and promised(str(address.right), role, method) == IN
        ]
        for method in methods:
            answer = town.knock(role, method, address)
            if answer.status_code not in (400, 404, 405) or town.case.number in answer.content.decode():
                seen.append(f"{method} {address.route} as {role}: {answer.status_code}")
    assert not seen, "\n".join(seen)


def test_the_owner_does_find_what_another_does_not(town: Town) -> None:
    """The counterpart of guessing: the same addresses open for whom they belong to, so 404 above means something."""
    for address in ours():
        own = str(address.right) == "citizen" and set(address.varies) & set(OBJECTS)
        if own and address.name not in OWN_THINGS_MISSING:
            answer = town.knock(CITIZEN, "GET", address)
            assert answer.status_code in (200, 302), f"{address.route}: {answer.status_code}"


def test_a_clerk_elsewhere_finds_no_case_by_its_number(town: Town) -> None:
    clerk = town.clerk_elsewhere()
    guarded = [one for one in ours() if str(one.right).startswith("staff") and {"number", "visit_id"} & set(one.varies)]
    assert guarded
    for address in guarded:
        for method in ("get", "post"):
            answer = getattr(clerk, method)(f"{address.path(town.sample)}?purpose=supervision")
            assert answer.status_code == 404, f"{method} {address.route}: {answer.status_code}"


def test_the_chapter_says_what_the_doors_do() -> None:
    keep_true("rights.md", chapter())


def chapter() -> str:
    """The table as a chapter: a row an address, a column a role."""
    columns = (ANYBODY, CITIZEN, *POSTS, CONFIGURES, SCHOOL, STAFF_OF_PARTNER, PROGRAM)
    lines = [
        "# Who may open what",
        "",
        "Written by `tests/book/test_rights.py`, which knocks at every address as every role. A post opens the page;",
        "which cases and persons stand on it, grants decide: power, service and office. A citizen sees their own",
        "things and those of people whose mandate they hold; a partner's program the cases its outlet began;",
        "staff of a driving school the learners who name it.",
        "",
        f"| address | {' | '.join(columns)} |",
        f"|---|{'---|' * len(columns)}",
    ]
    for one in sorted(ours(), key=lambda one: one.route):
        marks = " | ".join(_mark(str(one.right), column) for column in columns)
        lines.append(f"| `/{one.route}` | {marks} |")
    return "\n".join(lines) + "\n"


def _mark(right: str, role: str) -> str:
    if right.startswith("partner:"):
        return right.partition(":")[2].replace("=", " ").replace(",", ", ") if role == PROGRAM else ""
    return "●" if promised(right, role, "GET") == IN else ""
