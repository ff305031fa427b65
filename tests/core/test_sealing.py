from datetime import UTC, datetime, timedelta
from threading import Thread
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.core.builders import SUBJECT, an_entry

from tongban.core import clock, sealing, tree
from tongban.core.errors import NotFound, Unavailable

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)


def unhex(path: tuple[str, ...]) -> list[bytes]:
    return [bytes.fromhex(node) for node in path]


@pytest.mark.django_db
def test_before_the_first_seal_the_root_is_that_of_nothing():
    root = sealing.latest_root()
    assert (root.size, root.root_hex, root.signature) == (0, tree.EMPTY_ROOT.hex(), "")
    assert sealing.seal() is None
    assert sealing.verify().ok


@pytest.mark.django_db
def test_a_seal_covers_what_was_written_and_follows_on_the_one_before():
    an_entry()
    first = sealing.seal()
    an_entry()
    an_entry()
    second = sealing.seal()
    assert (first.number, first.size, second.number, second.size) == (1, 1, 2, 3)
    assert second.previous_root_hex == first.root_hex
    assert sealing.latest_root().root_hex == second.root_hex
    report = sealing.verify([(1, first.root_hex), (3, second.root_hex), (None, first.root_hex.upper())])
    assert (report.ok, report.size, report.root) == (True, 3, second.root_hex)


@pytest.mark.django_db
def test_the_newest_root_is_one_query():
    an_entry()
    sealing.seal()
    with CaptureQueriesContext(connection) as log:
        sealing.latest_root()
    assert len(log) == 1


@pytest.mark.django_db
def test_a_batch_has_a_limit_and_sealing_all_goes_on_until_nothing_waits():
    for _ in range(7):
        an_entry()
    assert sealing.seal(limit=3).size == 3
    assert sealing.seal_all() == 4
    assert sealing.seal_all() == 0
    assert sealing.verify().ok


@pytest.mark.django_db
def test_each_day_has_its_last_root():
    roots = {}
    for days in (0, 0, 1):
        with clock.frozen(NOON + timedelta(days=days)):
            an_entry()
            roots[days] = sealing.seal().root_hex
    assert sealing.root_of_day(NOON.date()).root_hex == roots[0]
    assert [root.root_hex for root in sealing.roots()] == [roots[1], roots[0]]
    assert sealing.root_of_day(NOON.date() - timedelta(days=1)) is None


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 2, 5, 8, 13])
def test_every_entry_can_be_shown_to_stand_in_the_log(count):
    entries = [an_entry() for _ in range(count)]
    sealing.seal_all()
    for entry in entries:
        proof = sealing.inclusion_proof(entry)
        leaf, root = bytes.fromhex(proof.leaf_hex), bytes.fromhex(proof.root_hex)
        assert tree.includes(leaf, proof.position, proof.size, unhex(proof.path), root)


@pytest.mark.django_db
def test_every_old_root_can_be_shown_to_be_a_beginning():
    old = []
    for count in (1, 3, 2, 5):
        for _ in range(count):
            an_entry()
        old.append(sealing.seal())
    for seal in old:
        proof = sealing.consistency_proof(seal.size)
        assert proof.old_root_hex == seal.root_hex
        roots = bytes.fromhex(seal.root_hex), bytes.fromhex(proof.root_hex)
        assert tree.is_prefix(seal.size, roots[0], proof.size, roots[1], unhex(proof.path))


@pytest.mark.django_db
def test_there_is_no_proof_of_what_is_not_sealed():
    an_entry()
    for entry in (an_entry(), uuid4()):
        with pytest.raises(Unavailable):
            sealing.inclusion_proof(entry)
    with pytest.raises(NotFound):
        sealing.consistency_proof(1)


def test_an_entry_that_commits_late_lands_in_the_next_seal(committed):
    late = []

    def slow_action() -> None:
        with transaction.atomic():
            late.append(an_entry())
            begun.append(True)
            while not finish:
                clock.ticks()
        connection.close()

    begun: list[bool] = []
    finish: list[bool] = []
    thread = Thread(target=slow_action)
    thread.start()
    while not begun:
        clock.ticks()
    early = an_entry()
    assert sealing.seal().size == 1
    finish.append(True)
    thread.join()
    assert late[0] < early
    assert sealing.seal().size == 2
    assert [sealing.inclusion_proof(entry).position for entry in (early, late[0])] == [0, 1]
    assert sealing.verify().ok


def test_what_is_rolled_back_is_never_sealed(committed):
    with pytest.raises(RuntimeError), transaction.atomic():
        an_entry()
        raise RuntimeError("the action failed")
    assert sealing.seal() is None


def test_only_one_sealer_works_at_a_time(committed):
    an_entry()
    other: list[sealing.Seal | None] = []

    def second_sealer() -> None:
        other.append(sealing.seal())
        connection.close()

    with transaction.atomic():
        mine = sealing.seal()
        thread = Thread(target=second_sealer)
        thread.start()
        thread.join()
    assert mine is not None
    assert other == [None]


def test_sealers_in_competition_lose_nothing_and_seal_nothing_twice(committed):
    def write_and_seal() -> None:
        for _ in range(30):
            an_entry(SUBJECT)
            sealing.seal()
        connection.close()

    threads = [Thread(target=write_and_seal) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sealing.seal_all()
    report = sealing.verify()
    assert (report.ok, report.size) == (True, 90)
