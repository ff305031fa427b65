from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("drivers", "0002_comments"),
    ]

    operations = [
        migrations.AddField(
            model_name="driver",
            name="accidents",
            field=models.JSONField(db_comment="[[number, on, outcome, part in it]], as decided", default=list),
        ),
        migrations.AddField(
            model_name="driver",
            name="employer",
            field=models.JSONField(
                db_comment="[code by GB 32100, name] of whom the driver works for, as filed", null=True
            ),
        ),
    ]
