"""From an empty database to one the product may use, as its owner.

Django's migrate does the work: `core` makes the published views and sets the rights of the roles around
it. Whether it must run is written in the database itself (the comment on the schema `published`), so a
restored dump of last week is brought up to date as it should be.
"""

import hashlib
import os
import sys
from pathlib import Path

import psycopg
from psycopg import sql

from tongban.config.embedded import Progress, Urls
from tongban.config.processes import follow

PACKAGE = Path(__file__).resolve().parents[1]
MONTHS_AHEAD = 12
PREPARE_LOCK = 7_061_986  # one preparation at a time, whoever starts it
LIBRARIES = ("django", "procrastinate", "allauth")  # their migrations count too


class MigrationFailed(Exception):
    """Django's migrate ended with an error; carries the end of what it said."""


def prepare(urls: Urls, progress: Progress = lambda line: None) -> bool:
    """Bring the database up to the code and make the months ahead; True where it had to migrate."""
    wanted = version()
    with psycopg.connect(urls.owner, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [PREPARE_LOCK])
        behind = prepared_for(connection) != wanted
        if behind:
            migrate(urls, progress)
            connection.execute(sql.SQL("COMMENT ON SCHEMA published IS {}").format(sql.Literal(wanted)))
        connection.execute("SELECT core_make_partitions(current_date, %s)", [MONTHS_AHEAD])
    return behind


def version() -> str:
    """Return a digest of everything that migrating applies: migrations, views, rights."""
    digest = hashlib.sha256()
    rights = PACKAGE / "core" / "rights.py"
    for path in sorted([rights, *PACKAGE.glob("**/migrations/*.py"), *PACKAGE.glob("**/views.sql")]):
        digest.update(str(path.relative_to(PACKAGE)).encode() + path.read_bytes())
    lock = PACKAGE.parents[1] / "requirements.lock"
    for line in lock.read_text().splitlines():
        if line.startswith(tuple(f"{name}==" for name in LIBRARIES)):
            digest.update(line.encode())
    return f"tongban {digest.hexdigest()[:16]}"


def prepared_for(connection: psycopg.Connection) -> str | None:
    """Return the version the database was prepared for, None where it never was."""
    row = connection.execute("SELECT obj_description(to_regnamespace('published'), 'pg_namespace')").fetchone()
    return row[0] if row else None


def migrate(urls: Urls, progress: Progress = lambda line: None) -> None:
    """Run Django's migrations as the owner, telling each one. Raises MigrationFailed."""
    environment = {
        **os.environ,
        "DATABASE_URL": urls.app,
        "TONGBAN_OWNER_URL": urls.owner,
        "TONGBAN_AS_OWNER": "1",
        "DJANGO_SETTINGS_MODULE": "tongban.config.settings",
        "PYTHONPATH": str(PACKAGE.parent),
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "-m", "django", "migrate", "--no-input", "--no-color"]
    failed = follow(command, environment, progress)
    if failed is not None:
        raise MigrationFailed(failed)


def is_empty(urls: Urls) -> bool:
    """True where nobody has an account yet: only such a database may be filled with the demo city."""
    with psycopg.connect(urls.app) as connection:
        row = connection.execute("SELECT NOT EXISTS (SELECT 1 FROM people_account)").fetchone()
    return bool(row and row[0])


def _view_files() -> list[Path]:
    return sorted(PACKAGE.glob("**/views.sql"))
