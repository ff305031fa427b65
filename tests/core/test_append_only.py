"""Each way to change what is on record: as the application it is not allowed, as the owner a trigger
refuses.
"""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from tests.core.builders import A_PERSON, JOB, an_entry

from tongban.core import audit, clock, entries, partitions, sealing

WAYS = {
    "update": "UPDATE core_entry SET kind = 'void'",
    "delete": "DELETE FROM core_entry",
    "truncate": "TRUNCATE core_entry CASCADE",
    "update of a month": "UPDATE {month} SET kind = 'void'",
    "delete from a month": "DELETE FROM {month}",
    "truncate of a month": "TRUNCATE {month} CASCADE",
    "looks updated": "UPDATE core_look SET purpose = 'own'",
    "looks deleted": "DELETE FROM core_look",
    "looks truncated": "TRUNCATE core_look",
    "seals updated": "UPDATE core_seal SET size = 0",
    "seals deleted": "DELETE FROM core_seal",
    "seals truncated": "TRUNCATE core_seal",
    "leaves updated": "UPDATE core_seal_leaf SET position = 99",
    "leaves deleted": "DELETE FROM core_seal_leaf",
    "leaves truncated": "TRUNCATE core_seal_leaf",
    "nodes updated": "UPDATE core_seal_node SET hash = ''",
    "nodes deleted": "DELETE FROM core_seal_node",
    "nodes truncated": "TRUNCATE core_seal_node",
}
OWNERS_WAYS = {
    "drop": "DROP TABLE core_entry CASCADE",
    "drop of a month": "DROP TABLE {month}",
    "detach": "ALTER TABLE core_entry DETACH PARTITION {month}",
    "disable the triggers": "ALTER TABLE core_entry DISABLE TRIGGER ALL",
    "disable the triggers of a month": "ALTER TABLE {month} DISABLE TRIGGER USER",
    "drop a trigger": "DROP TRIGGER core_entry_no_change ON core_entry",
    "replace the function": "CREATE OR REPLACE FUNCTION core_refuse_change() RETURNS trigger LANGUAGE plpgsql"
    " AS 'BEGIN RETURN NULL; END'",
    "act as a replica": "SET session_replication_role = replica",
    "become the owner": "SET ROLE tongban_owner",
    "go round the parent": "INSERT INTO {month} (id) VALUES (gen_random_uuid())",
    "change the views": "CREATE VIEW published.mine AS SELECT 1",
    "forget a migration": "DELETE FROM django_migrations",
}


def something_on_record() -> str:
    """Write and seal an entry, write a look; return the month's partition."""
    an_entry()
    audit.look(actor=JOB, person_id=A_PERSON, purpose="service", what="licence")
    sealing.seal()
    run("INSERT INTO core_seal_node (level, place, hash) VALUES (8, 9999, '')")
    return f"core_entry_{clock.day_of(clock.now()):%Y_%m}"


@pytest.mark.parametrize("way", WAYS)
def test_the_owner_is_refused_with_a_sentence(way, owner):
    month = something_on_record()
    with pytest.raises(IntegrityError, match="on record is never changed or removed"), transaction.atomic():
        run(WAYS[way].format(month=month))
    assert sealing.verify().ok


@pytest.mark.django_db
@pytest.mark.parametrize("way", [*WAYS, *OWNERS_WAYS])
def test_the_application_is_not_allowed(way):
    month = something_on_record()
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
        run((WAYS | OWNERS_WAYS)[way].format(month=month))
    assert sealing.verify().ok


@pytest.mark.django_db
def test_the_application_may_do_its_work():
    identifier = an_entry(personal={"name": "王小明"})
    assert sealing.seal_all() == 1
    assert entries.personal_values(identifier) == {"name": "王小明"}
    with clock.frozen(datetime(clock.now().year + 2, 1, 15, tzinfo=UTC)):
        assert partitions.make_partitions(months_ahead=1) > 0
        an_entry()
    assert sealing.verify().ok


def test_a_month_that_was_just_made_refuses_truncation_too(owner):
    with clock.frozen(datetime(clock.now().year + 2, 5, 15, tzinfo=UTC)):
        partitions.make_partitions(months_ahead=0)
        month = f"core_entry_{clock.now().year}_05"
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        run(f"TRUNCATE {month} CASCADE")


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
