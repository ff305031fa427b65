"""Orders may be changes of law adopted as packs: the file is kept as it was adopted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.AddField(
            "order",
            "pack",
            models.TextField(default="", db_comment="the pack's file as adopted; empty: an order"),
        ),
        migrations.AlterField(
            "order",
            "number",
            models.TextField(primary_key=True, serialize=False, db_comment="of an order, or the name of a pack"),
        ),
        migrations.AlterModelTableComment("order", "Orders and adopted changes of law"),
    ]
