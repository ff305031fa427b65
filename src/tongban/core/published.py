"""The published views: schema `published`, from the file `views.sql` of each room, without names.

They are dropped before and made again after every migrate, so that no table's change is held up by a view.
"""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connections

from tongban.core.rights import PUBLISHED


def drop(using: str = "default", **_: Any) -> None:
    """Drop every published view."""
    with connections[using].cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {PUBLISHED} CASCADE")


def make(using: str = "default", **_: Any) -> None:
    """Make the views of all rooms, lower rooms first."""
    with connections[using].cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {PUBLISHED}")
        for path in files():
            cursor.execute(path.read_text(encoding="utf-8"))


def files() -> list[Path]:
    """Return the `views.sql` of each room that has one, in the order of INSTALLED_APPS."""
    rooms = [Path(config.path) for config in apps.get_app_configs() if config.name.startswith("tongban.")]
    return [room / "views.sql" for room in rooms if (room / "views.sql").exists()]
