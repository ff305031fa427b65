"""What services do when a room below announces something."""

import contextlib
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction

from tongban.allocation.slots import queries as slots
from tongban.assessment.exams import queries as exam_files
from tongban.casework import engine, news, offices, own_motion
from tongban.casework.catalogue import services
from tongban.core import clock
from tongban.core.actor import Actor, system
from tongban.core.errors import Refused
from tongban.core.outbox import every, listens
from tongban.exchange import queries as exchange
from tongban.exchange.offices import queries as letters
from tongban.people import queries as people
from tongban.registers.crossing import queries as crossing
from tongban.registers.drivers import actions as register
from tongban.registers.drivers import messages as drivers_messages
from tongban.registers.drivers import queries as drivers
from tongban.registers.vehicles import messages as vehicle_messages
from tongban.registers.vehicles import queries as vehicles
from tongban.services import grounds, testing
from tongban.services.bike import electronic as bike_papers
from tongban.services.cross_border import clearances
from tongban.services.driver import exam_moving, first_card, learner_permit, papers
from tongban.services.vehicle import attachments, between_regions, electronic, ending, moving_in, moving_out, temporary
from tongban.services.vehicle import papers as vehicle_papers


@listens("age_reached")
def open_for_age(driver: str, on: str, classes: str) -> None:
    """A driver reached an age at which classes end: open what the office opens then, at the office of their region."""
    file = drivers.get_driver(UUID(driver))
    office = offices.serving(file.region)
    for service in services.values():
        if service.own_motion and service.own_motion.announced_by == "age_reached":
            own_motion.open_case(
                service=service.code,
                person_id=file.person_id,
                subject=file.id,
                office=office,
                ground={"reached_on": on, "classes": classes.split("-")},
                actor=Actor(kind="system", label="daily", channel="system", office=office),
            )


@listens("number_reserved")
def look_for_number(person: str) -> None:
    """A number was chosen: the registration or transfer that waits for one goes on."""
    for case_id in news.waiting_cases_of(UUID(person)):
        engine.advance(case_id)


@listens("duty_due")
def remind(driver: str, person: str, duty: str, due_on: str) -> None:
    """Tell the person of a due day, and which service settles it."""
    service = services.settling(duty)
    drivers_messages.remind(
        person_id=UUID(person), duty=duty, due_on=date.fromisoformat(due_on), service=service.name if service else None
    )


@listens("learner_permit")
def make_learner_permit(file: str, cause: str) -> None:
    """A learner permit was given: make the document that is shown."""
    learner_permit.issue(exam_files.get_file(UUID(file)), system("learner_permit"))


@listens("exam_file")
def end_learner_permit(file: str, change: str, cause: str) -> None:
    """The licence is there or the file has ended: the learner permit is void."""
    if change in ("licensed", "ended"):
        learner_permit.revoke(UUID(file), system("learner_permit"))


@listens("partner_office_exam_file_moved")
def take_in_exam_file(message: str) -> None:
    """Another office sent the exam file of somebody who goes on here."""
    letter = exchange.get_message(UUID(message))
    exam_moving.took_in(letters.sender(letter), letter.value, settings.TONGBAN_REGION, system("office"))


@listens("oath_taken")
def issue_after_the_oath(file: str) -> None:
    """The oath is taken: register, card and electronic licence at once. What stands in the way is shown at the desk; a
    silent register or a missing blank is tried again."""
    with contextlib.suppress(Refused):
        first_card.issue(file_id=UUID(file), actor=system("issue"))


@listens("card_remade")
def put_card(serial: str, replacement: str, case: str) -> None:
    """A card was spoilt or lost and made anew: the old serial is void, the licence and the phones name the new one."""
    actor, cause = system("production"), f"case:{case}"
    vehicle_papers.put(serial=serial, replacement=replacement, actor=actor, cause=cause)
    file = drivers.find_by_card(serial)
    if file is None:
        return  # a vehicle's, or the licence has moved on since: that serial is void already
    with transaction.atomic():
        register.put_card(
            driver_id=file.id, card_serial=replacement, effective_on=clock.today(), actor=actor, cause=cause
        )
        papers.reissue(person_id=file.person_id, actor=actor, cause=cause)


@listens("case_corrected")
def show_former_licence(subject: str) -> None:
    """A decision was struck: where the card still holds, the phones show the licence as it was before."""
    file = drivers.get_driver(UUID(subject))
    if file.card_serial:
        papers.reissue(person_id=file.person_id, actor=system("correction"), cause=f"driver:{subject}")


@listens("vehicle_due")
def remind_of_vehicle(vehicle: str, duty: str, due_on: str) -> None:
    """Tell each owner of a due day of their vehicle, and which service settles it."""
    found, service = vehicles.find_vehicle(UUID(vehicle)), services.settling(duty)
    for owner in found.owners if found else ():
        if found and owner.kind == "person" and not vehicles.unlinked([found.id], owner.id):
            vehicle_messages.remind(
                vehicle=found,
                person_id=owner.id,
                duty=duty,
                due_on=date.fromisoformat(due_on),
                service=service.name if service else None,
            )


@listens("scrap_passed")
def open_for_scrap(vehicle: str) -> None:
    """The years of use of a vehicle have passed: the office opens the case of its papers."""
    ending.open_for_scrap(UUID(vehicle), clock.today(), system("daily"))


@listens("vehicle_changed")
def follow_vehicle(vehicle: str, change: str, cause: str) -> None:
    """Something about a vehicle has changed: what its electronic documents say follows."""
    electronic.follow(UUID(vehicle), change, system("register"), cause)
    temporary.follow_registration(UUID(vehicle), change, cause)


@listens("plates_reached")
def end_temporary_plates(plates: str) -> None:
    """An owner has the plates: the temporary ones of that vehicle end in a few days."""
    temporary.formal_plates_came(UUID(plates))


@listens("temporary_plate")
def follow_temporary_plate(plate: str) -> None:
    """A temporary plate was given, extended or ended: what phones show follows."""
    temporary.follow(UUID(plate))


@every("21 23 * * *")
def remind_of_temporary_plates(planned: int) -> None:
    """Every morning: who holds a temporary plate that runs out is told."""
    temporary.remind(clock.today())


@listens("partner_border_entered")
def hear_of_entry(message: str) -> None:
    """A vehicle from abroad came in."""
    clearances.passed(UUID(message), "entered")


@listens("partner_border_exited")
def hear_of_exit(message: str) -> None:
    """A vehicle from abroad went out."""
    clearances.passed(UUID(message), "exited")


@listens("crossing_passed")
def look_at_days(clearance: str) -> None:
    """A vehicle passed the barrier: its owner is told where days run out."""
    clearances.warn(crossing.get(UUID(clearance)))


@every("31 23 * * *")
def remind_of_days(planned: int) -> None:
    """Every morning: whoever is here and whose days run out, or are over."""
    for clearance in crossing.inside(clock.today()):
        clearances.warn(clearance)


@listens("case_waits")
def ask_former_city(case: str) -> None:
    """A vehicle moves here: its file is asked for once its case waits for it."""
    moving_in.ask(UUID(case))


@listens("vehicle_file_arrived")
@listens("vehicle_file_refused")
def look_at_file(move: str) -> None:
    """The file is here, or the former city said why not."""
    moving_in.came(UUID(move))


@listens("vehicle_moved_out")
def give_number_back(move: str) -> None:
    """A vehicle has left: its number rests, and is its owner's for a time."""
    moving_in.give_number_back(UUID(move))


@listens("move_to_confirm")
def ask_owner(move: str) -> None:
    """A vehicle was sold elsewhere: its owner is asked for their word."""
    moving_out.ask_owner(UUID(move))


@listens("item_arrived")
def decide_item(item: str) -> None:
    """Another office has accepted something that we decide."""
    between_regions.open_case(UUID(item))


@every("* * * * * */20")
def answer_items(planned: int) -> None:
    """Cases that another office accepted for us were decided or withdrawn: it is told."""
    between_regions.answer_items()


@every("*/10 * * * *")
def end_moves(planned: int) -> None:
    """Moves to here that nobody finishes."""
    moving_in.end_what_nobody_finishes()


@listens("partner_court_notice")
def carry_out_notice(message: str) -> None:
    """An authority attaches a vehicle, extends or releases."""
    attachments.take_in(UUID(message))


@listens("attachment_notice_done")
def send_receipt(notice: str) -> None:
    """What a notice led to; where its sender does not answer the job tries again."""
    attachments.send_receipt(UUID(notice))


@listens("bike_changed")
def follow_bike(bike: str, change: str, cause: str) -> None:
    """Something about an e-bike has changed: its electronic licence follows."""
    bike_papers.follow(UUID(bike), system("register"), cause)


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


@listens("plan_run")
def expect_all(number: str) -> None:
    """A plan was run: everybody's exam file expects them where they have a slot."""
    for session, person in slots.people_in(number):
        testing.expect(session, person)


@listens("slot_given")
def expect_one(session: str, person: str) -> None:
    """A slot was given to one person: freed, or left over."""
    testing.expect(UUID(session), UUID(person))


@listens("slot_ended")
def tell_exam_file(session: str, person: str) -> None:
    """A slot was cancelled, missed, released or became void."""
    testing.tell_file(UUID(session), UUID(person))
