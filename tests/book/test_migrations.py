"""Models and migrations say the same."""

from io import StringIO

from django.apps import apps
from django.core.management import call_command
from tests.config.conftest import Urls

OURS = [config.label for config in apps.get_app_configs() if config.name.startswith("tongban.")]


def test_no_migration_is_missing(committed: Urls) -> None:
    said = StringIO()
    try:
        call_command("makemigrations", *OURS, check_changes=True, dry_run=True, stdout=said, no_color=True)
    except SystemExit:
        raise AssertionError(said.getvalue()) from None


def test_every_table_of_ours_says_what_it_holds() -> None:
    silent = [
        model._meta.label
        for label in OURS
        for model in apps.get_app_config(label).get_models()
        if model._meta.managed and not model._meta.db_table_comment and not model.__doc__
    ]
    assert not silent


def test_a_foreign_key_into_another_room_leaves_no_name_there() -> None:
    """A related name would let a room below reach up into one that it must not know."""
    named = [
        f"{model._meta.label}.{field.name}"
        for label in OURS
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.local_fields
        if field.remote_field and field.related_model._meta.app_label in {*OURS} - {label}
        if not field.remote_field.hidden
    ]
    assert not named
