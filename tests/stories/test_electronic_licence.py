"""D31: the electronic licence comes to the phone again, free and at once; not while it may not be driven with."""

from tests import builders

from tongban.documents import actions as documents
from tongban.documents import queries as papers


def test_it_is_issued_anew_to_every_phone_and_the_old_one_is_revoked(told):
    person = told.person()
    builders.a_licence(person)
    citizen = builders.a_citizen(person)
    for label in ("first", "second"):
        documents.add_device(person_id=person, jwk=told.a_phone_key(), label=label, actor=citizen)
    for valid in (2, 2):
        case = told.applies("D31", person)
        assert told.sees(case.id).outcome == "granted"
        known = papers.credentials_of(person, citizen)
        assert len([one for one in known if one.revoked_at is None]) == valid
    assert len(papers.credentials_of(person, citizen)) == 4


def test_it_is_not_given_while_the_licence_is_retained(told):
    matter = {"kind": "seizure", "number": "S1", "place": "x", "on": "2026-01-01", "state": "open", "letter": "U"}
    person = told.person(known={"matters": [matter]})
    builders.a_licence(person)
    case = told.applies("D31", person)
    assert [reason.code for reason in told.sees(case.id).reasons] == ["letter.retained"]
