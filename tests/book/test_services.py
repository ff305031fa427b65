"""Every service of the catalogue, those that will be written later too, keeps what the reform promised."""

import re
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse
from tests import builders
from tests.config.conftest import Urls

from tongban.casework import evidence, queries
from tongban.casework.answers import ADDRESS, DELIVERY
from tongban.casework.catalogue import services
from tongban.law.text import Text
from tongban.outlets import actions as outlets
from tongban.outlets.catalogue import shipped
from tongban.outlets.types import OutletKind
from tongban.people import actions as people

# What nobody brings any more: copies, forms, rubbings, statements on paper.
PAPER = re.compile(r"复印|拓印|申请表|书面|盖章|cop(?:y|ies)|photocop|rubbing|application form|stamped", re.IGNORECASE)
HAN = re.compile(r"[\u4e00-\u9fff]")
QUESTION_KINDS = {
    "text",
    "phone",
    "address",
    "date",
    "choice",
    "choices",
    "declaration",
    "organisation",
    "identity",
    "vin",
    "plate",
    "photo",
    "picture",
    "bike_code",
    "bike_tag",
}
BORN = builders.date(1985, 5, 5)


def every() -> list[str]:
    return list(services)


@pytest.mark.parametrize("code", every())
def test_no_paper_is_asked_for(code: str) -> None:
    """A material is fetched from its holder; only what is not asked for any more may be called a paper."""
    for material in services[code].needed:
        assert material.arrives or material.key in evidence.FETCHERS, f"{code} asks a person for {material.key}"
        assert not PAPER.search(f"{material.name.zh} {material.name.en}"), f"{code} asks for {material.name.en}"
    for question in services[code].questions:
        assert question.kind in QUESTION_KINDS, f"{code}: no file of papers ({question.kind})"
        assert not PAPER.search(f"{question.label.zh} {question.label.en}"), f"{code}: {question.label.en}"


@pytest.mark.parametrize("code", every())
def test_what_was_asked_for_before_stands_there_as_waived(code: str) -> None:
    waived = [material for material in services[code].materials if material.waived]
    spared = services[code].spared
    assert waived or not (spared.papers or spared.forms), f"{code} spares papers and names none"
    assert not [one.key for one in waived if one.key in evidence.FETCHERS], f"{code} fetches what it waives"


@pytest.mark.parametrize("code", every())
def test_every_word_of_a_service_is_there_in_both_languages(code: str) -> None:
    for place, text in words_of(services[code], code):
        assert HAN.search(text.zh), f"{place}: no Chinese in {text.zh!r}"
        assert not HAN.search(text.en), f"{place}: Chinese in {text.en!r}"


@pytest.mark.parametrize("code", every())
def test_a_service_has_a_code_of_the_catalogue_and_somewhere_to_go(code: str) -> None:
    assert code == services[code].code
    assert code in {item.code for item in shipped().items}
    places = shipped().outlet_kinds(code, services[code].since.replace(year=2026))
    assert OutletKind.CITY_OFFICE in places
    assert "partner" not in services[code].channels or places - {OutletKind.CITY_OFFICE, OutletKind.COUNTY_OFFICE}
    kinds = {kind.number for kind in shipped().id_only_kinds if code in kind.services}
    assert kinds == {services[code].id_only_kind} - {None}, f"{code}: the list of 18 says otherwise"
    assert services[code].basis, f"{code} rests on nothing"
    assert DELIVERY.key not in {one.key for one in services[code].questions}, "delivery is asked where a card is made"
    assert ADDRESS.key not in {one.key for one in services[code].questions}


def test_the_checks_at_start_find_nothing() -> None:
    assert run_checks() == []


@pytest.mark.parametrize("code", every())
def test_every_start_button_reaches_a_case(committed: Urls, settings: Any, code: str) -> None:
    """From the public page of a service to a draft with a number, as a citizen with a browser."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    service = services[code]
    client = a_citizen_in_town()
    page = client.get(reverse("public:service", args=[code])).content.decode()
    start = reverse("citizen:start", args=[code])
    assert (start in page) is service.starts_online
    if not service.starts_online:
        assert 'value="start"' not in client.get(start).content.decode()
        return
    assert client.get(start).status_code == 200
    answer = client.post(start, {"key": "k"})
    assert answer.status_code == 302, answer.content.decode()
    number = answer["location"].split("/")[3]
    row = queries.find_by_number(number)
    assert row is not None and (row.service, row.status, row.origin) == (code, "draft", "application")
    assert client.get(answer["location"]).status_code in (200, 302)


def a_citizen_in_town() -> Client:
    """A driver who is signed in, in a city with an office."""
    builders.an_office()
    outlets.open_outlet(
        code="310100-ONLINE", kind=OutletKind.ONLINE, name=Text(zh="网上", en="online"), region="310100",
        opened_on=builders.LONG_AGO, actor=builders.TEST, cause="test",
    )  # fmt: skip
    person = builders.a_person(BORN)
    builders.a_licence(person, BORN)
    builders.a_vehicle(person)
    builders.a_bike(person)
    people.verify_at_window(person_id=person, actor=builders.TEST)
    client = Client()
    client.force_login(builders.an_account(person))
    return client


def words_of(value: Any, place: str) -> list[tuple[str, Text]]:
    """Every Text anywhere in a definition, with where it stands."""
    if isinstance(value, Text):
        return [(place, value)]
    if isinstance(value, tuple):
        return [found for n, one in enumerate(value) for found in words_of(one, f"{place}[{n}]")]
    if is_dataclass(value) and not isinstance(value, type):
        return [
            found for field in fields(value) for found in words_of(getattr(value, field.name), f"{place}.{field.name}")
        ]
    return []
