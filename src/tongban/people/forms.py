"""The form of the log-in page (setting ACCOUNT_FORMS = {"login": "tongban.people.forms.LoginForm"})."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.utils.translation import gettext_lazy as _

from tongban.people.login import username_for


class LoginForm(allauth_forms.LoginForm):
    """Asks for identity number, phone or staff number, and hands allauth the account's user name instead."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("Identity number, phone or staff number"),
            max_length=40,
            widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
        )
        self.order_fields(["login", "password", "remember"])

    def user_credentials(self) -> dict[str, Any]:
        """Return what allauth checks, limits and notes in the session: never the number that was typed."""
        credentials: dict[str, Any] = super().user_credentials()
        credentials["username"] = username_for(self.cleaned_data["login"])
        return credentials
