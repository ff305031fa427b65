from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0004_prepared_and_sums")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("agent__isnull", False)), fields=["agent"], name="casework_of_agent"
            ),
        ),
    ]
