import datetime

from django.db import migrations, models
from django.db.models import Q

LONG_PAST = datetime.date(2000, 1, 1)


def with_a_last_day(apps, schema_editor):
    """Who was asked before has thirty days from the day of asking."""
    for row in apps.get_model("casework", "Agreement").objects.all():
        row.answer_by = row.asked_at.date() + datetime.timedelta(days=30)
        row.answered_by = row.party if row.answered_at else None
        row.save(update_fields=["answer_by", "answered_by"])


class Migration(migrations.Migration):
    dependencies = [("casework", "0008_agreements")]

    operations = [
        migrations.RemoveConstraint("agreement", "casework_agreement_once"),
        migrations.RemoveIndex("agreement", "casework_agreement_person"),
        migrations.RenameField("agreement", "person", "party"),
        migrations.AlterField(
            "agreement", "party", models.UUIDField(db_comment="people.Person or people.Organisation who is asked")
        ),
        migrations.AddField(
            "agreement", "kind", models.CharField(max_length=12, default="person", db_comment="person, organisation")
        ),
        migrations.AddField(
            "agreement", "role", models.CharField(max_length=12, default="buyer", db_comment="in which part"),
            preserve_default=False,
        ),
        migrations.AddField(
            "agreement",
            "about",
            models.CharField(max_length=64, default="", db_comment="SHA-256 of the answers that it is about"),
        ),
        migrations.AddField(
            "agreement",
            "answer_by",
            models.DateField(default=LONG_PAST, db_comment="the last day to answer"),
            preserve_default=False,
        ),
        migrations.AddField(
            "agreement", "answered_by", models.UUIDField(null=True, db_comment="people.Person who spoke")
        ),
        migrations.RunPython(with_a_last_day, migrations.RunPython.noop),
        migrations.AddIndex(
            "agreement", models.Index(fields=["party"], name="casework_agreement_party", condition=Q(answered_at=None))
        ),
        migrations.AddConstraint(
            "agreement", models.UniqueConstraint(fields=["case", "party"], name="casework_agreement_once")
        ),
    ]
