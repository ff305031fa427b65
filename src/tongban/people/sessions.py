"""Sessions of signed-in browsers: one statement says which session it is, whose account, and which person that is.

Django's own engine (settings.SESSION_ENGINE), with the account as a column: what three statements of every request
asked one after the other is one read. Nothing is cached, so signing out, a new password or a locked account count with
the next request.
"""

from dataclasses import dataclass
from typing import Any, cast

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from tongban.core import clock
from tongban.people.models import Account, Session
from tongban.people.types import AccountPerson

_READ = """
SELECT session.session_data, person.id, person.assurance,
       account.id, account.username, account.kind, account.is_active, account.password, account.last_login
FROM people_session session
LEFT JOIN people_account account ON account.id = session.account_id
LEFT JOIN people_person person ON person.account_id = account.id
WHERE session.session_key = %s AND session.expire_date > now()
"""


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose session it is: the account, and the person behind it where there is one."""

    account: Account
    person: AccountPerson | None


class SessionStore(DatabaseStore):
    """A session that knows its holder; None before it was read, and for a browser nobody signed in with."""

    holder: Holder | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The table with the account."""
        return Session

    def load(self) -> dict[str, Any]:
        """Read session, account and person. One statement."""
        with connection.cursor() as cursor:
            cursor.execute(_READ, [self.session_key])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        self.holder = _holder(row)
        return dict(self.decode(row[0]))

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row to save: the account is written beside the data that names it."""
        row = cast(Session, super().create_model_instance(data))
        row.account_id = data.get(SESSION_KEY)
        return row


def signed_in(request: HttpRequest) -> Account | None:
    """Return whose request it is, as Django's `auth.get_user`: the password must still be that of the sign-in."""
    session = cast(SessionStore, request.session)
    if SESSION_KEY not in session or session.holder is None:
        return None
    account: Account = session.holder.account
    known = session.get(HASH_SESSION_KEY, "")
    if account.is_active and constant_time_compare(known, account.get_session_auth_hash()):
        return account
    session.flush()
    return None


def holder(request: HttpRequest) -> Holder | None:
    """Return whose session it was when it was read; None before that."""
    return cast(SessionStore, request.session).holder


def forget_expired() -> int:
    """Delete the sessions whose time is over: they say who was signed in when, and open nothing. Returns how many."""
    deleted, _ = Session.objects.filter(expire_date__lt=clock.now()).delete()
    return deleted


def _holder(row: tuple[Any, ...]) -> Holder | None:
    _, person_id, assurance, *of_account = row
    if of_account[0] is None:
        return None
    identifier, username, kind, is_active, password, last_login = of_account
    account = Account(
        id=identifier, username=username, kind=kind, is_active=is_active, password=password, last_login=last_login
    )
    account._state.adding, account._state.db = False, connection.alias
    return Holder(account, AccountPerson(person_id, assurance) if person_id else None)
