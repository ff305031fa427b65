"""Table 1.5 (which state of a vehicle blocks which service) as data: whole, and walked cell by cell."""

from datetime import date

import pytest

from tongban.law.book import Book
from tongban.law.facts import Applicant, Facts, Restriction, Vehicle
from tongban.law.reasons import wordings
from tongban.law.rules import vehicle_states

BOOK, DAY = Book.shipped(), date(2026, 1, 5)
SERVICES = tuple(BOOK.value("vehicle_states.stolen", DAY))
WORDS = {"yes", "no", "none", "officer", "joint", "inspect", "released", "customs", "itself"}
LETTER_OF = {state: letter for letter, state in vehicle_states.OF_LETTER.items() if letter not in "KLMQ"}
RESTRICTION_OF = {state: kind for kind, state in vehicle_states.OF_RESTRICTION.items()}
CAR = {"type": "H31", "use": "F", "capacity": 2, "registered_on": date(2015, 1, 1)}


def in_state(state: str) -> Vehicle:
    """A vehicle in one state and no other."""
    if state in LETTER_OF:
        return Vehicle(**CAR, letters=frozenset(LETTER_OF[state]))
    if state in RESTRICTION_OF:
        return Vehicle(**CAR, restrictions=(Restriction(RESTRICTION_OF[state], 1, DAY),))
    ends = {"overdue": {"inspected_to": date(2026, 1, 4)}, "near_scrap": {"scrap_on": date(2026, 2, 1)}}
    return Vehicle(**CAR, **ends.get(state, {"scrap_on": date(2026, 1, 4)}))


@pytest.mark.parametrize("state", vehicle_states.ROWS)
def test_every_row_says_one_known_word_for_every_service(state: str) -> None:
    row = BOOK.value(f"vehicle_states.{state}", DAY)
    assert tuple(row) == SERVICES
    assert set(row.values()) <= WORDS


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("state", [row for row in vehicle_states.ROWS if row != "differs"])
def test_a_cell_that_says_no_stops_its_service_and_no_other_cell_does(state: str, service: str) -> None:
    facts = Facts(Applicant(born=date(1980, 5, 1)), None, vehicle=in_state(state))
    assert vehicle_states.states(facts.vehicle, DAY, BOOK) == [state]
    word = vehicle_states.says(state, service, DAY, BOOK)
    reasons = [reason.code for reason in vehicle_states.may(facts, service, DAY, BOOK).reasons]
    assert reasons == ([f"vehicle.{state}"] if word in ("no", "released") else [])
    assert vehicle_states.needs(facts, service, word, DAY, BOOK) == [state]


def test_every_state_that_stops_something_has_its_words() -> None:
    cells = {row: set(BOOK.value(f"vehicle_states.{row}", DAY).values()) for row in vehicle_states.ROWS}
    stopping = {row for row, words in cells.items() if words & {"no", "released"}}
    assert {f"vehicle.{row}" for row in stopping - {"differs", "overdue"}} <= set(wordings())


def test_who_attached_a_vehicle_and_under_which_number_is_told() -> None:
    court = Restriction("attachment", 1, DAY, holder="某某区人民法院", reference="（2026）执1号")
    facts = Facts(Applicant(born=date(1980, 5, 1)), None, vehicle=Vehicle(**CAR, restrictions=(court,)))
    [told] = vehicle_states.may(facts, "transfer", DAY, BOOK).reasons
    assert "某某区人民法院，（2026）执1号" in told.sentence.zh
    assert "某某区人民法院" in told.sentence.en
