"""The books of law by which decisions were made are kept whole."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0002_packs")]

    operations = [
        migrations.CreateModel(
            name="LawBook",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("content", models.TextField(db_comment="canonical JSON; the digest is its SHA-256")),
            ],
            options={
                "db_table": "core_law_book",
                "db_table_comment": "Every book of law by which something was decided",
            },
        ),
    ]
