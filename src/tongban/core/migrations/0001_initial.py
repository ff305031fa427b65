import django.db.models.deletion
import tongban.core.ids
import tongban.core.models
from django.db import migrations, models

from tongban.core import clock
from tongban.core.migrations import _log


def first_partitions(apps, schema_editor):
    """The months from this one on; whatever bears an older id lies in one partition before them."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT core_make_partitions(%s, 12)", [clock.day_of(clock.now())])


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='DayOverride',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False)),
                ('working', models.BooleanField()),
                ('notice_year', models.IntegerField(db_comment='year whose State Council notice this belongs to', null=True)),
                ('source', models.TextField()),
            ],
            options={
                'db_table': 'core_day_override',
                'db_table_comment': 'Working days and days off by dated notices',
            },
        ),
        migrations.CreateModel(
            name='JobRun',
            fields=[
                ('name', models.TextField(primary_key=True, serialize=False)),
                ('last_success', models.DateField()),
            ],
            options={
                'db_table': 'core_job_run',
                'db_table_comment': 'Daily jobs catch up from their last success',
            },
        ),
        migrations.CreateModel(
            name='Order',
            fields=[
                ('number', models.TextField(primary_key=True, serialize=False)),
                ('basis', models.TextField(db_comment='legal basis, shown to people')),
                ('region', models.TextField(db_comment='GB/T 2260; empty: everywhere')),
                ('since', models.DateField()),
                ('until', models.DateField(db_comment='last day; empty: until ended', null=True)),
                ('values', models.JSONField(db_comment='parameter key: value')),
            ],
            options={
                'db_table_comment': 'Orders in force: emergency mode and announced measures',
            },
        ),
        migrations.CreateModel(
            name='SealLeaf',
            fields=[
                ('position', models.BigIntegerField(primary_key=True, serialize=False)),
                ('entry', models.UUIDField(unique=True)),
                ('hash', models.BinaryField()),
            ],
            options={
                'db_table': 'core_seal_leaf',
                'db_table_comment': 'Leaves of the log, by position from 0',
            },
        ),
        migrations.CreateModel(
            name='Unsealed',
            fields=[
                ('entry', models.UUIDField(primary_key=True, serialize=False)),
            ],
            options={
                'db_table_comment': 'Entries waiting for the next seal',
            },
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(_log.ENTRY, 'DROP TABLE core_entry'),
                migrations.RunSQL(_log.LOOK, 'DROP TABLE core_look'),
            ],
            state_operations=[
                migrations.CreateModel(
                    name='Entry',
                    fields=[
                        ('id', models.UUIDField(default=tongban.core.ids.new_id, primary_key=True, serialize=False)),
                        ('register', models.TextField()),
                        ('subject', models.UUIDField()),
                        ('kind', models.TextField(db_comment='past participle: renewed')),
                        ('effective_on', models.DateField(db_comment="the law's day")),
                        ('recorded_at', tongban.core.models._MomentOf(db_comment="the clock's instant, from the id", db_persist=True, expression=models.Func(models.F('id'), function='uuid_extract_timestamp'), output_field=models.DateTimeField())),
                        ('actor', models.TextField(db_comment='kind:account or kind:label, never a name')),
                        ('office', models.TextField()),
                        ('channel', models.TextField()),
                        ('cause', models.TextField(db_comment='case, decision, partner message, correction')),
                        ('facts', models.JSONField(db_comment='ids and codes, not names; personal values as salted hashes')),
                        ('corrects', models.UUIDField(null=True)),
                        ('request_id', models.TextField()),
                    ],
                    options={
                        'db_table_comment': 'What happened: append-only, partitioned by month of id, sealed',
                        'indexes': [models.Index(fields=['subject', 'id'], name='core_entry_subject'), models.Index(fields=['cause', 'id'], name='core_entry_cause')],
                    },
                ),
                migrations.CreateModel(
                    name='Look',
                    fields=[
                        ('id', models.UUIDField(default=tongban.core.ids.new_id, primary_key=True, serialize=False)),
                        ('looked_at', tongban.core.models._MomentOf(db_persist=True, expression=models.Func(models.F('id'), function='uuid_extract_timestamp'), output_field=models.DateTimeField())),
                        ('person', models.UUIDField(db_comment='whose data')),
                        ('actor_kind', models.TextField()),
                        ('actor_label', models.TextField()),
                        ('account', models.UUIDField(db_comment='who looked, where there is an account', null=True)),
                        ('office', models.TextField()),
                        ('channel', models.TextField()),
                        ('purpose', models.TextField(db_comment='see core.audit.Purpose')),
                        ('what', models.TextField(db_comment='code of what was shown')),
                        ('case', models.UUIDField(null=True)),
                        ('request_id', models.TextField()),
                    ],
                    options={
                        'db_table_comment': 'Who looked at whose data for which purpose: append-only, partitioned by month of id',
                        'indexes': [models.Index(fields=['person', 'id'], name='core_look_person'), models.Index(fields=['account', 'id'], name='core_look_account')],
                    },
                ),
            ],
        ),
        migrations.CreateModel(
            name='Request',
            fields=[
                ('scope', models.TextField(db_comment="account or partner; another's key is unknown")),
                ('key', models.TextField()),
                ('digest', models.BinaryField(db_comment='SHA-256 of the body')),
                ('row', models.TextField(db_comment='id of the row it led to', null=True)),
                ('forget_on', models.DateField()),
                ('pk', models.CompositePrimaryKey('scope', 'key', blank=True, editable=False, primary_key=True, serialize=False)),
            ],
            options={
                'db_table_comment': 'Idempotency keys, kept until forget_on',
                'indexes': [models.Index(fields=['forget_on'], name='core_request_forget_on')],
            },
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('size', models.BigIntegerField(db_comment='leaves covered', unique=True)),
                ('root', models.BinaryField()),
                ('previous_root', models.BinaryField()),
                ('sealed_at', models.DateTimeField()),
                ('day', models.DateField(db_comment='day in China on which it was sealed')),
                ('frontier', models.BinaryField(db_comment='peaks of the tree, largest first, 32 bytes each')),
                ('key_id', models.TextField(db_comment='first 16 hex digits of SHA-256 of the public key')),
                ('signature', models.BinaryField(db_comment='Ed25519 over the canonical statement of this seal')),
            ],
            options={
                'db_table_comment': 'Signed roots of the log of entries',
                'indexes': [models.Index(fields=['day', 'number'], name='core_seal_day')],
            },
        ),
        migrations.CreateModel(
            name='PersonalValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.TextField()),
                ('salt', models.BinaryField()),
                ('sealed', models.BinaryField(db_comment='sealed (core.personal)')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.entry')),
            ],
            options={
                'db_table': 'core_personal_value',
                'db_table_comment': 'Personal values behind the hashes in entries; deleted when erased',
                'constraints': [models.UniqueConstraint(fields=('entry', 'name'), name='core_personal_value_once')],
            },
        ),
        migrations.RunSQL(_log.REFUSE, 'DROP FUNCTION core_refuse_change() CASCADE'),
        *(migrations.RunSQL(_log.GUARD.format(table=table), migrations.RunSQL.noop) for table in _log.GUARDED),
        migrations.RunSQL(
            _log.MONTHS,
            'DROP FUNCTION core_make_partitions(date, integer); DROP FUNCTION core_month_bound(date);'
            'DROP FUNCTION core_make_partition(text, text, text, text)',
        ),
        migrations.RunPython(first_partitions, migrations.RunPython.noop),
    ]
