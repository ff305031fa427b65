"""When the owner migrates, and what is said when it fails."""

import psycopg
import pytest

from tongban.config import database
from tongban.config.embedded import Urls

AS_MIGRATED = """
CREATE SCHEMA published;
CREATE TABLE people_account (id int);
CREATE FUNCTION core_make_partitions(date, integer) RETURNS integer LANGUAGE sql AS 'SELECT 0';
GRANT SELECT ON people_account TO tongban_app;
"""


@pytest.fixture
def migrated(empty_database: Urls) -> Urls:
    with psycopg.connect(empty_database.owner) as connection:
        connection.execute(AS_MIGRATED)
    return empty_database


def test_a_prepared_database_is_left_alone_until_the_code_changes(
    migrated: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[Urls] = []
    monkeypatch.setattr(database, "migrate", lambda urls, tell: ran.append(urls))
    assert database.prepare(migrated)
    assert not database.prepare(migrated)
    monkeypatch.setattr(database, "version", lambda: "tongban another")
    assert database.prepare(migrated)
    assert len(ran) == 2


def test_migrations_that_fail_are_told_with_what_they_said(migrated: Urls) -> None:
    nowhere = Urls(app=migrated.app, owner=migrated.owner.replace("port=5432", "port=1"))
    with pytest.raises(database.MigrationFailed, match="Error"):
        database.migrate(nowhere)


def test_a_database_whose_migrations_failed_counts_as_not_prepared(
    migrated: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(urls: Urls, tell: database.Progress) -> None:
        raise database.MigrationFailed("no")

    monkeypatch.setattr(database, "migrate", fail)
    with pytest.raises(database.MigrationFailed):
        database.prepare(migrated)
    with psycopg.connect(migrated.owner) as connection:
        assert database.prepared_for(connection) is None


def test_only_a_database_without_accounts_is_empty(migrated: Urls) -> None:
    assert database.is_empty(migrated)
    with psycopg.connect(migrated.owner) as connection:
        connection.execute("INSERT INTO people_account VALUES (1)")
    assert not database.is_empty(migrated)
