from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_comments")]

    operations = [
        migrations.AddIndex(
            model_name="credential", index=models.Index(fields=["person"], name="documents_of_person")
        ),
        migrations.AddIndex(model_name="card", index=models.Index(fields=["person"], name="documents_card_person")),
    ]
