"""The roots of full subtrees are kept, so that a proof reads some dozens of them and not every leaf."""

from django.db import migrations, models

from tongban.core.migrations import _log
from tongban.core.tree import Frontier

CHUNK = 10_000
TABLE = "core_seal_node"


def keep_what_is_sealed(apps, schema_editor):
    """The nodes over the leaves there are."""
    frontier = Frontier()
    with schema_editor.connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT hash FROM core_seal_leaf WHERE position >= %s ORDER BY position LIMIT %s",
                [frontier.size, CHUNK],
            )
            leaves = cursor.fetchall()
            if not leaves:
                return
            nodes = [node for (leaf,) in leaves for node in frontier.append(bytes(leaf))]
            cursor.executemany(f"INSERT INTO {TABLE} (level, place, hash) VALUES (%s, %s, %s)", nodes)


class Migration(migrations.Migration):
    dependencies = [("core", "0003_law_book")]

    operations = [
        migrations.CreateModel(
            name="SealNode",
            fields=[
                ("pk", models.CompositePrimaryKey("level", "place", blank=True, editable=False, primary_key=True, serialize=False)),
                ("level", models.SmallIntegerField(db_comment="it stands over 2^level leaves")),
                ("place", models.BigIntegerField(db_comment="the first of them is place * 2^level")),
                ("hash", models.BinaryField()),
            ],
            options={
                "db_table": TABLE,
                "db_table_comment": "Roots of full subtrees of the log, from 256 leaves up",
            },
        ),
        migrations.RunSQL(_log.GUARD.format(table=TABLE), migrations.RunSQL.noop),
        migrations.RunPython(keep_what_is_sealed, migrations.RunPython.noop),
    ]
