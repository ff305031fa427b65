from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("vehicles", "0004_owned_once")]

    operations = [
        migrations.CreateModel(
            name="AttachmentNotice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        primary_key=True, serialize=False, db_comment="exchange message, or our own of a notice on paper"
                    ),
                ),
                ("number", models.CharField(max_length=100, db_comment="of the document")),
                (
                    "authority",
                    models.CharField(max_length=16, db_comment="court, procuratorate, supervision, enforcement"),
                ),
                ("authority_name", models.CharField(max_length=100)),
                ("case_number", models.CharField(max_length=100)),
                ("act", models.CharField(max_length=8, db_comment="attach, extend, release")),
                ("vin", models.CharField(max_length=17)),
                (
                    "about",
                    models.CharField(
                        max_length=300, default="", blank=True, db_comment="number of the notice that attached"
                    ),
                ),
                ("on", models.DateField()),
                ("until", models.DateField(null=True, db_comment="as the notice has it")),
                ("came_at", models.DateTimeField()),
                (
                    "officers",
                    models.JSONField(default=list, db_comment="on paper: badge numbers of the two who brought it"),
                ),
                ("image", models.BinaryField(default=b"", db_comment="on paper: its picture, sealed")),
                ("taken_by", models.UUIDField(null=True, db_comment="on paper: account that took it down")),
                ("confirmed_by", models.UUIDField(null=True, db_comment="on paper: account that confirmed it")),
                ("vehicle", models.UUIDField(null=True)),
                ("result", models.CharField(max_length=10)),
                (
                    "rank",
                    models.PositiveSmallIntegerField(
                        default=0, db_comment="place among attachments then: 1 binds"
                    ),
                ),
                ("ends_on", models.DateField(null=True, db_comment="the last day of the attachment")),
                (
                    "where",
                    models.CharField(
                        max_length=6, default="", blank=True, db_comment="region to which the vehicle has moved"
                    ),
                ),
                ("carried_out_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table_comment": "Notices that attach vehicles, extend and release, and what each led to",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["authority_name", "number", "act", "vin"], name="vehicles_notice_once"
                    ),
                    models.CheckConstraint(
                        condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("taken_by")), name="vehicles_notice_by_two"
                    ),
                ],
                "indexes": [
                    models.Index(fields=["id"], name="vehicles_notice_to_confirm", condition=Q(result="taken_down")),
                    models.Index(
                        fields=["vehicle"], name="vehicles_notice_of_vehicle", condition=Q(vehicle__isnull=False)
                    ),
                ],
            },
        ),
    ]
