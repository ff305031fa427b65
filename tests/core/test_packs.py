"""Changes of law adopted here: an entry, the book from the day on, and no second truth."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from tests import builders
from tests.core.builders import CLERK

from tongban.core import actions, clock, entries, law_book
from tongban.core.errors import BadInput, Conflict
from tongban.registers.drivers import daily, queries

pytestmark = pytest.mark.django_db
EXAMPLES = Path(__file__).parents[2] / "docs" / "packs"
FIRST_DAY = date(2027, 1, 1)


def the_pack(*changes: tuple[str, str]) -> str:
    """The example's text, with these words put in the place of others."""
    text = (EXAMPLES / "renewal-window-120.toml").read_text(encoding="utf-8")
    for old, new in changes:
        text = text.replace(old, new)
    return text


@pytest.fixture(autouse=True)
def _autumn_of_2026():
    with clock.frozen(datetime(2026, 11, 22, 4, tzinfo=UTC)):
        yield


def adopted(text: str) -> str:
    return actions.adopt_pack(text=text, actor=CLERK, cause="notice 12").number


def test_an_adopted_pack_is_in_force_from_its_day_and_is_told_before():
    adopted(the_pack())
    book = law_book.book()
    assert book.at("320115").value("renewal.open_days", FIRST_DAY - timedelta(days=1)) == 90
    assert book.at("320115").value("renewal.open_days", FIRST_DAY) == 120
    assert [pack.public.en[:14] for pack in law_book.adopted()] == ["You may renew "]


def test_the_entry_names_cause_values_and_the_file():
    adopted(the_pack())
    [entry] = entries.caused_by("notice 12")
    assert entry.kind == "pack_adopted"
    assert entry.facts["values"] == {"renewal.open_days": 120}
    assert len(entry.facts["pack_sha256"]) == 64


def test_a_name_is_adopted_once():
    adopted(the_pack())
    with pytest.raises(Conflict), transaction.atomic():
        adopted(the_pack())


def test_a_pack_that_contradicts_an_adopted_one_is_refused_with_both_names():
    adopted(the_pack())
    other = the_pack(('"renewal-window-120"', '"window-150"'), ("value = 120", "value = 150"))
    with pytest.raises(BadInput) as refusal, transaction.atomic():
        adopted(other)
    for part in ("window-150", "renewal-window-120", "renewal.open_days", "2027-01-01"):
        assert part in refusal.value.message.zh


def test_a_new_rule_never_begins_today():
    today = clock.today()
    with pytest.raises(BadInput, match="begins after today"), transaction.atomic():
        adopted(the_pack(("2027-01-01", today.isoformat())))
    adopted(the_pack(("2027-01-01", (today + timedelta(days=1)).isoformat())))


def test_a_pack_in_one_language_is_refused():
    with pytest.raises(BadInput, match="missing in en"), transaction.atomic():
        adopted(the_pack(('en = "You may', '# "You may')))


def test_an_adopted_pack_can_be_ended_and_the_rule_before_returns():
    adopted(the_pack())
    actions.end_order(number="renewal-window-120", until=date(2027, 3, 31), reason="expired", actor=CLERK)
    book = law_book.book().at("320115")
    assert [book.value("renewal.open_days", day) for day in (date(2027, 3, 31), date(2027, 4, 1))] == [120, 90]


def test_files_are_looked_at_again_on_the_day_a_rule_changes():
    file = builders.a_licence(builders.a_person())
    daily.look_at(file.id, clock.today())
    day = clock.today() + timedelta(days=1)
    assert queries.due_for_a_look(day, 10) == []
    daily.look_again(day)
    assert queries.due_for_a_look(day, 10) == [file.id]


def test_a_look_before_the_change_does_not_pass_over_it():
    adopted(the_pack())
    file = builders.a_licence(builders.a_person(), valid_to=None, term_years=None)
    daily.look_at(file.id, clock.today())
    assert queries.due_for_a_look(FIRST_DAY, 10) == [file.id]
