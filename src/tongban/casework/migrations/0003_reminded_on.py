from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0002_proof_of_service'),
    ]

    operations = [
        migrations.AddField(
            model_name='evidence',
            name='reminded_on',
            field=models.DateField(db_comment='promised: the day on which the person was reminded of it', null=True),
        ),
    ]
