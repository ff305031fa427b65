import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='order',
            name='lines',
            field=models.JSONField(db_comment="[{zh, en, amount, case}]; case where the line is one case's part"),
        ),
        migrations.AddField(
            model_name='refund',
            name='case_id',
            field=models.UUIDField(db_comment='The case whose part goes back; null: all that is left', null=True),
        ),
        migrations.AddField(
            model_name='refund',
            name='till_day',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchange.tillday'),
        ),
        migrations.AlterField(
            model_name='refund',
            name='payment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='exchange.payment'),
        ),
        migrations.AlterField(
            model_name='refund',
            name='reference',
            field=models.CharField(blank=True, db_comment="The bank's, the transfer's, or our cash slip's", max_length=64),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.UniqueConstraint(fields=('payment', 'case_id'), name='exchange_refund_once', nulls_distinct=False),
        ),
        migrations.AlterModelTableComment(
            name='refund',
            table_comment='Refunds: one per payment and case at most, together never more than was paid',
        ),
    ]
