"""One read says who it is, and whatever ends a session counts with the next request."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.people.builders import PASSWORD, an_account

from tongban.core import clock
from tongban.people import tasks
from tongban.people.models import Account, Session

pytestmark = pytest.mark.django_db
PAGE = "/me/identity/"  # open to an account whose face nobody has compared yet


@pytest.fixture
def signed_in() -> tuple[Client, Account]:
    account = Account.objects.get(pk=an_account().account_id)
    client = Client()
    client.force_login(account)
    assert client.get(PAGE).status_code == 200
    return client, account


def asked_to_sign_in(client: Client) -> bool:
    answer = client.get(PAGE)
    return answer.status_code == 302 and "/account/login/" in answer["location"]


def test_session_account_and_person_are_one_statement(signed_in: tuple[Client, Account]) -> None:
    with CaptureQueriesContext(connection) as log:
        signed_in[0].get(PAGE)
    asked = [query["sql"] for query in log if "people_session" in query["sql"] or "people_account" in query["sql"]]
    assert len(asked) == 1


def test_signing_out_elsewhere_counts_at_once(signed_in: tuple[Client, Account]) -> None:
    client, account = signed_in
    assert Session.objects.filter(account=account).delete()[0] == 1
    assert asked_to_sign_in(client)


def test_a_new_password_ends_the_session(signed_in: tuple[Client, Account]) -> None:
    client, account = signed_in
    account.set_password(PASSWORD + " and more")
    account.save()
    assert asked_to_sign_in(client)


def test_a_locked_account_is_signed_out(signed_in: tuple[Client, Account]) -> None:
    client, account = signed_in
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert asked_to_sign_in(client)


def test_a_nightly_job_deletes_the_sessions_whose_time_is_over_and_no_other(signed_in: tuple[Client, Account]) -> None:
    client, account = signed_in
    Session.objects.create(
        session_key="old", session_data="x", expire_date=clock.now() - timedelta(seconds=1), account=account
    )
    tasks.forget_old_sessions(0)
    assert not Session.objects.filter(session_key="old").exists()
    assert not asked_to_sign_in(client)
