"""D16: a declaration postpones the renewal; no fee, no paper, and from the original date no driving."""

from datetime import timedelta

import pytest
from tests import builders

from tongban.casework import actions
from tongban.core import clock
from tongban.core.errors import BadInput
from tongban.core.law_book import book
from tongban.documents import queries as papers
from tongban.law.rules import status
from tongban.law.text import day_text
from tongban.registers.drivers import queries as drivers
from tongban.services.driver import papers as licences


def licence_until(person, days: int):
    ends = clock.today() + timedelta(days=days)
    return builders.a_licence(person, valid_from=ends.replace(year=ends.year - 6), valid_to=ends)


def postpones(told, person, until):
    return told.applies("D16", person, ground="military", until=until.isoformat(), declaration="yes")


def test_a_declaration_is_enough_and_the_licence_says_until_when(told):
    wang = told.person()
    licence = licence_until(wang, 20)
    until = clock.today() + timedelta(days=400)
    case = postpones(told, wang, until)
    seen = told.sees(case.id)
    assert (seen.row.status, seen.outcome, seen.order_number) == ("closed", "granted", "")
    after = drivers.get_driver(licence.id)
    assert "N" in after.licence.letters
    assert after.licence.valid_to == licence.licence.valid_to
    assert after.licence.postponements[0].until == until
    assert after.card_serial == licence.card_serial, "no new card is made"


def test_driving_is_allowed_until_the_original_day_and_not_after_it(told):
    wang = told.person()
    licence = licence_until(wang, 20)
    postpones(told, wang, clock.today() + timedelta(days=400))
    after, rules = drivers.get_driver(licence.id), book()
    last = licence.licence.valid_to
    assert status.may_drive(after.licence, "C1", last, after.born, rules).allowed
    refused = status.may_drive(after.licence, "C1", last + timedelta(days=1), after.born, rules)
    assert [reason.code for reason in refused.reasons] == ["drive.postponed"]
    assert status.standing_word(after.licence, last + timedelta(days=1), rules).zh == "延期换证"


def test_the_licence_on_the_phone_is_issued_again_with_the_letter(told):
    wang = told.person()
    licence_until(wang, 20)
    citizen = builders.a_citizen(wang)
    told.has_portrait(wang)
    licences.add_to_phone(person_id=wang, jwk=told.a_phone_key(), label="phone", actor=citizen)
    [before] = papers.credentials_of(wang, citizen)
    postpones(told, wang, clock.today() + timedelta(days=400))
    newest, oldest = papers.credentials_of(wang, citizen)
    assert oldest.id == before.id and oldest.revoked_at
    assert newest.revoked_at is None


def test_a_renewal_is_postponed_once_only(told):
    wang = told.person()
    licence_until(wang, 20)
    postpones(told, wang, clock.today() + timedelta(days=400))
    again = postpones(told, wang, clock.today() + timedelta(days=500))
    seen = told.sees(again.id)
    assert (seen.outcome, [reason.code for reason in seen.reasons]) == ("refused", ["postponement.already"])


def test_more_than_three_years_is_refused_with_the_last_possible_day(told):
    wang = told.person()
    licence = licence_until(wang, 20)
    last = licence.licence.valid_to.replace(year=licence.licence.valid_to.year + 3)
    with pytest.raises(BadInput) as refused:
        postpones(told, wang, last + timedelta(days=1))
    assert refused.value.field == "until" and day_text(last).zh in refused.value.message.zh
    assert told.sees(postpones(told, wang, last).id).outcome == "granted"


def test_nothing_is_sent_without_the_declaration(told):
    wang = told.person()
    licence_until(wang, 20)
    until = (clock.today() + timedelta(days=400)).isoformat()
    case = told.applies("D16", wang, ground="military", until=until, send=False)
    with pytest.raises(BadInput) as refused:
        actions.submit(case_id=case.id, actor=builders.a_citizen(wang))
    assert refused.value.field == "declaration"


def test_a_postponement_that_was_wrong_is_undone_and_the_phone_shows_the_former_licence(told):
    wang = told.person()
    licence = licence_until(wang, 20)
    citizen = builders.a_citizen(wang)
    told.has_portrait(wang)
    licences.add_to_phone(person_id=wang, jwk=told.a_phone_key(), label="phone", actor=citizen)
    case = postpones(told, wang, clock.today() + timedelta(days=400))
    actions.correct(
        case_id=case.id, actor=builders.a_clerk("review"), reason="the declaration was about another licence"
    )
    assert drivers.get_driver(licence.id).licence == licence.licence
    told.city.work()
    assert [one.revoked_at is None for one in papers.credentials_of(wang, citizen)] == [True, False, False]
