from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.core.builders import A_DAY, CITIZEN, CLERK, JOB, SUBJECT, an_entry

from tongban.core import clock, entries, ids, partitions, trace
from tongban.core.errors import BadInput, NotFound

pytestmark = pytest.mark.django_db


def test_an_entry_is_read_as_it_was_written():
    with trace.request("r-1"):
        identifier = an_entry(actor=CLERK, cause="case:7", facts={"valid_to": date(2032, 1, 1)})
    entry = entries.get(identifier)
    assert (entry.register, entry.subject, entry.kind, entry.effective_on) == (
        "drivers",
        SUBJECT,
        "renewed",
        A_DAY,
    )
    assert (entry.actor, entry.office, entry.channel) == ("staff:310115-0007", "310115-01", "window")
    assert (entry.cause, entry.facts, entry.request_id) == ("case:7", {"valid_to": "2032-01-01"}, "r-1")
    assert entry.recorded_at == ids.moment(identifier)


def test_an_entry_is_one_statement_and_waits_for_its_seal():
    with CaptureQueriesContext(connection) as log:
        identifier = an_entry()
    assert len(log) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry FROM core_unsealed")
        assert cursor.fetchall() == [(identifier,)]


def test_a_citizen_is_written_by_account():
    assert entries.get(an_entry(actor=CITIZEN)).actor == f"citizen:{CITIZEN.account_id}"


def test_facts_may_hold_what_the_law_speaks_of():
    some_id = uuid4()
    identifier = an_entry(facts={"fee": Decimal("10.00"), "who": some_id, "classes": {"C1", "B2"}, "list": (1, None)})
    assert entries.get(identifier).facts == {
        "fee": "10.00", "who": str(some_id), "classes": ["B2", "C1"], "list": [1, None],
    }  # fmt: skip


@pytest.mark.parametrize("wrong", [float("nan"), 2**60, "a\x00b", "\ud800", [{"deep": "\x00"}]])
def test_what_cannot_be_stored_is_bad_input_and_writes_nothing(wrong):
    with pytest.raises(BadInput) as caught:
        an_entry(facts={"x": wrong})
    assert caught.value.field == "facts"
    assert entries.history(SUBJECT) == []


def test_a_backslash_and_emoji_are_stored_as_they_are():
    odd = '\\u0000 🙂 \\ " 𠮷'
    assert entries.get(an_entry(facts={"x": odd})).facts == {"x": odd}


def test_an_object_is_not_a_fact():
    with pytest.raises(TypeError, match="not object"):
        an_entry(facts={"x": object()})


def test_a_history_is_in_order_and_of_one_subject():
    first, second = an_entry(), an_entry(kind="corrected_phone", register="people")
    an_entry(subject=uuid4())
    assert [entry.id for entry in entries.history(SUBJECT)] == [first, second]
    assert [entry.id for entry in entries.history(SUBJECT, "people")] == [second]


def test_what_a_case_led_to_is_found():
    identifier = an_entry(cause="case:9")
    an_entry()
    assert [entry.id for entry in entries.caused_by("case:9")] == [identifier]


def test_an_entry_that_is_not_there():
    assert entries.find(uuid4()) is None
    with pytest.raises(NotFound):
        entries.get(uuid4())


def test_a_correction_names_what_it_corrects_and_why():
    wrong = an_entry()
    mended = an_entry(kind="corrected", corrects=wrong, facts={"reason": "typing error"})
    assert entries.get(mended).corrects == wrong


@pytest.mark.parametrize("facts", [{}, {"reason": ""}, {"reason": "  "}, {"reason": None}])
def test_a_correction_without_a_reason_is_refused(facts):
    with pytest.raises(BadInput) as caught:
        an_entry(corrects=an_entry(), facts=facts)
    assert caught.value.field == "reason"


def test_a_correction_of_nothing_is_refused_and_writes_nothing():
    with pytest.raises(NotFound):
        an_entry(corrects=uuid4(), facts={"reason": "x"})
    assert entries.history(SUBJECT) == []


def test_a_correction_of_another_subjects_entry_is_refused():
    with pytest.raises(NotFound):
        an_entry(subject=uuid4(), corrects=an_entry(), facts={"reason": "x"})


def test_a_correction_is_one_statement_too():
    wrong = an_entry()
    with CaptureQueriesContext(connection) as log:
        an_entry(corrects=wrong, facts={"reason": "x"})
    assert len(log) == 1


def test_a_personal_value_stands_in_the_entry_as_a_salted_hash_only():
    with CaptureQueriesContext(connection) as log:
        identifier = an_entry(personal={"name": "王小明"})
    assert len(log) == 1
    entry = entries.get(identifier)
    assert "王小明" not in str(entry)
    assert len(entry.facts["personal"]["name"]) == 64
    assert entries.personal_values(identifier) == {"name": "王小明"}


def test_equal_personal_values_have_different_hashes():
    one, two = (entries.get(an_entry(personal={"name": "王小明"})).facts["personal"]["name"] for _ in range(2))
    assert one != two


def test_erasing_deletes_value_and_salt_and_leaves_an_entry():
    kept, gone = an_entry(subject=uuid4(), personal={"name": "李"}), an_entry(personal={"name": "王小明"})
    trace_of_it = entries.erase_personal(
        subject=SUBJECT,
        register="drivers",
        effective_on=A_DAY,
        actor=JOB,
        cause="request:1",
        reason="retention over",
    )
    assert entries.personal_values(gone) == {}
    assert entries.personal_values(kept) == {"name": "李"}
    assert entries.get(trace_of_it).facts == {"reason": "retention over", "entries": [str(gone)]}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_personal_value WHERE entry_id = %s", [gone])
        assert cursor.fetchone() == (0,)


def test_an_entry_of_before_the_operation_has_its_place():
    with clock.frozen(datetime(1999, 12, 31, tzinfo=UTC)):
        identifier = an_entry()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM core_entry WHERE id = %s", [identifier])
        assert cursor.fetchone() == ("core_entry_before",)


def test_an_entry_lies_in_the_month_in_china():
    month = clock.day_of(clock.now()).replace(day=1)
    begin = datetime(month.year, month.month, 1, tzinfo=clock.CHINA)
    with clock.frozen(begin):
        identifier = an_entry()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM core_entry WHERE id = %s", [identifier])
        assert cursor.fetchone() == (f"core_entry_{month:%Y_%m}",)


def test_months_are_made_once_and_without_a_gap():
    assert partitions.make_partitions() == 0
    later = datetime(clock.now().year + 3, 5, 1, tzinfo=UTC)
    with clock.frozen(later):
        made = partitions.make_partitions(months_ahead=1)
        assert made > 0 and made % 2 == 0
        an_entry()
        assert partitions.make_partitions(months_ahead=1) == 0


def test_an_id_that_holds_no_time_is_refused():
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_entry"
            " (id, register, subject, kind, effective_on, actor, office, channel, cause, facts, request_id)"
            " VALUES (%s, '', %s, '', '2026-01-01', '', '', '', '', '{}', '')",
            [UUID(int=4 << 76 | 2 << 62), SUBJECT],
        )
