"""Tokens of programs: issued by who may configure an outlet, shown once, taken back with a reason."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from tests import builders
from tests.web.api.clients import POST, an_outlet

from tongban.core import clock, entries
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.outlets import actions, queries
from tongban.outlets.models import ApiClient
from tongban.outlets.types import OutletKind

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)
NOBODY = Actor(kind="staff", label="0001", channel="window")


@pytest.fixture(autouse=True)
def _one_day() -> Iterator[None]:
    with clock.frozen(datetime(2026, 11, 22, 2, 0, tzinfo=UTC)):
        an_outlet(POST, OutletKind.POST)
        yield


def a_token(**more: object) -> str:
    facts = {"code": "post-1", "outlet": POST, "roles": ["status"], "services": ["D06"], "actor": builders.TEST}
    return actions.issue_token(cause="test", **(facts | more))  # type: ignore[arg-type]


def test_issuing_and_taking_back_leave_entries() -> None:
    token = a_token()
    client = queries.api_client(token)
    assert client is not None and (client.code, client.outlet) == ("post-1", POST)
    actions.revoke_token(code="post-1", reason="lost", actor=builders.TEST, cause="test")
    assert queries.api_client(token) is None
    assert [entry.kind for entry in entries.history(client.id)] == ["token_issued", "token_revoked"]
    assert token not in str([entry.facts for entry in entries.history(client.id)])


def test_a_token_holds_from_its_first_to_its_last_day() -> None:
    token = a_token(since=DAY, until=DAY + timedelta(days=1))
    for days, holds in ((-1, False), (0, True), (1, True), (2, False)):
        with clock.frozen(datetime(2026, 11, 22, 2, 0, tzinfo=UTC) + timedelta(days=days)):
            assert (queries.api_client(token) is not None) == holds, days


def test_a_closed_outlets_token_opens_nothing() -> None:
    token = a_token()
    actions.close_outlet(code=POST, on=DAY, actor=builders.TEST, cause="test")
    assert queries.api_client(token) is None


@pytest.mark.parametrize(
    ("spoilt", "error"),
    [
        ({"roles": []}, BadInput),
        ({"roles": ["everything"]}, BadInput),
        ({"services": []}, BadInput),
        ({"services": ["D99"]}, BadInput),
        ({"until": DAY - timedelta(days=1)}, BadInput),
        ({"outlet": "nowhere"}, NotFound),
        ({"actor": NOBODY}, NotAllowed),
    ],
)
def test_a_token_that_should_not_be_is_not_issued(spoilt: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error), transaction.atomic():
        a_token(**spoilt)
    assert not ApiClient.objects.exists()


def test_a_code_is_given_once() -> None:
    a_token()
    with pytest.raises(Conflict), transaction.atomic():
        a_token()


def test_taking_back_needs_a_reason_and_happens_once() -> None:
    a_token()
    with pytest.raises(BadInput), transaction.atomic():
        actions.revoke_token(code="post-1", reason=" ", actor=builders.TEST, cause="test")
    with pytest.raises(NotFound), transaction.atomic():
        actions.revoke_token(code="post-2", reason="lost", actor=builders.TEST, cause="test")
    actions.revoke_token(code="post-1", reason="lost", actor=builders.TEST, cause="test")
    with pytest.raises(Conflict), transaction.atomic():
        actions.revoke_token(code="post-1", reason="lost", actor=builders.TEST, cause="test")


def test_a_program_acts_for_its_services_at_one_office_only() -> None:
    client = queries.api_client(a_token(roles=["start"]))
    assert client is not None
    actor = client.actor("310100-1")
    assert (actor.kind, actor.channel, actor.office, actor.label) == ("partner", "partner", POST, "post-1")
    assert actor.may("work", "D06", "310100-1") and not actor.may("work", "D07", "310100-1")
    assert not actor.may("work", "D06", "310100-2") and not actor.may("decide", "D06", "310100-1")
