"""Draws: their tables, and what the database itself refuses."""

import django.db.models.deletion
import tongban.core.ids
from django.db import migrations, models
from tongban.core.migrations._log import GUARD

FIXED = ('draw', 'announcement', 'called_off', 'reading', 'value', 'result')

# Waits for whoever fixes the list at this moment (FOR UPDATE of the draw's row), then looks whether it is fixed.
LIST_IS_FIXED = """
CREATE FUNCTION allocation_list_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_draw uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.draw_id ELSE NEW.draw_id END;
BEGIN
    PERFORM 1 FROM allocation_draw WHERE id = of_draw FOR KEY SHARE;
    IF EXISTS (SELECT 1 FROM allocation_announcement WHERE draw_id = of_draw)
        OR EXISTS (SELECT 1 FROM allocation_called_off WHERE draw_id = of_draw) THEN
        RAISE EXCEPTION 'The list of this draw is fixed and published: nobody is added, changed or removed.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER allocation_application_fixed BEFORE INSERT OR UPDATE OR DELETE ON allocation_application
    FOR EACH ROW EXECUTE FUNCTION allocation_list_is_fixed();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [('core', '0001_initial')]

    operations = [
        migrations.CreateModel(
            name='Draw',
            fields=[
                ('id', models.UUIDField(default=tongban.core.ids.new_id, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=20, unique=True)),
                ('title_zh', models.TextField()),
                ('title_en', models.TextField()),
                ('basis_zh', models.TextField(db_comment='by which rule it is drawn')),
                ('basis_en', models.TextField()),
                ('pilot', models.BooleanField(db_comment='no law provides for it: a trial')),
                ('pool', models.TextField(db_comment='pool.txt of docs/draw-format.md')),
                ('items', models.IntegerField(db_comment='lines of the pool')),
                ('sources', models.JSONField(db_comment='public values to come, in order: name, kind, issue, due_at, demo')),
                ('opens_at', models.DateTimeField()),
                ('closes_at', models.DateTimeField(db_comment='applications end here')),
                ('first_due_at', models.DateTimeField(db_comment='before this instant no source can be known')),
            ],
            options={
                'db_table_comment': 'Draws: what can be had, until when people apply, which public values decide',
            },
        ),
        migrations.CreateModel(
            name='Application',
            fields=[
                ('draw', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='allocation.draw')),
                ('code', models.CharField(db_comment='stands for the person on the published list', max_length=40)),
                ('person', models.UUIDField()),
                ('weight', models.IntegerField(default=1)),
                ('wishes', models.TextField(db_comment='places of the pool from 1, best first; *: anything', default='*')),
                ('pk', models.CompositePrimaryKey('draw_id', 'code', blank=True, editable=False, primary_key=True, serialize=False)),
            ],
            options={
                'db_table_comment': 'Who applied to which draw; one for each person',
            },
        ),
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('draw', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='allocation.draw')),
                ('commitment', models.CharField(db_comment='SHA-256 of the document', max_length=64)),
                ('document', models.BinaryField(db_comment='announcement.json')),
                ('applicants', models.BinaryField(db_comment='applicants.txt')),
                ('count', models.IntegerField(db_comment='applicants')),
                ('announced_at', models.DateTimeField()),
                ('first_due_at', models.DateTimeField(db_comment='as in the draw, so that a constraint can compare')),
            ],
            options={
                'db_table_comment': 'What was fixed and published before the seed could be known',
            },
        ),
        migrations.CreateModel(
            name='CalledOff',
            fields=[
                ('draw', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='allocation.draw')),
                ('reason_zh', models.TextField()),
                ('reason_en', models.TextField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'allocation_called_off',
                'db_table_comment': 'Draws that were called off, with the public reason',
            },
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('draw', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='allocation.announcement')),
                ('id', models.UUIDField(default=tongban.core.ids.new_id, primary_key=True, serialize=False)),
                ('source', models.CharField(max_length=40)),
                ('account', models.UUIDField(db_comment='who read')),
                ('staff', models.TextField(db_comment='their staff number')),
                ('published', models.JSONField(db_comment='list of strings')),
            ],
            options={
                'db_table_comment': 'Figures of public lotteries as read by each of two people',
            },
        ),
        migrations.CreateModel(
            name='Value',
            fields=[
                ('draw', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='allocation.announcement')),
                ('source', models.CharField(max_length=40)),
                ('published', models.JSONField(db_comment='list of strings, as published')),
                ('published_at', models.DateTimeField()),
                ('witness', models.TextField(db_comment='two staff numbers, or partner and message')),
                ('pk', models.CompositePrimaryKey('draw_id', 'source', blank=True, editable=False, primary_key=True, serialize=False)),
            ],
            options={
                'db_table_comment': 'Public values that make the seed, one for each source',
            },
        ),
        migrations.CreateModel(
            name='Result',
            fields=[
                ('draw', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='allocation.announcement')),
                ('seed', models.CharField(max_length=64)),
                ('proof', models.BinaryField(db_comment='proof.json')),
                ('drawn_at', models.DateTimeField()),
            ],
            options={
                'db_table_comment': 'Results of draws with their proofs; one for each draw',
            },
        ),
        migrations.AddConstraint(
            model_name='draw',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='allocation_draw_window'),
        ),
        migrations.AddConstraint(
            model_name='draw',
            constraint=models.CheckConstraint(condition=models.Q(('first_due_at__gt', models.F('closes_at'))), name='allocation_draw_seed_later'),
        ),
        migrations.AddConstraint(
            model_name='draw',
            constraint=models.CheckConstraint(condition=models.Q(('items__gt', 0)), name='allocation_draw_has_items'),
        ),
        migrations.AddConstraint(
            model_name='announcement',
            constraint=models.CheckConstraint(condition=models.Q(('first_due_at__gt', models.F('announced_at'))), name='allocation_fixed_before_seed'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.UniqueConstraint(fields=('draw', 'person'), name='allocation_one_per_person'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(('weight__gte', 1)), name='allocation_weight'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(('code__regex', '^[0-9A-Z]{4,40}$')), name='allocation_code'),
        ),
        migrations.AddIndex(
            model_name='reading',
            index=models.Index(fields=['draw', 'source'], name='allocation_reading_of'),
        ),
        *(migrations.RunSQL(GUARD.format(table=f'allocation_{table}'), migrations.RunSQL.noop) for table in FIXED),
        migrations.RunSQL(LIST_IS_FIXED, 'DROP FUNCTION allocation_list_is_fixed() CASCADE'),
    ]
