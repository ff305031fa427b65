"""Procrastinate writes an event for every step of every job, checked against its job and deleted with it at the end:
four writes for each job that nobody reads. What is read is when a job failed (core.failed_jobs)."""

from django.db import migrations

QUIET = """
ALTER TABLE procrastinate_jobs DISABLE TRIGGER procrastinate_trigger_status_events_insert_v1;
ALTER TABLE procrastinate_jobs DISABLE TRIGGER procrastinate_trigger_status_events_update_v1;
CREATE TRIGGER core_job_failed AFTER UPDATE OF status ON procrastinate_jobs FOR EACH ROW WHEN (NEW.status = 'failed')
    EXECUTE FUNCTION procrastinate_trigger_function_status_events_update_v1();
"""
LOUD = """
DROP TRIGGER core_job_failed ON procrastinate_jobs;
ALTER TABLE procrastinate_jobs ENABLE TRIGGER procrastinate_trigger_status_events_insert_v1;
ALTER TABLE procrastinate_jobs ENABLE TRIGGER procrastinate_trigger_status_events_update_v1;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0004_seal_nodes"), ("procrastinate", "0041_post_retry_failed_job")]

    operations = [migrations.RunSQL(QUIET, LOUD)]
