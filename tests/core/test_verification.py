"""Somebody with every right in the database changes history, and it is seen."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection
from tests.core.builders import A_DAY, JOB, SUBJECT, an_entry

from tongban.core import bulk, clock, entries, sealing, tree
from tongban.core.errors import BadInput

LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)
TABLES = ("core_entry", "core_look", "core_seal", "core_seal_leaf", "core_seal_node")


class History:
    """Nine entries under three seals, the first three of long ago; then the guards are switched off."""

    def __init__(self) -> None:
        self.entries: list[UUID] = []
        self.seals: list[sealing.Seal] = []
        with clock.frozen(LONG_AGO):
            self.add(3)
        self.add(3)
        self.add(3)
        for table in TABLES:
            run(f"ALTER TABLE {table} DISABLE TRIGGER USER")

    def add(self, count: int) -> None:
        self.entries += [an_entry(facts={"number": len(self.entries) + more}) for more in range(count)]
        self.seals.append(sealing.seal())

    def receipts(self) -> list[tuple[int, str]]:
        """What citizens hold: every root so far."""
        return [(seal.size, seal.root_hex) for seal in self.seals]


@pytest.fixture
def history(owner) -> History:
    return History()


def run(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def problems(roots: list[tuple[int, str]] | None = None) -> str:
    """What a verification finds, as one text; empty where all is well."""
    report = sealing.verify(roots or [])
    assert report.ok == (report.problems == [])
    return "\n".join(problem.en for problem in report.problems)


def seal_everything_anew() -> None:
    """What somebody with database and key does to cover his traces: no old seal is left."""
    run("DELETE FROM core_seal")
    run("DELETE FROM core_seal_leaf")
    run("DELETE FROM core_seal_node")
    run("INSERT INTO core_unsealed SELECT id FROM core_entry ON CONFLICT DO NOTHING")
    sealing.seal_all()


def test_an_honest_history_is_in_order(history):
    assert problems(history.receipts()) == ""


@pytest.mark.parametrize(
    "change",
    [
        "kind = 'void'",
        "facts = facts || '{\"number\": 99}'",
        "effective_on = effective_on + 1",
        "actor = 'staff:other'",
        "cause = 'case:other'",
        "office = 'x'",
        "channel = 'post'",
        "register = 'vehicles'",
        "request_id = 'x'",
        "subject = gen_random_uuid()",
        'corrects = id, facts = facts || \'{"reason": "x"}\'',
    ],
)
def test_a_changed_entry_is_named(history, change):
    run(f"UPDATE core_entry SET {change} WHERE id = %s", history.entries[4])
    assert f"Entry {history.entries[4]} was changed (position 4)" in problems()


def test_a_removed_entry_is_named(history):
    run("DELETE FROM core_entry WHERE id = %s", history.entries[4])
    assert f"Entry {history.entries[4]} was removed (position 4)" in problems()


def test_two_entries_that_change_places_are_named(history):
    one, two = history.entries[4], history.entries[5]
    run("UPDATE core_entry SET facts = '{\"number\": 5}' WHERE id = %s", one)
    run("UPDATE core_entry SET facts = '{\"number\": 4}' WHERE id = %s", two)
    found = problems()
    assert f"Entry {one} was changed" in found and f"Entry {two} was changed" in found


def test_two_leaves_that_change_places_break_the_root(history):
    for position, other in ((4, 104), (5, 4), (104, 5)):
        run("UPDATE core_seal_leaf SET position = %s WHERE position = %s", other, position)
    assert "root of seal 2 (6 entries) does not match" in problems()


def test_an_entry_put_in_with_an_old_date_is_named(history):
    with clock.frozen(LONG_AGO):
        backdated = an_entry()
    run("DELETE FROM core_unsealed WHERE entry = %s", backdated)
    assert f"Entry {backdated} was added past the sealer" in problems()


def test_an_entry_taken_off_the_waiting_list_is_named(history):
    hidden = an_entry()
    assert problems() == ""
    run("DELETE FROM core_unsealed")
    assert f"Entry {hidden} was added past the sealer" in problems()


def test_a_dropped_partition_is_noticed_entry_by_entry(history):
    run("ALTER TABLE core_entry DETACH PARTITION core_entry_before")
    run("DROP TABLE core_entry_before")
    found = problems()
    assert all(f"Entry {entry} was removed" in found for entry in history.entries[:3])
    assert str(history.entries[3]) not in found


def test_a_change_with_its_leaf_changed_too_breaks_the_root(history):
    run("UPDATE core_entry SET kind = 'void' WHERE id = %s", history.entries[4])
    run("UPDATE core_seal_leaf SET hash = sha256('x') WHERE position = 4")
    assert "root of seal 2" in problems()


def test_history_sealed_anew_with_the_right_key_is_exposed_by_an_old_receipt(history):
    receipts = history.receipts()
    run("UPDATE core_entry SET kind = 'void' WHERE id = %s", history.entries[4])
    seal_everything_anew()
    assert problems() == ""  # from inside all is well: whoever holds the key can make it so
    assert problems(receipts[:1]) == ""  # and the first receipt is older than what was changed
    assert "root of 6 entries on the receipt is not that of the log" in problems(receipts[1:2])
    assert "is not that of any seal" in problems([(None, receipts[1][1])])


def test_a_removal_sealed_anew_is_exposed_by_an_old_receipt(history):
    receipts = history.receipts()
    run("DELETE FROM core_entry WHERE id = %s", history.entries[8])
    seal_everything_anew()
    assert problems() == ""
    assert "covers 9 entries, the log has only 8: entries were cut off" in problems(receipts)


def test_an_addition_sealed_anew_is_exposed_by_an_old_receipt(history):
    receipts = history.receipts()
    with clock.frozen(LONG_AGO):
        an_entry()
    seal_everything_anew()
    assert problems() == ""
    assert "history was rewritten" in problems(receipts)


def test_entries_cut_off_with_their_seals_are_exposed_by_the_receipt(history):
    receipts = history.receipts()
    run("DELETE FROM core_entry WHERE id > %s", history.entries[5])
    run("DELETE FROM core_seal_leaf WHERE position > 5")
    run("DELETE FROM core_seal WHERE number = 3")
    assert problems(receipts[:2]) == ""
    assert "covers 9 entries" in problems(receipts)


def test_a_seal_taken_away_from_the_middle_is_noticed(history):
    run("DELETE FROM core_seal WHERE number = 2")
    assert "Seal 3 does not follow on the one before it" in problems()


def test_the_last_seal_taken_away_leaves_leaves_behind(history):
    run("DELETE FROM core_seal WHERE number = 3")
    assert "3 leaves belong to no seal" in problems()


def test_a_leaf_taken_away_is_noticed(history):
    run("DELETE FROM core_seal_leaf WHERE position = 4")
    found = problems()
    assert "leaf at position 4 is missing" in found
    assert f"Entry {history.entries[4]} was added past the sealer" in found


@pytest.mark.parametrize("column", ["root", "previous_root", "signature", "size", "sealed_at"])
def test_a_changed_seal_is_noticed(history, column):
    change = {"size": "size - 1", "sealed_at": "sealed_at + interval '1 hour'"}.get(column, "sha512('x')")
    run(f"UPDATE core_seal SET {column} = {change} WHERE number = 2")
    assert "seal 2 is not ours" in problems()


def test_a_seal_under_a_foreign_key_is_not_ours(history, settings):
    other = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    ours = settings.TONGBAN_KEYS
    settings.TONGBAN_KEYS = {**ours, "seal": other}
    an_entry()
    sealing.seal()
    settings.TONGBAN_KEYS = ours
    assert problems() == "The signature of seal 4 is not ours."


def test_seals_of_a_former_key_stay_ours(history, settings):
    former = sealing.public_pem().encode()
    new = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    settings.TONGBAN_KEYS = {**settings.TONGBAN_KEYS, "seal": new, "seal_former": [former]}
    history.add(1)
    assert problems(history.receipts()) == ""


def test_a_changed_personal_value_is_named_and_an_erased_one_leaves_the_seal_valid(history):
    kept, changed = an_entry(personal={"name": "王"}), an_entry(personal={"name": "李"})
    sealing.seal()
    assert problems() == ""
    run(
        "UPDATE core_personal_value SET sealed = (SELECT sealed FROM core_personal_value WHERE entry_id = %s)",
        kept,
    )
    assert problems() == f"The personal value name of entry {changed} was changed."
    entries.erase_personal(
        subject=SUBJECT, register="drivers", effective_on=A_DAY, actor=JOB, cause="request:1", reason="over"
    )
    assert problems(history.receipts()) == ""


def test_many_problems_of_a_kind_are_counted(history):
    history.add(30)
    run("UPDATE core_entry SET kind = 'void'")
    found = problems()
    assert found.count("was changed") == 20
    assert "And 19 more of this kind." in found


def test_the_command_says_what_is_wrong_and_ends_with_one(history, capsys):
    size, root = history.receipts()[1]
    assert sealing.verify_command([f"{size}:{root}", root[:32] + " " + root[32:]]) == 0
    assert "ok: 9 entries" in capsys.readouterr().out
    assert sealing.verify_command([f"{size}:{'0' * 64}"]) == 1
    assert "history was rewritten" in capsys.readouterr().out


@pytest.mark.parametrize("typed", ["", "12", "x:" + "0" * 64, "0" * 63])
def test_a_mistyped_root_is_told(typed):
    with pytest.raises(BadInput):
        sealing.verify_command([typed])


LONG = 700  # entries: nodes of two levels are kept


@pytest.fixture
def long_log(owner) -> list[UUID]:
    """Entries under eight seals that end anywhere."""
    new = [bulk.NewEntry(SUBJECT, "renewed", A_DAY, {"number": number}) for number in range(LONG)]
    written = bulk.write_entries(register="drivers", new=new, actor=JOB, cause="test")
    while sealing.seal(limit=90):
        pass
    run("ALTER TABLE core_seal_node DISABLE TRIGGER USER")
    return written


def holds(entry: UUID) -> bool:
    proof = sealing.inclusion_proof(entry)
    path, root = [bytes.fromhex(node) for node in proof.path], bytes.fromhex(proof.root_hex)
    return tree.includes(bytes.fromhex(proof.leaf_hex), proof.position, proof.size, path, root)


def test_a_proof_of_a_long_log_reads_kept_nodes(long_log):
    assert problems() == ""
    assert all(holds(long_log[position]) for position in (0, 255, 256, 511, 512, 600, LONG - 1))
    for old in (1, 255, 256, 300, 512, 600, LONG):
        proof = sealing.consistency_proof(old)
        path = [bytes.fromhex(node) for node in proof.path]
        old_root, root = bytes.fromhex(proof.old_root_hex), bytes.fromhex(proof.root_hex)
        assert tree.is_prefix(old, old_root, proof.size, root, path), old
    run("ALTER TABLE core_seal_leaf DISABLE TRIGGER USER")
    run("DELETE FROM core_seal_leaf WHERE position < 512")
    assert holds(long_log[600]), "the leaves below a kept node are not read"


@pytest.mark.parametrize("change", ["UPDATE core_seal_node SET hash = sha256('x')", "DELETE FROM core_seal_node"])
def test_a_changed_or_missing_node_is_noticed(long_log, change):
    run(f"{change} WHERE level = 9")
    assert "Node 0 of level 9 does not match" in problems()
