"""`up --check` under sabotage: whatever is broken, the story names the step that shows it, and why.

One throw-away copy for the whole file; every test has a citizen of its own and mends what it broke.
"""

import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import psutil
import psycopg
import pytest
from tests.config.running import City, Told, running_city

from tongban.config import story
from tongban.config.visitor import Citizen, StepFailed

SEIZED = {
    "kind": "seizure", "number": "S1", "place": "浦东", "on": "2026-01-05", "state": "open", "letter": "U",
    "until": None, "settle_at": "浦东交警支队",
}  # fmt: skip


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    with running_city(tmp_path_factory.mktemp("sabotage"), 25) as running:
        yield running


@pytest.fixture(autouse=True)
def well_again(city: City) -> Iterator[None]:
    yield
    for partner in ("population", "photos", "platform", "narcotics", "payment"):
        city.partner(partner)


def failure(city: City, before: dict[str, Callable[[], object]] | None = None, **place: object) -> StepFailed:
    """Tell the story of the next citizen, which must fail."""
    person = next(city.people)
    with pytest.raises(StepFailed) as failed:
        story.tell(city.place(**place), person["login"], person["password"], Told(before=before or {}))
    return failed.value


def test_without_sabotage_the_story_holds_and_verifies_offline(city: City) -> None:
    person, told = next(city.people), Told()
    held = story.tell(city.place(), person["login"], person["password"], told)
    assert "genuine and current" in story.verify_offline(city.keep, told)
    assert set(told.seconds) == set(story.STEPS) - {"start"}
    assert held.timeline[0][0] == "You sent the application."
    assert any(held.receipt_code in line for line in story.summary(held, city.keep, told))


# -- partners ---------------------------------------------------------------------------------------------------


def test_a_wrong_password_fails_at_signing_in(city: City) -> None:
    person = next(city.people)
    with pytest.raises(StepFailed) as failed:
        story.tell(city.place(), person["login"], "not the password", Told())
    assert failed.value.step == "sign_in"
    assert "not right" in failed.value.why


@pytest.mark.parametrize(
    ("partner", "switches"),
    [
        ("population", {"other_person": True}),
        ("narcotics", {"nonsense": True}),
        ("photos", {"signature": "old"}),
        ("platform", {"signature": "wrong"}),
        ("narcotics", {"refuse": True}),
    ],
)
def test_a_partner_that_answers_wrongly_is_not_believed_and_the_case_waits_for_it(
    city: City, partner: str, switches: dict[str, object]
) -> None:
    city.partner(partner, **switches)
    failed = failure(city)
    assert failed.step == "send"
    assert "Waiting for another office" in failed.why


def test_a_seized_licence_fails_at_sending_with_the_reason(city: City) -> None:
    person = next(city.people)
    city.control("PUT", f"people/{person['login']}", {"matters": [SEIZED]})
    with pytest.raises(StepFailed) as failed:
        story.tell(city.place(), person["login"], person["password"], Told())
    assert failed.value.step == "send"
    assert "retained" in failed.value.why


def test_a_bank_that_neither_calls_nor_answers_fails_at_the_decision(
    city: City,
) -> None:
    city.partner("payment", callbacks="never", signature="wrong")
    failed = failure(city)
    assert failed.step == "decide"
    assert "Pay" in failed.why or "payment" in failed.why


def test_a_callback_for_another_amount_does_not_count_as_payment(city: City) -> None:
    person, held = next(city.people), story.Held()
    citizen = Citizen(city.copy.public_url)
    story.sign_in(citizen, person["login"], person["password"])
    shown = story.send(citizen, held, story.look_up(citizen, held))
    city.partner("payment", callbacks="never", signature="wrong")
    assert "Please do not pay a second time" in story.pay(citizen, held, shown)
    [order] = [one for one in city.control("GET", "orders")["orders"] if one["state"] == "paid"][:1]
    city.partner("payment", callbacks="once", signature="good")
    city.control("POST", f"payment/again/{order['number']}", {"amount": "0.01"})
    page = citizen.page(f"/me/cases/{held.number}/", "decide")
    with pytest.raises(StepFailed) as failed:
        story.wait_for_decision(citizen, held, page, patience=1.0)
    assert failed.value.step == "decide"


# -- inside -----------------------------------------------------------------------------------------------------


def test_an_office_without_blank_cards_fails_at_the_decision_and_says_so(city: City) -> None:
    with city.superuser() as owner:
        owner.execute("UPDATE documents_blank SET state = 'spare' WHERE state = 'stock'")
        try:
            failed = failure(city)
        finally:
            owner.execute("UPDATE documents_blank SET state = 'stock' WHERE state = 'spare'")
    assert failed.step == "decide"
    assert "Blank cards" in failed.why


def test_a_role_that_may_not_write_entries_fails_at_the_step_that_writes_one(city: City) -> None:
    with city.superuser() as owner:
        try:
            failed = failure(city, {"send": lambda: owner.execute("REVOKE INSERT ON core_entry FROM tongban_app")})
        finally:
            owner.execute("GRANT INSERT ON core_entry TO tongban_app")
    assert failed.step == "send"
    assert "500" in failed.why


def test_a_worker_that_stands_still_fails_at_the_entries_which_nobody_seals(city: City) -> None:
    worker = psutil.Process(city.copy.supervisor.pids()["worker"])
    try:
        failed = failure(city, {"pay": lambda: worker.send_signal(signal.SIGSTOP)})
    finally:
        worker.send_signal(signal.SIGCONT)
    assert failed.step == "entry"
    assert "not sealed" in failed.why


STATUS_LIST = "from tongban.documents import queries; print(queries.status_list(1).hex())"


# -- papers -----------------------------------------------------------------------------------------------------


def test_a_receipt_that_is_gone_fails_at_the_receipt(city: City) -> None:
    def lose_receipts() -> None:
        with city.superuser() as owner:
            owner.execute("DELETE FROM documents_receipt")

    failed = failure(city, {"receipt": lose_receipts})
    assert failed.step == "receipt"


def test_a_credential_revoked_before_the_network_is_cut_fails_offline(city: City) -> None:
    person, told = next(city.people), Told()
    story.tell(city.place(), person["login"], person["password"], told)
    with city.superuser() as owner:
        owner.execute("UPDATE documents_credential SET revoked_at = now()")
    (city.keep / "status.cwt").write_bytes(bytes.fromhex(city.run(STATUS_LIST)))  # the page may be a minute old
    with pytest.raises(StepFailed) as failed:
        story.verify_offline(city.keep, told)
    assert failed.value.step == "offline"
    assert "revoked" in failed.value.why


def test_a_licence_file_with_one_byte_changed_fails_offline(city: City) -> None:
    person, told = next(city.people), Told()
    story.tell(city.place(), person["login"], person["password"], told)
    path = city.keep / "licence.mdoc"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(StepFailed) as failed:
        story.verify_offline(city.keep, told)
    assert failed.value.step == "offline"


# -- the log, against the holder of database and keys ----------------------------------------------------------


COLUMNS = (
    "SELECT column_name::text FROM information_schema.columns"
    " WHERE table_name = 'core_entry' AND is_generated = 'NEVER' ORDER BY ordinal_position"
)


@contextmanager
def entry_removed(owner: psycopg.Connection, number: str) -> Iterator[None]:
    """Take the decision's entry away while the block runs."""
    owner.execute(
        "CREATE TEMP TABLE kept AS SELECT e.* FROM core_entry e JOIN casework_case c ON e.subject = c.id"
        " WHERE c.number = %s AND e.kind = 'decided'",
        [number],
    )
    owner.execute("DELETE FROM core_entry WHERE id IN (SELECT id FROM kept)")
    try:
        yield
    finally:
        columns = ", ".join(row[0] for row in owner.execute(COLUMNS))
        owner.execute(f"INSERT INTO core_entry ({columns}) SELECT {columns} FROM kept")
        owner.execute("DROP TABLE kept")


def newest_case(owner: psycopg.Connection) -> str:
    row = owner.execute("SELECT number FROM casework_case ORDER BY created_at DESC LIMIT 1").fetchone()
    assert row
    return str(row[0])


def test_an_entry_removed_by_the_superuser_fails_at_the_entry(city: City) -> None:
    real = city.place().verify_entries

    def remove_and_verify(root: str) -> str:
        with city.superuser() as owner, entry_removed(owner, newest_case(owner)):
            return real(root)

    failed = failure(city, verify_entries=remove_and_verify)
    assert failed.step == "entry"
    assert "was removed" in failed.why


def test_the_missing_entry_of_a_case_is_named(city: City) -> None:
    with city.superuser() as owner, ExitStack() as stack:
        failed = failure(city, {"entry": lambda: stack.enter_context(entry_removed(owner, newest_case(owner)))})
    assert failed.step == "entry"
    assert "cases/decided" in failed.why


FORGE = """
from tongban.core import sealing
sealing.seal_all()
report = sealing.verify()
print("consistent" if report.ok else report.problems)
"""


def test_a_log_rewritten_and_sealed_again_with_our_own_key_is_exposed_by_the_receipt(city: City) -> None:
    real, said = city.place().verify_entries, []

    def forge_and_verify(root: str) -> str:
        with city.superuser() as owner:
            owner.execute(
                "UPDATE core_entry SET facts = '{\"forged\": true}' WHERE id ="
                " (SELECT id FROM core_entry WHERE register = 'drivers' ORDER BY id LIMIT 1)"
            )
            owner.execute("TRUNCATE core_seal, core_seal_leaf, core_seal_node, core_unsealed")
            owner.execute("INSERT INTO core_unsealed (entry) SELECT id FROM core_entry")
        said.append(city.run(FORGE).strip())
        return real(root)

    failed = failure(city, verify_entries=forge_and_verify)
    assert said == ["consistent"]
    assert failed.step == "entry"
    assert "rewritten" in failed.why
