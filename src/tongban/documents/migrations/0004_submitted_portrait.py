from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_of_person"),
    ]

    operations = [
        migrations.AddField(
            model_name="portrait",
            name="submitted_on",
            field=models.DateField(db_comment="handed in by its owner on this day; null = the library's", null=True),
        ),
    ]
