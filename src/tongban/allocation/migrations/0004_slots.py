"""Slots: sites, plans, preferences, runs, examiners; and what the database itself refuses."""

import django.db.models.deletion
import tongban.core.ids
from django.db import migrations, models
from tongban.core.migrations._log import GUARD

FIXED = ('fixed_plan', 'run', 'examiner_draw')

# Waits for whoever fixes the plan at this moment (the same lock, alone), then looks whether it is fixed.
PREFERENCES_ARE_FIXED = """
CREATE FUNCTION allocation_preferences_are_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_plan uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.plan_id ELSE NEW.plan_id END;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended(of_plan::text, 0));
    IF EXISTS (SELECT 1 FROM allocation_fixed_plan WHERE plan_id = of_plan) THEN
        RAISE EXCEPTION 'This plan is fixed and published: no preference is added, changed or removed.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER allocation_preference_fixed BEFORE INSERT OR UPDATE OR DELETE ON allocation_preference
    FOR EACH ROW EXECUTE FUNCTION allocation_preferences_are_fixed();
"""

# Slots and rankings name sessions without a foreign key of the database: what was published stays.
SESSIONS_STAY = """
CREATE TRIGGER allocation_session_stays BEFORE DELETE ON allocation_session
    FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
CREATE TRIGGER allocation_sessions_stay BEFORE TRUNCATE ON allocation_session
    FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();
"""

# Published files are large and already short: compressing them costs more than it saves.
AS_THEY_ARE = """
ALTER TABLE allocation_fixed_plan ALTER applicants SET STORAGE EXTERNAL, ALTER sessions SET STORAGE EXTERNAL;
ALTER TABLE allocation_run ALTER slots SET STORAGE EXTERNAL;
ALTER TABLE allocation_ranking ALTER keys SET STORAGE EXTERNAL;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('allocation', '0003_rounds'),
    ]

    operations = [
        migrations.CreateModel(
            name='Site',
            fields=[
                ('code', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('kind', models.CharField(db_comment='test_centre, inspection, counter', max_length=12)),
                ('region', models.CharField(max_length=6)),
                ('name_zh', models.TextField()),
                ('name_en', models.TextField()),
                ('address', models.TextField()),
                ('layout_zh', models.TextField(db_comment='layout, route and process, as published')),
                ('layout_en', models.TextField()),
                ('hours', models.JSONField(db_comment='working_day, rest_day: lists of [from, to]')),
                ('daily_limit', models.IntegerField(db_comment='most persons a day that were approved')),
                ('mobile', models.BooleanField(db_comment='brought to a township for some days', default=False)),
                ('opened_on', models.DateField()),
                ('closed_on', models.DateField(null=True)),
            ],
            options={
                'db_table_comment': 'Places where sessions are held',
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='allocation.site')),
                ('id', models.UUIDField(default=tongban.core.ids.new_id, primary_key=True, serialize=False)),
                ('kind', models.CharField(db_comment='room, route, vehicle, lane, window', max_length=8)),
                ('label', models.TextField()),
                ('subjects', models.JSONField(db_comment='list')),
                ('classes', models.JSONField(db_comment='list of classes, or of service codes at a counter')),
                ('count', models.IntegerField(db_comment='seats of a room; 1 for a vehicle', default=1)),
                ('since', models.DateField()),
                ('until', models.DateField(db_comment='last day', null=True)),
            ],
            options={
                'db_table_comment': 'Rooms, routes, vehicles, lanes and windows of sites',
            },
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.UUIDField(default=tongban.core.ids.new_id, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=20, unique=True)),
                ('kind', models.CharField(max_length=12)),
                ('region', models.CharField(max_length=6)),
                ('title_zh', models.TextField()),
                ('title_en', models.TextField()),
                ('rule', models.JSONField(db_comment='order and grain, docs/assignment-format.md')),
                ('sources', models.JSONField(db_comment='public values of the draw among equals, as in allocation_draw')),
                ('secret', models.BinaryField(db_comment='sealed; from it and the person follows their code in this plan')),
                ('first_on', models.DateField()),
                ('opens_at', models.DateTimeField()),
                ('closes_at', models.DateTimeField(db_comment='preferences end here')),
                ('result_by', models.DateField()),
            ],
            options={
                'db_table_comment': 'Published plans of sessions for which preferences are taken',
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('plan', models.ForeignKey(db_comment='NULL: direct', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='allocation.plan')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='allocation.site')),
                ('id', models.UUIDField(default=tongban.core.ids.new_id, primary_key=True, serialize=False)),
                ('place', models.IntegerField(db_comment='line of sessions.txt, from 1; 0 without a plan')),
                ('begins_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('subjects', models.CharField(db_comment='S1, S2, S3R, S3T, inspection, counter; joined by + in one go', max_length=20)),
                ('classes', models.CharField(db_comment='with commas', max_length=60)),
                ('capacity', models.IntegerField(db_comment='by the formula')),
                ('formula', models.JSONField(db_comment='what the formula was given')),
                ('quota', models.IntegerField(db_comment='as published')),
                ('taken', models.IntegerField(default=0)),
                ('weekend', models.BooleanField(db_comment='opened since the forecast waiting time was too long', default=False)),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('why_zh', models.TextField(default='')),
                ('why_en', models.TextField(default='')),
            ],
            options={
                'db_table_comment': 'Sessions of tests, lanes and counters',
            },
        ),
        migrations.CreateModel(
            name='Preference',
            fields=[
                ('plan', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='allocation.plan')),
                ('pk', models.CompositePrimaryKey('plan_id', 'code', 'subjects', blank=True, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(db_collation='C', db_comment='stands for the person in the published list', max_length=12)),
                ('subjects', models.CharField(db_collation='C', max_length=20)),
                ('person', models.UUIDField()),
                ('priority', models.BooleanField(default=False)),
                ('ordering_at', models.DateTimeField()),
                ('event', models.CharField(db_comment='what gave the ordering time', max_length=20)),
                ('submitted_at', models.DateTimeField(db_comment='first time; changing a preference does not change it')),
                ('school', models.TextField(db_comment='code of the school, empty for self-study', default='')),
                ('places', models.TextField(db_comment='lines of sessions.txt, best first, with commas')),
                ('stands_by', models.BooleanField(db_comment='takes a slot that is freed later', default=False)),
            ],
            options={
                'db_table_comment': 'Preferences; one for each person and test of a plan',
            },
        ),
        migrations.CreateModel(
            name='FixedPlan',
            fields=[
                ('plan', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='allocation.plan')),
                ('commitment', models.CharField(max_length=64)),
                ('document', models.BinaryField(db_comment='the announcement')),
                ('sessions', models.BinaryField(db_comment='sessions.txt')),
                ('applicants', models.BinaryField(db_comment='applicants.txt')),
                ('count', models.IntegerField()),
                ('schools', models.JSONField(db_comment='school to its number in applicants.txt')),
                ('fixed_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'allocation_fixed_plan',
                'db_table_comment': 'Plans as they were fixed before anybody could know the draw',
            },
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('plan', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='allocation.fixedplan')),
                ('seed', models.CharField(max_length=64)),
                ('proof', models.BinaryField(db_comment='proof.json')),
                ('slots', models.BinaryField(db_comment='slots.txt')),
                ('given', models.IntegerField()),
                ('run_at', models.DateTimeField()),
            ],
            options={
                'db_table_comment': 'Results of plans with their proofs; one for each plan',
            },
        ),
        migrations.CreateModel(
            name='Slot',
            fields=[
                ('session', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='allocation.session')),
                ('pk', models.CompositePrimaryKey('session_id', 'person', 'subject', blank=True, editable=False, primary_key=True, serialize=False)),
                ('person', models.UUIDField()),
                ('subject', models.CharField(max_length=12)),
                ('standing', models.CharField(default='booked', max_length=10)),
                ('how', models.CharField(db_comment='run, freed, direct', max_length=6)),
                ('given_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table_comment': 'Slots that were given, and what became of them',
            },
        ),
        migrations.CreateModel(
            name='Ranking',
            fields=[
                ('session', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='allocation.session')),
                ('keys', models.BinaryField(db_comment='keys of one length, ascending')),
                ('last', models.BinaryField(db_comment='key of the last who would get a slot; empty while some are left')),
                ('left', models.IntegerField(db_comment='slots nobody would get')),
                ('reckoned_at', models.DateTimeField()),
            ],
            options={
                'db_table_comment': 'The order at each session as last reckoned; a job makes it anew',
            },
        ),
        migrations.CreateModel(
            name='Examiner',
            fields=[
                ('staff', models.CharField(db_comment='staff number', max_length=20, primary_key=True, serialize=False)),
                ('region', models.CharField(max_length=6)),
                ('subjects', models.JSONField(db_comment='list')),
                ('classes', models.JSONField(db_comment='list')),
                ('certificate', models.CharField(max_length=30)),
                ('certified_to', models.DateField()),
                ('suspended_from', models.DateField(null=True)),
                ('suspended_to', models.DateField(null=True)),
            ],
            options={
                'db_table_comment': 'Examiners and their certificates',
            },
        ),
        migrations.CreateModel(
            name='Relation',
            fields=[
                ('examiner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='allocation.examiner')),
                ('id', models.UUIDField(default=tongban.core.ids.new_id, primary_key=True, serialize=False)),
                ('school', models.TextField(default='')),
                ('person', models.UUIDField(null=True)),
                ('declared_on', models.DateField()),
            ],
            options={
                'db_table_comment': 'Declared relations of examiners',
            },
        ),
        migrations.CreateModel(
            name='ExaminerDraw',
            fields=[
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='allocation.site')),
                ('id', models.UUIDField(default=tongban.core.ids.new_id, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('number', models.IntegerField(db_comment='1 in the morning, then each redraw')),
                ('inputs', models.JSONField(db_comment='who was on duty, the groups, who was ruled out and why')),
                ('result', models.JSONField(db_comment='group to staff number')),
                ('drawn_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'allocation_examiner_draw',
                'db_table_comment': 'Draws of examiners, with what they were drawn from',
            },
        ),
        migrations.CreateModel(
            name='ExaminerChange',
            fields=[
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='allocation.site')),
                ('id', models.UUIDField(default=tongban.core.ids.new_id, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('group', models.CharField(max_length=40)),
                ('why', models.TextField()),
                ('proposed_by', models.UUIDField(db_comment='account')),
                ('proposed_label', models.TextField()),
                ('proposed_at', models.DateTimeField()),
                ('confirmed_by', models.UUIDField(null=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('examiner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='allocation.examiner')),
            ],
            options={
                'db_table': 'allocation_examiner_change',
                'db_table_comment': 'Examiners changed by hand: two persons and a reason',
            },
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='allocation_plan_window'),
        ),
        migrations.AddConstraint(
            model_name='site',
            constraint=models.CheckConstraint(condition=models.Q(('daily_limit__gte', 0)), name='allocation_site_limit'),
        ),
        migrations.AddConstraint(
            model_name='preference',
            constraint=models.UniqueConstraint(fields=('person', 'plan', 'subjects'), name='allocation_preference_once'),
        ),
        migrations.AddConstraint(
            model_name='relation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('school', ''), _negated=True), ('person', None)), models.Q(('school', ''), ('person__isnull', False)), _connector='OR'), name='allocation_relation_to_one'),
        ),
        migrations.AddIndex(
            model_name='session',
            index=models.Index(fields=['site', 'begins_at'], name='allocation_session_of'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('taken__gte', 0), ('taken__lte', models.F('quota'))), name='allocation_never_oversold'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('quota__lte', models.F('capacity'))), name='allocation_quota_within'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('begins_at'))), name='allocation_session_time'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.UniqueConstraint(condition=models.Q(('place__gt', 0)), fields=('plan', 'place'), name='allocation_session_place'),
        ),
        migrations.AddConstraint(
            model_name='examinerdraw',
            constraint=models.UniqueConstraint(fields=('site', 'day', 'number'), name='allocation_examiner_draw_once'),
        ),
        migrations.AddConstraint(
            model_name='examinerchange',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by', None), models.Q(('confirmed_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='allocation_changed_by_two'),
        ),
        migrations.AddConstraint(
            model_name='examinerchange',
            constraint=models.CheckConstraint(condition=models.Q(('why', ''), _negated=True), name='allocation_change_why'),
        ),
        migrations.AddConstraint(
            model_name='slot',
            constraint=models.UniqueConstraint(condition=models.Q(('standing', 'booked')), fields=('person', 'subject'), name='allocation_one_slot_each'),
        ),
        migrations.AddConstraint(
            model_name='slot',
            constraint=models.CheckConstraint(condition=models.Q(('standing__in', ('booked', 'attended', 'cancelled', 'absent', 'released', 'void'))), name='allocation_slot_standing'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.UniqueConstraint(fields=('site', 'kind', 'label'), name='allocation_unit_once'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(('count__gt', 0)), name='allocation_unit_count'),
        ),
        *(migrations.RunSQL(GUARD.format(table=f'allocation_{table}'), migrations.RunSQL.noop) for table in FIXED),
        migrations.RunSQL(PREFERENCES_ARE_FIXED, 'DROP FUNCTION allocation_preferences_are_fixed() CASCADE'),
        migrations.RunSQL(SESSIONS_STAY, migrations.RunSQL.noop),
        migrations.RunSQL(AS_THEY_ARE, migrations.RunSQL.noop),
    ]
