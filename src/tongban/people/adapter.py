"""What this product wants otherwise of django-allauth (settings ACCOUNT_ADAPTER and MFA_ADAPTER)."""

import base64
from typing import Any, ClassVar

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongban.core import personal
from tongban.people import queries
from tongban.people.types import AccountKind


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by `people.actions`, and a failed log-in never tells which part was wrong."""

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("The number or the password is not right."),
        "too_many_login_attempts": _("Too many failed attempts. Try again in five minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """False: allauth's own form knows nothing of the population register."""
        return False


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps are sealed like personal values; staff keep their last second factor."""

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _("Staff need a second factor: add another one first."),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret for the database."""
        return base64.b64encode(personal.seal(text)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open what `encrypt` sealed."""
        return personal.unseal(base64.b64decode(encrypted_text))

    def build_totp_svg(self, url: str) -> str:
        """Return the code to photograph, with the quiet zone that readers need."""
        return str(segno.make(url, error="m").svg_inline(scale=5, border=4))

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """False for the last second factor of a staff member; recovery codes are no second factor."""
        if authenticator.user.kind == AccountKind.CITIZEN:
            return True
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return others.filter(type__in=queries.SECOND_FACTORS).exists()

    def get_totp_label(self, user: Any) -> str:
        """Return what the app shows: a staff number, or for citizens no name at all."""
        return str(user.username) if user.kind != AccountKind.CITIZEN else "通办 Tongban"
