"""Plate numbers: pools, segments, numbers, choices, bans, the secrets of days."""

import django.db.models.deletion
import tongban.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('allocation', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='DaySecret',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False)),
                ('commitment', models.CharField(db_comment='SHA-256 of the secret', max_length=64)),
                ('secret', models.BinaryField(db_comment='sealed')),
            ],
            options={
                'db_table': 'allocation_day_secret',
                'db_table_comment': 'Secrets of the generator of random sets, one a day, committed to before they are used',
            },
        ),
        migrations.CreateModel(
            name='Ban',
            fields=[
                ('id', models.UUIDField(default=tongban.core.ids.new_id, primary_key=True, serialize=False)),
                ('person', models.UUIDField()),
                ('ground', models.CharField(db_comment='not_registered, misuse', max_length=20)),
                ('since', models.DateField()),
                ('until', models.DateField(db_comment='the last day')),
                ('choice', models.UUIDField(null=True)),
                ('lifted_on', models.DateField(null=True)),
                ('lifted_why', models.TextField(default='')),
            ],
            options={
                'db_table_comment': 'Who may not choose a number online until when, and why it was lifted',
                'indexes': [models.Index(fields=['person'], name='allocation_bans_of')],
                'constraints': [models.UniqueConstraint(fields=('choice',), name='allocation_one_ban'), models.CheckConstraint(condition=models.Q(('until__gte', models.F('since'))), name='allocation_ban_days')],
            },
        ),
        migrations.CreateModel(
            name='Pool',
            fields=[
                ('id', models.UUIDField(default=tongban.core.ids.new_id, primary_key=True, serialize=False)),
                ('authority', models.CharField(db_comment='发牌机关, e.g. 苏A', max_length=8)),
                ('region', models.CharField(db_comment='GB/T 2260 code whose dated rules hold', max_length=6)),
                ('plate_type', models.CharField(db_comment='号牌种类', max_length=2)),
                ('energy', models.CharField(db_comment='electric, hybrid; empty for an ordinary plate', default='', max_length=8)),
                ('places', models.IntegerField(db_comment='numbers have places from 1 to here, so that one can be drawn', default=0)),
            ],
            options={
                'db_table_comment': 'Pools of plate numbers: one for each authority, type of plate and kind of drive',
                'constraints': [models.UniqueConstraint(fields=('authority', 'plate_type', 'energy'), name='allocation_one_pool')],
            },
        ),
        migrations.CreateModel(
            name='Segment',
            fields=[
                ('id', models.UUIDField(default=tongban.core.ids.new_id, primary_key=True, serialize=False)),
                ('mask', models.CharField(db_comment='苏A####K: # is any digit', max_length=9, unique=True)),
                ('size', models.IntegerField()),
                ('filed_on', models.DateField(db_comment='filed with the province')),
                ('announced_at', models.DateTimeField(db_comment='when the public was told of the release', null=True)),
                ('released_at', models.DateTimeField(db_comment='from this instant its numbers can be had', null=True)),
                ('pool', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='allocation.pool')),
            ],
            options={
                'db_table_comment': 'Blocks of numbers with the notice and the instant of their release',
            },
        ),
        migrations.CreateModel(
            name='Number',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('place', models.IntegerField(db_comment='in the pool, from 1')),
                ('plate_type', models.CharField(max_length=2)),
                ('number', models.CharField(max_length=9)),
                ('standing', models.CharField(db_comment='pool, used, withheld', default='pool', max_length=8)),
                ('opens_at', models.DateTimeField(db_comment='from this instant it can be drawn; null = not released', null=True)),
                ('askable_at', models.DateTimeField(db_comment='from this instant it can be asked for by name', null=True)),
                ('claim', models.CharField(db_comment='offered (in a set), reserved; runs to claim_ends_at', default='', max_length=8)),
                ('claim_ends_at', models.DateTimeField(db_comment='the claim is over from this instant on', null=True)),
                ('choice', models.UUIDField(db_comment='the choice that claims it', null=True)),
                ('holder', models.UUIDField(db_comment='for whom it is reserved: person or organisation', null=True)),
                ('vin', models.CharField(db_comment='for which vehicle it is reserved', default='', max_length=17)),
                ('vehicle', models.UUIDField(db_comment='on which vehicle it is', null=True)),
                ('kept_for', models.UUIDField(db_comment='who used it last and may have it again (O164.44)', null=True)),
                ('kept_to', models.DateField(db_comment='the last day on which they may', null=True)),
                ('returned_on', models.DateField(db_comment='when it last came back', null=True)),
                ('why_zh', models.TextField(db_comment='the public reason of a withheld number', default='')),
                ('why_en', models.TextField(default='')),
                ('pool', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='allocation.pool')),
                ('segment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='allocation.segment')),
            ],
            options={
                'db_table_comment': 'Every plate number and how it stands',
            },
        ),
        migrations.CreateModel(
            name='Choice',
            fields=[
                ('id', models.UUIDField(default=tongban.core.ids.new_id, primary_key=True, serialize=False)),
                ('person', models.UUIDField(db_comment='person or organisation that will own the vehicle')),
                ('vin', models.CharField(max_length=17)),
                ('channel', models.CharField(db_comment='online, window, partner ...: how many tries there are', max_length=10)),
                ('begun_at', models.DateTimeField()),
                ('sets', models.IntegerField(db_comment='random sets that were drawn', default=0)),
                ('tries', models.IntegerField(db_comment='numbers that were tried by name', default=0)),
                ('offered', models.JSONField(db_comment='the last random set, in the order drawn', default=list)),
                ('set_ends_at', models.DateTimeField(db_comment='until when one of the set can be taken', null=True)),
                ('got', models.CharField(db_comment='the number that was reserved', default='', max_length=9)),
                ('got_at', models.DateTimeField(null=True)),
                ('lapses_at', models.DateTimeField(null=True)),
                ('ended', models.CharField(db_comment='used, void (no fault), breach; empty: runs', default='', max_length=8)),
                ('pool', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='allocation.pool')),
            ],
            options={
                'db_table_comment': 'Choices of a number for a vehicle: sets drawn, numbers tried, what was reserved',
                'indexes': [models.Index(condition=models.Q(('ended', ''), ('lapses_at__isnull', False)), fields=['lapses_at'], name='allocation_breaches')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended', '')), fields=('person', 'vin'), name='allocation_one_choice'), models.CheckConstraint(condition=models.Q(('got', ''), ('lapses_at__isnull', False), _connector='OR'), name='allocation_reserved_until')],
            },
        ),
        migrations.AddConstraint(
            model_name='segment',
            constraint=models.CheckConstraint(condition=models.Q(('released_at__isnull', True), ('announced_at__lt', models.F('released_at')), _connector='OR'), name='allocation_release_announced'),
        ),
        migrations.AddIndex(
            model_name='number',
            index=models.Index(condition=models.Q(('kept_for__isnull', False)), fields=['kept_for'], name='allocation_kept_for'),
        ),
        migrations.AddIndex(
            model_name='number',
            index=models.Index(condition=models.Q(('choice__isnull', False)), fields=['choice'], name='allocation_claims_of'),
        ),
        migrations.AddConstraint(
            model_name='number',
            constraint=models.UniqueConstraint(fields=('plate_type', 'number'), name='allocation_number_once'),
        ),
        migrations.AddConstraint(
            model_name='number',
            constraint=models.UniqueConstraint(fields=('pool', 'place'), name='allocation_place_once'),
        ),
        migrations.AddConstraint(
            model_name='number',
            constraint=models.UniqueConstraint(condition=models.Q(('claim', 'reserved')), fields=('vin',), name='allocation_one_reserved'),
        ),
        migrations.AddConstraint(
            model_name='number',
            constraint=models.CheckConstraint(condition=models.Q(('standing__in', ('pool', 'used', 'withheld'))), name='allocation_number_standing'),
        ),
        migrations.AddConstraint(
            model_name='number',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('standing', 'used'), ('vehicle__isnull', False)), models.Q(models.Q(('standing', 'used'), _negated=True), ('vehicle__isnull', True)), _connector='OR'), name='allocation_used_by_one'),
        ),
        migrations.AddConstraint(
            model_name='number',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('standing', 'withheld'), _negated=True), models.Q(models.Q(('why_zh', ''), _negated=True), models.Q(('why_en', ''), _negated=True)), _connector='OR'), name='allocation_withheld_why'),
        ),
        migrations.AddConstraint(
            model_name='number',
            constraint=models.CheckConstraint(condition=models.Q(('claim', ''), ('claim_ends_at__isnull', False), _connector='OR'), name='allocation_claim_ends'),
        ),
    ]
