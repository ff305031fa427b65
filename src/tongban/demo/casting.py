"""Puts the people of the situations into the office's books, through the rooms' own actions."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.contrib.auth.hashers import make_password

from tongban.casework import own_motion
from tongban.casework import queries as cases
from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.ids import new_id
from tongban.core.law_book import book
from tongban.demo import numbers, words
from tongban.demo.accounts import PASSWORD
from tongban.demo.portraits import portrait_of
from tongban.demo.resident import Resident
from tongban.demo.situations import Situation
from tongban.documents import actions as documents
from tongban.law.rules import age
from tongban.people import actions as people
from tongban.people.bulk import NewAccount, take_over_accounts
from tongban.registers.bikes import actions as bikes
from tongban.registers.drivers import actions as drivers
from tongban.registers.drivers import queries as files
from tongban.registers.vehicles.bulk import take_over_vehicles
from tongban.services.tasks.drivers import open_for_age

CAUSE = "demo"
MANDATE_DAYS = 180
NOON_IN_CHINA = time(4, 0, tzinfo=UTC)


def register(situations: Sequence[Situation], day: date, actor: Actor) -> dict[str, UUID]:
    """Register everybody of the catalogue; return the person's id by situation."""
    ids = {one.code: _person(one.resident, actor) for one in situations}
    for place, one in enumerate(situations, start=1):
        _driver(one.resident, ids[one.code], place, day, actor)
    lives = [car.life(ids[one.code]) for one in situations for car in one.resident.cars]
    take_over_vehicles(lives=lives, actor=actor, cause=CAUSE)
    for one in situations:
        _bikes(one.resident, ids[one.code], actor)
    _open_accounts(situations, ids, actor)
    for one in situations:
        _what_happened(one, ids, day, actor)
    return ids


def open_past_cases(situations: Sequence[Situation], ids: Mapping[str, UUID], day: date, actor: Actor) -> None:
    """Open the cases that the office opened before the demo's day, on the day on which it did."""
    for one in situations:
        if one.reached_days_ago is not None:
            _reached(one, ids[one.code], day, actor)


def _person(resident: Resident, actor: Actor) -> UUID:
    return people.register_person(
        identity_number=resident.number,
        name=resident.name,
        region=resident.region,
        address=resident.address,
        actor=actor,
        cause=CAUSE,
    )


def _driver(resident: Resident, person_id: UUID, place: int, day: date, actor: Actor) -> None:
    for bar in resident.bars:
        drivers.set_ban(
            identity_number=resident.number, person_id=person_id, code=bar.code, since=bar.since, until=bar.until,
            reference=bar.reference, actor=actor, cause=CAUSE,
        )  # fmt: skip
    if resident.driver is None:
        return
    file = drivers.register_driver(
        person_id=person_id,
        born=resident.born,
        region=resident.driver.region,
        authority=resident.driver.authority,
        first_issue_on=resident.driver.first_issue_on,
        changes=resident.driver.changes,
        card_serial=numbers.card_serial(place),
        effective_on=resident.driver.issued_on,
        actor=actor,
        cause=CAUSE,
    )
    portrait = portrait_of(resident, day)
    if portrait:
        documents.keep_portrait(subject=file.id, person_id=person_id, jpeg=portrait)


def _bikes(resident: Resident, person_id: UUID, actor: Actor) -> None:
    for one in resident.bikes:
        bikes.register_bike(
            bike_id=new_id(),
            code=one.code,
            motor=one.motor,
            make={"brand": "示范牌", "model": "TDT101Z", "edition": "2018"},
            colour=one.colour,
            owner=person_id,
            region=words.CITY,
            effective_on=one.registered_on,
            actor=actor,
            cause=CAUSE,
        )


def _open_accounts(situations: Sequence[Situation], ids: Mapping[str, UUID], actor: Actor) -> None:
    """One hash for all: everybody has the same public password, so a salt each would hide nothing."""
    password_hash = make_password(PASSWORD)
    accounts = [
        NewAccount(ids[one.code], password_hash, one.resident.old_phone or one.resident.phone)
        for one in situations
        if one.has_account
    ]
    take_over_accounts(accounts=accounts, actor=actor, cause=CAUSE)


def _what_happened(one: Situation, ids: Mapping[str, UUID], day: date, actor: Actor) -> None:
    person_id, resident = ids[one.code], one.resident
    if resident.old_phone:
        people.bind_phone(person_id=person_id, phone=resident.phone, actor=actor, cause=CAUSE)
    if resident.died_on:
        people.record_death(person_id=person_id, died_on=resident.died_on, actor=actor, cause=CAUSE)
    for principal, service in one.acts_for:
        mandate = people.give_mandate(
            principal=ids[principal], agent=person_id, service=service, until=day + timedelta(days=MANDATE_DAYS),
            actor=actor, cause=CAUSE,
        )  # fmt: skip
        most = book().value("mandates.most_principals", day)
        people.accept_mandate(mandate_id=mandate.id, most_principals=most, actor=actor, cause=CAUSE)


def _reached(one: Situation, person_id: UUID, day: date, actor: Actor) -> None:
    """Let the listener of the daily work open the case, and the person read the notice, on the day it happened.

    Then the case is looked after as of today: where the time to answer is over, a person has to decide.
    """
    driver = files.find_driver(person_id)
    if driver is None or one.reached_days_ago is None:
        raise ValueError(f"Situation {one.code} has nothing that could have been reached")
    reached = day - timedelta(days=one.reached_days_ago)
    classes = age.classes_ended(driver.licence, driver.born, reached, book())
    reader = Actor(kind="citizen", label="citizen", channel="online", person_id=person_id)
    with clock.frozen(datetime.combine(reached, NOON_IN_CHINA)):
        open_for_age(driver=str(driver.id), on=reached.isoformat(), classes="-".join(classes))
        opened = [case.id for case in cases.cases_of(person_id, actor)]
        for case_id in opened:
            own_motion.seen(case_id=case_id, actor=reader)
    for case_id in opened:
        own_motion.look_after(case_id)
