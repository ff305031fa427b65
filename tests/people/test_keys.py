"""A new key for personal values: everything is sealed again and still read."""

from pytest_django import Settings
from tests.people.builders import PHONE, an_account, identity_number

from tongban.core import personal
from tongban.people import actions, queries
from tongban.people.models import Person


def test_everything_is_sealed_again_under_a_new_key_and_still_read(settings: Settings) -> None:
    opened = an_account()
    keys = settings.TONGBAN_KEYS
    newest = max(keys["personal"]) + 1
    settings.TONGBAN_KEYS = {**keys, "personal": {**keys["personal"], newest: b"7" * 32}}
    assert actions.reseal_all() == 3  # person, identity, phone check
    assert actions.reseal_all() == 0
    settings.TONGBAN_KEYS = {**keys, "personal": {newest: b"7" * 32}}
    assert queries.identity_number(opened.person_id) == identity_number()
    assert queries.phone_number(opened.person_id) == PHONE
    row = Person.for_system("a test looks at the bytes").get(pk=opened.person_id)
    assert all(personal.is_sealed_anew(value) for value in (row.identity, row.name, row.address, row.phone))
