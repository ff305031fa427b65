"""Second factors: sealed secrets, and staff who keep the last one."""

import pytest
from allauth.mfa.models import Authenticator
from tests.people.builders import DEMO, PASSWORD, an_account

from tongban.people import actions, queries
from tongban.people.adapter import SecondFactorAdapter
from tongban.people.models import Account
from tongban.people.types import AccountKind

TOTP, PASSKEY, CODES = "totp", "webauthn", "recovery_codes"


def staff() -> Account:
    return actions.open_work_account(
        username="0007", kind=AccountKind.STAFF, password=PASSWORD, actor=DEMO, cause="test"
    )


def with_factor(account: Account, kind: str) -> Authenticator:
    return Authenticator.objects.create(user=account, type=kind, data={})


@pytest.mark.parametrize(("kind", "counts"), [(TOTP, True), (PASSKEY, True), (CODES, False)])
def test_recovery_codes_alone_are_no_second_factor(kind: str, counts: bool) -> None:
    account = staff()
    assert not queries.has_second_factor(account.id)
    with_factor(account, kind)
    assert queries.has_second_factor(account.id) is counts


def test_staff_keep_their_last_second_factor() -> None:
    account = staff()
    totp = with_factor(account, TOTP)
    with_factor(account, CODES)
    assert not SecondFactorAdapter().can_delete_authenticator(totp)
    with_factor(account, PASSKEY)
    assert SecondFactorAdapter().can_delete_authenticator(totp)


def test_citizens_may_take_theirs_away() -> None:
    citizen = Account.objects.get(pk=an_account().account_id)
    assert SecondFactorAdapter().can_delete_authenticator(with_factor(citizen, TOTP))


def test_the_secret_of_an_app_is_sealed() -> None:
    sealed = SecondFactorAdapter().encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in sealed
    assert SecondFactorAdapter().decrypt(sealed) == "JBSWY3DPEHPK3PXP"


def test_the_app_shows_no_citizens_name() -> None:
    citizen = Account.objects.get(pk=an_account().account_id)
    assert SecondFactorAdapter().get_totp_label(citizen) == "通办 Tongban"
    assert SecondFactorAdapter().get_totp_label(staff()) == "0007"


def test_the_code_to_photograph_is_a_picture() -> None:
    assert SecondFactorAdapter().build_totp_svg("otpauth://totp/0007?secret=x").startswith("<svg")
