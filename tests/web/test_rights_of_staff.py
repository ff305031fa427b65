"""Every page of staff says who may open it, and refuses everybody else."""

import re
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import URLPattern, reverse
from tests.web.builders import a_clerk, an_office

from tongban.outlets.types import POSTS
from tongban.web.desk import urls as desk
from tongban.web.supervisor import urls as supervisor
from tongban.web.templatetags.navigation import FEW, GROUPS

pytestmark = pytest.mark.django_db
PAGES: list[tuple[str, URLPattern]] = [("desk", one) for one in desk.urlpatterns] + [
    ("supervisor", one) for one in supervisor.urlpatterns
]
VALUES = {
    "person_id": uuid4(),
    "vehicle_id": uuid4(),
    "visit_id": uuid4(),
    "choice_id": uuid4(),
    "photo_id": uuid4(),
    "set_id": uuid4(),
    "notice_id": uuid4(),
    "session_id": uuid4(),
    "batch_id": uuid4(),
    "drive_id": uuid4(),
    "ceremony_id": uuid4(),
    "class_id": uuid4(),
    "number": "2601010000001",
    "material": "portrait",
    "code": "X",
    "serial": "1",
    "outlet": "310100-1",
    "employee": "310100-0001",
}


@pytest.fixture(autouse=True)
def no_second_factor(settings: LazySettings) -> None:
    settings.TONGBAN_DEMO = True


def address(room: str, page: URLPattern) -> str:
    wanted = page.pattern.converters if "<" in str(page.pattern) else {}
    return reverse(f"{room}:{page.name}", kwargs={name: VALUES[name] for name in wanted})


def posts_of(page: URLPattern) -> set[str]:
    named = page.callback.right.removeprefix("staff:")  # type: ignore[attr-defined]
    return set(named.split(",")) - {""}


@pytest.mark.parametrize(("room", "page"), PAGES, ids=[f"{room}:{page.name}" for room, page in PAGES])
def test_a_page_of_staff_is_closed_to_everybody_whose_post_it_does_not_name(room: str, page: URLPattern) -> None:
    right = page.callback.right  # type: ignore[attr-defined]
    assert right == "configure" or right.startswith("staff:")
    path = address(room, page)
    assert Client().get(path)["location"].startswith("/account/login/")
    others = tuple(sorted(set(POSTS) - posts_of(page)))
    if posts_of(page):
        an_office(blanks=0)
        assert a_clerk(posts=others).get(path).status_code == 403


def test_supervision_pages_are_for_supervision_alone() -> None:
    assert {frozenset(posts_of(page)) for room, page in PAGES if room == "supervisor"} == {frozenset({"supervision"})}


def test_without_a_second_factor_no_page_of_staff_opens(settings: LazySettings) -> None:
    settings.TONGBAN_DEMO = False
    an_office(blanks=0)
    assert (
        "mfa" in a_clerk().get(reverse("desk:till"))["location"]
        or "2fa" in a_clerk("310100-0002").get(reverse("desk:till"))["location"]
    )


@pytest.mark.parametrize("post", POSTS)
def test_the_navigation_names_only_pages_that_open(post: str) -> None:
    an_office(blanks=0)
    clerk = a_clerk(posts=(post,))
    navigation = the_navigation(clerk, "/desk/")
    links = re.findall(r'href="([^"]+)"', navigation)
    assert "/desk/" in links and [link for link in links if clerk.get(link).status_code != 200] == []


def the_navigation(clerk: Client, path: str) -> str:
    return clerk.get(path).content.decode().split('<nav class="side"')[1].split("</nav>")[0]


def test_the_navigation_opens_the_heading_of_the_page_and_marks_the_page() -> None:
    an_office(blanks=0)
    navigation = the_navigation(a_clerk(posts=POSTS), "/desk/till/")
    assert navigation.count("<details>") == len(GROUPS) - 1 and navigation.count("<details open>") == 1
    opened = navigation.split("<details open>")[1].split("</details>")[0]
    assert '<a href="/desk/till/" aria-current="page">' in opened and navigation.count("aria-current") == 1


def test_where_there_are_few_pages_every_heading_is_open() -> None:
    an_office(blanks=0)
    navigation = the_navigation(a_clerk(posts=("production",)), "/desk/")
    assert navigation.count("<li>") <= FEW
    assert navigation.count("<details open>") > 1 and "<details>" not in navigation


def test_every_page_stands_once_in_the_navigation() -> None:
    entries = [one for _, group in GROUPS for one in group]
    assert len({one.here for one in entries}) == len({one.page for one in entries}) == len(entries)


def test_a_search_for_people_is_offered_only_to_posts_that_may_open_them() -> None:
    an_office(blanks=0)
    assert 'name="number"' in a_clerk(posts=("acceptance",)).get("/desk/").content.decode()
    assert 'name="number"' not in a_clerk("310100-0002", posts=("production",)).get("/desk/").content.decode()


def test_a_closed_page_leads_staff_back_to_the_window_and_says_whom_to_ask() -> None:
    an_office(blanks=0)
    page = a_clerk(posts=("acceptance",)).get("/desk/till/").content.decode()
    assert 'href="/desk/"' in page and "负责人授权" in page
