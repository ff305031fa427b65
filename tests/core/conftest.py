"""A way to be the owner of the database; the tests' Django is otherwise the application's role."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from tongban.config.embedded import Urls
from tongban.config.settings import database as described


@pytest.fixture
def owner(django_db_setup: Urls, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Django is the owner of the database, in a transaction that is rolled back."""
    if django_db_setup.owner == django_db_setup.app:
        pytest.skip("the database has one role for owner and application")
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        _become(django_db_setup.owner)
        try:
            with transaction.atomic():
                yield
                transaction.set_rollback(True)
        finally:
            _become(django_db_setup.app)


def _become(url: str) -> None:
    connection.close()
    connection.settings_dict.update(described(url))
