"""Numbers that two officers withhold, and collected rounds."""

import django.db.models.deletion
import tongban.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('allocation', '0002_plates'),
    ]

    operations = [
        migrations.CreateModel(
            name='Motion',
            fields=[
                ('id', models.UUIDField(default=tongban.core.ids.new_id, primary_key=True, serialize=False)),
                ('plate_type', models.CharField(max_length=2)),
                ('number', models.CharField(max_length=9)),
                ('kind', models.CharField(db_comment='withhold, free', max_length=8)),
                ('why_zh', models.TextField(db_comment='the public reason')),
                ('why_en', models.TextField()),
                ('proposed_by', models.UUIDField(db_comment='account')),
                ('proposed_label', models.TextField(db_comment='staff number')),
                ('proposed_at', models.DateTimeField()),
                ('confirmed_by', models.UUIDField(db_comment='account of somebody else', null=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table_comment': 'Numbers that two officers withheld or gave free, with the public reason',
            },
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('draw', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='allocation.draw')),
                ('pool', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='allocation.pool')),
                ('settled_at', models.DateTimeField(db_comment='when its numbers were reserved for who was drawn', null=True)),
            ],
            options={
                'db_table_comment': 'Draws whose items are plate numbers of a pool',
            },
        ),
        migrations.CreateModel(
            name='RoundEntry',
            fields=[
                ('draw', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='allocation.round')),
                ('person', models.UUIDField()),
                ('vin', models.CharField(max_length=17)),
                ('choice', models.UUIDField()),
                ('pk', models.CompositePrimaryKey('draw_id', 'person', blank=True, editable=False, primary_key=True, serialize=False)),
            ],
            options={
                'db_table_comment': 'For which vehicle a person takes part in a round; a vehicle takes part once',
            },
        ),
        migrations.AddField(
            model_name='choice',
            name='name',
            field=models.CharField(db_comment='brand and model of the vehicle', default='', max_length=120),
        ),
        migrations.RemoveConstraint(
            model_name='number',
            name='allocation_number_standing',
        ),
        migrations.AddField(
            model_name='number',
            name='round',
            field=models.CharField(db_comment='the draw for which it is announced', default='', max_length=20),
        ),
        migrations.AlterField(
            model_name='number',
            name='standing',
            field=models.CharField(db_comment='pool, used, withheld, round (announced for a draw)', default='pool', max_length=8),
        ),
        migrations.AddConstraint(
            model_name='number',
            constraint=models.CheckConstraint(condition=models.Q(('standing__in', ('pool', 'used', 'withheld', 'round'))), name='allocation_number_standing'),
        ),
        migrations.AddConstraint(
            model_name='number',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('standing', 'round'), models.Q(('round', ''), _negated=True)), models.Q(models.Q(('standing', 'round'), _negated=True), ('round', '')), _connector='OR'), name='allocation_in_a_round'),
        ),
        migrations.AddConstraint(
            model_name='motion',
            constraint=models.UniqueConstraint(condition=models.Q(('confirmed_at__isnull', True)), fields=('plate_type', 'number'), name='allocation_one_motion'),
        ),
        migrations.AddConstraint(
            model_name='motion',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='allocation_two_people'),
        ),
        migrations.AddConstraint(
            model_name='roundentry',
            constraint=models.UniqueConstraint(fields=('draw', 'vin'), name='allocation_vehicle_once_a_round'),
        ),
    ]
