"""Service points, staff and powers: set up by whoever may configure them, each step an entry, nobody for themselves."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.builders import OFFICE, SETUP, a_clerk, an_office

from tongban.core import entries
from tongban.core.actor import Grant
from tongban.outlets import actions as outlets
from tongban.outlets import queries
from tongban.people import queries as accounts

pytestmark = pytest.mark.django_db

HEAD = "310100-0030"


@pytest.fixture
def head() -> Client:
    """The head of the office: may configure it, and nothing else."""
    an_office()
    return a_clerk(HEAD, posts=("supervision",), powers=("see", "configure"))


@pytest.fixture
def admin(head: Client) -> Client:
    """Somebody who may configure everything."""
    client = a_clerk("310100-0031", posts=("supervision",), powers=("see",))
    outlets.grant(number="310100-0031", power="configure", actor=SETUP, cause="test")
    return client


def press(client: Client, address: str, action: str, **more: object) -> int:
    return client.post(address, {"action": action, "key": str(uuid4())} | more).status_code


def place(code: str = OFFICE) -> str:
    return reverse("desk:configure_outlet", args=[code])


def staff(number: str, code: str = OFFICE) -> str:
    return reverse("desk:configure_staff", args=[code, number])


def test_a_service_point_is_opened_by_whoever_may_configure_everything(admin: Client, head: Client) -> None:
    address = reverse("desk:configuration")
    given = {"code": "310117-1", "name_zh": "松江分所", "name_en": "Songjiang office", "kind": "county_office"}
    assert press(admin, address, "open", **given, region="31") == 400
    assert press(admin, address, "open", **given | {"name_en": ""}, region="310117") == 400
    assert press(admin, address, "open", **given, region="310117") == 302
    found = queries.get_outlet("310117-1")
    assert [entry.kind for entry in entries.history(found.id)] == ["opened"]
    assert "松江分所" in admin.get(address).content.decode()
    own = head.get(address).content.decode()
    assert "松江分所" not in own and 'value="open"' not in own
    assert press(head, address, "open", **given | {"code": "310117-2"}, region="310117") == 403
    assert head.get(place("310117-1")).status_code == 403


def test_somebody_is_employed_given_a_power_with_its_days_and_loses_it(head: Client) -> None:
    given = {"employee": "310100-0040", "posts": ["acceptance", "till"]}
    assert press(head, place(), "employ", **given, password="short") == 400
    assert press(head, place(), "employ", **given, password="a quite long sentence 7") == 302
    address = staff("310100-0040")
    assert "不能办理业务" in head.get(address).content.decode()
    assert press(head, address, "grant", power="", since="", until="") == 400
    assert press(head, address, "grant", power="work", since="2020-13-01", until="") == 400
    assert press(head, address, "grant", power="work", service="D06", since="2020-01-01", until="2099-12-31") == 302
    clerk = queries.get_staff("310100-0040")
    assert clerk.grants == {Grant("work", "D06", OFFICE)} and clerk.posts == {"acceptance", "till"}
    [(grant_id, _, _, until)] = queries.grants_of("310100-0040")
    assert until and until.isoformat() == "2099-12-31"
    assert press(head, address, "end_grant", grant=str(grant_id)) == 302
    assert queries.get_staff("310100-0040").grants == set()
    assert press(head, address, "move", posts=["review"]) == 302
    assert press(head, address, "dismiss", on="") == 302
    kinds = [entry.kind for entry in entries.history(clerk.id)]
    assert kinds == ["employed", "granted", "grant_ended", "moved", "dismissed"]
    account = accounts.find_account("310100-0040")
    assert account and not queries.actor_for(account, "window").posts


def test_nobody_gives_a_power_to_themselves_and_nobody_elsewhere(head: Client) -> None:
    assert 'value="grant"' not in head.get(staff(HEAD)).content.decode()
    assert press(head, staff(HEAD), "grant", power="decide") == 403
    an_office("320100-A", blanks=0)
    a_clerk("320100-0001", office="320100-A")
    assert press(head, staff("320100-0001", "320100-A"), "grant", power="work") == 403
    assert press(head, staff("320100-0001"), "grant", power="work") == 404, "not through the own office's address"


def test_a_token_is_shown_once_and_opens_nothing_after_it_was_taken_back(head: Client) -> None:
    given = {"program": "post-1", "roles": ["start", "status"], "services": "D06 D07", "until": ""}
    assert press(head, place(), "issue", **given | {"roles": []}) == 400
    assert press(head, place(), "issue", **given) == 302
    page = head.get(place()).content.decode()
    token = page.split('<p class="code">')[1].split("</p>")[0]
    client = queries.api_client(token)
    assert client and (client.code, client.outlet) == ("post-1", OFFICE)
    assert token not in head.get(place()).content.decode(), "shown once"
    assert press(head, place(), "revoke", program="post-1", reason=" ") == 400
    assert press(head, place(), "revoke", program="post-1", reason="the contract ended") == 302
    assert queries.api_client(token) is None
    assert "已于" in head.get(place()).content.decode()
    assert press(head, place(), "revoke", program="elsewhere", reason="x") == 404


def test_who_may_configure_nothing_is_not_let_in() -> None:
    an_office()
    clerk = a_clerk()
    assert clerk.get(reverse("desk:configuration")).status_code == 403
    assert reverse("desk:configuration") not in clerk.get(reverse("desk:search")).content.decode()
