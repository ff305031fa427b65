"""Taking over decided cases of a former register: each with its decision, its entry, its rating; all or nothing."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from tests import builders

from tongban.casework import proofs, queries, sums
from tongban.casework.bulk import DecidedCase, NewRating, take_over_cases
from tongban.casework.models import Case, Inquiry
from tongban.core import clock, entries, sealing, verify_proof
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.law.reasons import reason
from tongban.law.text import Text

pytestmark = pytest.mark.django_db

SENT = datetime(2026, 3, 12, 10, 0, tzinfo=clock.CHINA)
DONE = SENT + timedelta(seconds=20)
SINCE = date(2026, 1, 1)


@pytest.fixture
def granted() -> DecidedCase:
    """A contact change of a person with a licence, granted online and praised."""
    builders.an_office()
    person = builders.a_person()
    licence = builders.a_licence(person)
    return DecidedCase(
        number="2603120000001", service="D23", person_id=person, driver_id=licence.id, office=builders.OFFICE,
        channel="online", submitted_at=SENT, decided_at=DONE, due_on=SENT.date(), limit_days=0,
        rating=NewRating(5, DONE),
    )  # fmt: skip


@pytest.fixture
def refused(granted: DecidedCase) -> DecidedCase:
    """A lost licence refused at a window after a notice, and the office answered the bad rating."""
    due_on = SENT.date() + timedelta(days=3)
    return replace(
        granted, number="2603120000002", service="D06", channel="window", decided_at=SENT + timedelta(days=1),
        due_on=due_on, limit_days=1, reasons=(reason("letter.locked"),), gaps=("portrait",), gaps_told_at=DONE,
        rating=NewRating(1, SENT + timedelta(days=2), due_on, SENT + timedelta(days=3)),
    )  # fmt: skip


def taken_over(*cases: DecidedCase) -> list[UUID]:
    return take_over_cases(cases=cases, actor=builders.TEST)


def test_a_case_taken_over_is_closed_with_its_decision_and_seen_by_its_owner(
    granted: DecidedCase, refused: DecidedCase
) -> None:
    owner = builders.a_citizen(granted.person_id)
    one, other = (queries.get_case(case_id, owner) for case_id in taken_over(granted, refused))
    assert (one.row.number, one.row.status, one.outcome, one.rating) == ("2603120000001", "closed", "granted", 5)
    assert (other.outcome, [found.code for found in other.reasons]) == ("refused", ["letter.locked"])
    assert not [view.key for view in (*one.evidence, *other.evidence) if view.group == "needed"]
    assert "2026年3月12日已决定：同意" in one.timeline[0].sentence.zh


def test_each_case_has_one_entry_of_the_day_of_the_decision(granted: DecidedCase, refused: DecidedCase) -> None:
    for case_id, outcome, day in zip(taken_over(granted, refused), ("granted", "refused"), (12, 13), strict=True):
        (entry,) = entries.history(case_id)
        assert (entry.kind, entry.cause, entry.effective_on.day) == ("decided", "takeover", day)
        assert entry.facts["outcome"] == outcome


def test_the_sums_count_what_was_taken_over(granted: DecidedCase, refused: DecidedCase) -> None:
    taken_over(replace(granted, seconds=30.0), refused)
    sums.add_up(clock.today())
    found = sums.total(SINCE)
    assert (found.decided, found.online, found.in_time, found.at_once, found.told) == (2, 1, 2, 1, 1)
    assert (found.rated, found.satisfied, found.bad, found.followed_up) == (2, 1, 1, 1)
    assert (found.one_visit, found.timed, found.prompt) == (1, 1, 1)


def test_a_bad_rating_without_an_answer_waits_at_the_desk(refused: DecidedCase) -> None:
    assert refused.rating
    taken_over(replace(refused, rating=replace(refused.rating, answered_at=None)))
    (inquiry,) = Inquiry.objects.filter(answered_at=None)
    assert [entry.kind for entry in entries.history(inquiry.id)] == ["asked"]


def test_its_owner_can_prove_the_decision_and_nothing_is_claimed_of_rules(refused: DecidedCase) -> None:
    taken_over(refused)
    sealing.seal()
    proof = proofs.make(refused.number, Text(zh="补证", en="Replacement"), builders.a_citizen(refused.person_id))
    checks, _ = verify_proof.check(proof)
    assert not [part for part, held in checks if held is False]


def test_a_number_given_twice_or_known_is_named_and_nothing_is_written(
    granted: DecidedCase, refused: DecidedCase
) -> None:
    with pytest.raises(Conflict, match=granted.number):
        taken_over(granted, replace(refused, number=granted.number))
    assert not Case.for_system("a test").exists()
    taken_over(granted)
    with pytest.raises(Conflict, match=granted.number):
        taken_over(refused, granted)
    assert Case.for_system("a test").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"decided_at": SENT - timedelta(days=1)},
        {"gaps": ("portrait",)},
        {"rating": NewRating(5, SENT - timedelta(days=9))},
        {"rating": NewRating(1, DONE, None, DONE)},
        {"submitted_at": SENT.replace(year=2126), "decided_at": SENT.replace(year=2126), "rating": None},
    ],
)
def test_what_cannot_have_happened_is_refused(granted: DecidedCase, wrong: dict[str, object]) -> None:
    with pytest.raises(BadInput, match=granted.number):
        taken_over(replace(granted, **wrong))  # type: ignore[arg-type]


def test_only_the_office_takes_over_and_only_services_of_the_catalogue(granted: DecidedCase) -> None:
    with pytest.raises(NotFound):
        taken_over(replace(granted, service="D99"))
    with pytest.raises(NotAllowed):
        take_over_cases(cases=[granted], actor=builders.a_citizen(granted.person_id))
