"""Logging in: a number or a phone leads to a random name, and a failure tells nothing."""

from typing import Any

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from tests.people.builders import DEMO, PASSWORD, PHONE, a_citizen, an_account, identity_number

from tongban.people import actions, queries
from tongban.people.adapter import AccountAdapter
from tongban.people.forms import LoginForm
from tongban.people.login import username_for
from tongban.people.models import Account
from tongban.people.sessions import SessionStore
from tongban.people.types import AccountKind


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> None:
    cache.clear()


def a_request() -> HttpRequest:
    request = RequestFactory().post("/account/login/", REMOTE_ADDR="192.0.2.1", HTTP_HOST="localhost")
    request.session = SessionStore()
    return request


def tried(login: str, password: str = PASSWORD) -> LoginForm:
    """The form after somebody sent it."""
    request = a_request()
    with context.request_context(request):
        form = LoginForm({"login": login, "password": password}, request=request)
        form.is_valid()
    return form


def test_number_old_number_and_phone_lead_to_one_account() -> None:
    account = Account.objects.get(pk=an_account().account_id)
    number = identity_number()
    for login in (number, number.lower(), f" {number[:6]} {number[6:]}", number[:6] + number[8:17], PHONE):
        assert tried(login).user == account, login


def test_staff_log_in_with_their_number_in_any_case() -> None:
    staff = actions.open_work_account(
        username="SH-0007", kind=AccountKind.STAFF, password=PASSWORD, actor=DEMO, cause="test"
    )
    assert tried("sh-0007").user == staff


def test_nobody_logs_in_with_the_random_name_of_a_citizen() -> None:
    account = Account.objects.get(pk=an_account().account_id)
    assert tried(account.username).user is None


@pytest.mark.parametrize("login", [identity_number(9), "13900139000", "0999", "x" * 40])
def test_an_unknown_person_and_a_wrong_password_look_the_same(login: str) -> None:
    an_account()
    unknown, wrong = tried(login), tried(identity_number(), "another long word 8")
    assert unknown.errors == wrong.errors != {}
    assert str(AccountAdapter.error_messages["username_password_mismatch"]) in str(unknown.errors)


def test_an_unknown_person_costs_as_many_hashes_and_questions_as_a_wrong_password(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
    an_account()
    hashed: list[str] = []
    encode = ScryptPasswordHasher.encode

    def counted(self: ScryptPasswordHasher, password: str, *arguments: Any, **more: Any) -> str:
        hashed.append(password)
        return encode(self, password, *arguments, **more)

    monkeypatch.setattr(ScryptPasswordHasher, "encode", counted)
    costs = []
    for login in (identity_number(9), identity_number(), "13900139000", PHONE):
        hashed.clear()
        with CaptureQueriesContext(connection) as asked:
            tried(login, "another long word 8")
        costs.append((len(hashed), len(asked)))
    assert set(costs) == {(1, 2)}


def test_the_session_is_never_told_the_number() -> None:
    an_account()
    credentials = tried(identity_number()).user_credentials()
    assert identity_number() not in str(credentials)


def test_the_sixth_wrong_password_is_refused_whatever_was_typed() -> None:
    an_account()
    for login in (identity_number(), PHONE, identity_number(), PHONE, identity_number()):
        tried(login, "another long word 8")
    assert tried(PHONE, PASSWORD).user is None


def test_an_unknown_person_is_held_up_after_as_many_attempts() -> None:
    for _ in range(5):
        tried(identity_number(9), "another long word 8")
    held_up = tried(identity_number(9)).errors
    assert str(AccountAdapter.error_messages["too_many_login_attempts"]) in str(held_up)


def test_a_new_phone_logs_in_and_the_old_one_does_not() -> None:
    opened = an_account()
    actions.bind_phone(person_id=opened.person_id, phone="13900139000", actor=DEMO, cause="case:1")
    assert tried("13900139000").user is not None
    assert tried(PHONE).user is None


def test_a_closed_account_is_shown_as_inactive_only_to_who_knows_the_password() -> None:
    opened = an_account()
    actions.close_account(person_id=opened.person_id, actor=a_citizen(opened.person_id), cause="account")
    assert tried(PHONE, "another long word 8").user is None
    assert tried(PHONE).user.is_active is False


def test_a_text_without_account_leads_to_a_name_that_cannot_be_one() -> None:
    assert username_for("0999") == username_for(" 0999 ") != username_for("0998")
    assert queries.find_account(username_for("0999")) is None


def test_allauths_own_signup_is_closed() -> None:
    assert AccountAdapter().is_open_for_signup(a_request()) is False


def test_the_session_record_of_a_log_in_holds_no_number() -> None:
    an_account()
    request = a_request()
    with context.request_context(request):
        form = LoginForm({"login": PHONE, "password": PASSWORD}, request=request)
        assert form.is_valid()
        record_authentication(request, form.user, method="password", username=form.user_credentials()["username"])
    assert PHONE not in str(dict(request.session.items()))
