from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0002_parts_of_a_payment"),
    ]

    operations = [
        migrations.AddField(
            model_name="refund",
            name="red_bill_number",
            field=models.CharField(
                blank=True,
                db_comment="The red bill of a part; a whole order's stands there",
                db_default="",
                max_length=10,
            ),
        ),
    ]
