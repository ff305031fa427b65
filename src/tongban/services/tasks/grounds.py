"""What services do when a reason to take a licence away comes up."""

from uuid import UUID

from tongban.core import clock
from tongban.core.outbox import every, listens
from tongban.exchange import queries as exchange
from tongban.people import queries as people
from tongban.registers.drivers import queries as drivers
from tongban.services import grounds


@listens("drug_hit")
def confirm_hit(person: str) -> None:
    """A holder is said to be listed: confirmed with the register, the office opens a case."""
    grounds.confirm_hit(UUID(person))


@listens("partner_narcotics_listed")
def hear_of_listing(message: str) -> None:
    """The anti-drug unit tells of a listing; somebody without a licence here is nobody's case."""
    person = people.find_person(exchange.get_message(UUID(message)).facts["identity_number"])
    if person:
        grounds.confirm_hit(person)


@listens("person_died")
def end_with_life(person_id: str) -> None:
    """A driver has died."""
    grounds.open_for(UUID(person_id), "death")


@listens("licence_lapsed")
def announce_lapsed(driver: str, on: str) -> None:
    """A licence has lapsed: its card is still about."""
    grounds.open_for(drivers.get_driver(UUID(driver)).person_id, "lapse", lapsed_on=on)


@listens("partner_hospital_result")
def look_at_examination(message: str) -> None:
    """A hospital sent a result: does it leave any class?"""
    told = exchange.get_message(UUID(message))
    person = people.find_person(told.facts["identity_number"])
    if person:
        grounds.look_at_examination(person, told.value.certificate)


@every("*/10 * * * *")
def compare_holders(planned: int) -> None:
    """The periodic comparison with the drug-user register; what was missed is caught up."""
    grounds.compare_holders(clock.today())


@every("33 18 * * *")
def look_at_decided(planned: int) -> None:
    """Records that were struck after a decision."""
    grounds.look_at_decided()
