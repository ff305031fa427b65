"""A database of one's own for tests that commit, and ways to be the application or somebody with more rights."""

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

import psycopg
import pytest
from django.db import connection, connections
from psycopg import sql

COPIES = itertools.count()


@pytest.fixture
def own_database(django_db_setup, django_db_blocker) -> Iterator[None]:
    """A copy of the empty test database for this test alone: what it commits goes with it."""
    with _copy(django_db_blocker):
        yield


@pytest.fixture(scope="module")
def modules_database(django_db_setup, django_db_blocker) -> Iterator[None]:
    """A copy for all tests of a file, whose commits do not disturb each other."""
    with _copy(django_db_blocker):
        yield


@pytest.fixture
def application(modules_database) -> Iterator[None]:
    """Django is the application's role instead of the owner."""
    owner = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
    user, password = _application()
    connection.close()
    connection.settings_dict |= {"USER": user, "PASSWORD": password}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict |= owner


@contextmanager
def _copy(django_db_blocker) -> Iterator[None]:
    template = connection.settings_dict["NAME"]
    copy = f"{template}_copy_{os.getpid()}_{next(COPIES)}"
    with django_db_blocker.unblock():
        connection.close()
        _administer(sql.SQL("CREATE DATABASE {} TEMPLATE {}"), copy, template)
        connection.settings_dict["NAME"] = copy
        try:
            yield
        finally:
            connections.close_all()
            connection.settings_dict["NAME"] = template
            _administer(sql.SQL("DROP DATABASE {} WITH (FORCE)"), copy)


def _application() -> tuple[str, str]:
    parts = urlsplit(os.environ.get("DATABASE_URL", ""))
    user = unquote(parts.username or "")
    if not user or user == connection.settings_dict["USER"]:
        pytest.skip("the database has one role for owner and application: nothing to compare")
    return user, unquote(parts.password or "")


def _administer(statement: sql.SQL, *names: str) -> None:
    settings = connection.settings_dict
    with psycopg.connect(
        host=settings["HOST"], port=settings["PORT"] or None, user=settings["USER"], password=settings["PASSWORD"],
        dbname="postgres", autocommit=True,
    ) as server:  # fmt: skip
        server.execute(statement.format(*map(sql.Identifier, names)))
