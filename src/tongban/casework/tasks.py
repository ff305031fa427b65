"""Jobs of the case engine: wake what is due, listen to partners and other rooms, look after promises."""

from datetime import date
from uuid import UUID

from django.db import connection
from procrastinate import RetryStrategy

from tongban.casework import (
    actions,
    batches,
    commitments,
    engine,
    later_checks,
    messages,
    national,
    news,
    own_motion,
    preparing,
    promises,
    reminders,
    states,
    sums,
    waiting,
)
from tongban.casework.models import Case
from tongban.core import clock
from tongban.core.outbox import announce, every, listens

BATCH = 50
LONGEST_PAUSE = 7  # doublings of the lease: a case that always fails is tried about once an hour

LEASE_DUE = """
UPDATE casework_case SET tries = tries + 1, wake_at = %s + make_interval(secs => %s * power(2, least(tries, %s)))
WHERE id IN (SELECT id FROM casework_case WHERE wake_at <= %s ORDER BY wake_at LIMIT %s FOR UPDATE SKIP LOCKED)
RETURNING id
"""
ONCE = RetryStrategy(max_attempts=1)  # the lease itself brings a case back


@every("* * * * * */5")
def wake_cases(planned: int) -> None:
    """Move the cases whose time has come, each in a job of its own: one that fails holds up no other."""
    for case_id in lease_due(BATCH):
        announce("case_due", case=case_id)


@listens("case_due", retry=ONCE)
def move_case(case: str) -> None:
    """Move one case that was leased."""
    move_on(UUID(case))


def lease_due(limit: int) -> list[UUID]:
    """Claim due cases in one statement: who claims one has a lease, longer after each try, then it is due again."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(LEASE_DUE, [now, waiting.LEASE.total_seconds(), LONGEST_PAUSE, now, limit])
        return [row[0] for row in cursor.fetchall()]


def move_on(case_id: UUID) -> None:
    """Move one case: one the office opened has the person's own clock besides, one without its fee is reminded of, a
    prepared draft is looked at."""
    case = Case.for_system("wake").filter(id=case_id).only("origin", "status", "waiting_for").first()
    if case and case.origin == "own_motion" and case.status == states.WAITING:
        own_motion.look_after(case_id)
        engine.gather_for_review(case_id)
    elif case and case.waiting_for == states.PAYMENT:
        messages.remind_of_fee(case_id)
    elif case and case.status == states.DRAFT:
        preparing.look(case_id)
    if case:
        engine.advance(case_id)


@listens("partner_hospital_result")
@listens("partner_school_completed")
@listens("partner_ability_result")
@listens("partner_platform_settled")
@listens("partner_platform_test_passed")
def wake_cases_of(message: str) -> None:
    """A partner told us something about a person: look at their waiting cases now, not in twelve hours."""
    for case_id in news.cases_to_look_at(UUID(message)):
        preparing.look(case_id)
        engine.advance(case_id)


@listens("partner_commerce_taken")
def wake_cases_about(message: str) -> None:
    """A recycler took a vehicle: the case that waits for its certificate goes on."""
    for case_id in news.cases_about_vehicle(UUID(message), "recovery"):
        engine.advance(case_id)


@listens("partner_platform_settled")
def close_commitments(message: str) -> None:
    """Somebody settled a matter: perhaps the one they had committed to settle."""
    for case_id in news.commitments_to_look_at(UUID(message)):
        commitments.look(case_id)


@listens("partner_platform_accident")
def keep_accident(message: str) -> None:
    """The platform decided an accident: the register keeps it, for the licence review may hang on it."""
    national.keep_accident(UUID(message))


@listens("identity_changed")
@listens("person_corrected")
@listens("person_died")
def look_again(person_id: str) -> None:
    """A person's number, name or life changed: their open cases are judged on what holds now."""
    for case_id in news.cases_after_change(UUID(person_id)):
        engine.advance(case_id)


@listens("persons_merged")
def follow_merger(keep: str, merged: str) -> None:
    """Two rows were one person."""
    news.follow_merger(UUID(keep), UUID(merged))


@listens("payment_found")
def go_on_with_paid(number: str) -> None:
    """The bank's word of a payment was lost, and found by asking: its cases go on, whether or not their person comes
    back to the page."""
    news.order_is_paid(number)


@listens("order_expired")
@listens("order_cancelled")
def forget_order(order: str) -> None:
    """Nobody paid in time: the cases wait for a new order."""
    news.order_is_over(UUID(order))


@listens(f"delivered_{messages.CASE_OPENED}")
def prove_service(notice: str) -> None:
    """The message that carried a notice reached the telephone: that is its proof of service."""
    own_motion.reached_phone(UUID(notice))


@listens("blanks_arrived")
def wake_cases_without_card(office: str) -> None:
    """New blank cards came in: go on with the cases that waited for one, the longest first."""
    waiting_cases = Case.for_system("blanks").filter(
        office=office, status=states.WAITING, waiting_for=states.PRODUCTION
    )
    for case_id in waiting_cases.order_by("submitted_at").values_list("id", flat=True):
        engine.advance(case_id)


@listens("card_delivered")
@listens("card_handed_over")
def close_case_of(serial: str) -> None:
    """The card reached its owner: nothing is left to do."""
    news.card_arrived(serial)


@listens("plates_reached")
def close_case_of_plates(plates: str) -> None:
    """The plates are on their way no more: nothing is left to do."""
    news.plates_reached(UUID(plates))


@listens("case_waits")
def tell_wait(case: str) -> None:
    """Tell the person that it is their turn."""
    messages.waits(UUID(case))


@listens("notice_written")
def tell_notice(notice: str) -> None:
    """Tell the person that the office opened a case."""
    messages.notice_written(UUID(notice))


@listens("promise_due")
def tell_promise(case: str, material: str) -> None:
    """Remind of a promise."""
    messages.promise_due(UUID(case), material)


@listens("inquiry_answered")
def tell_answer(inquiry: str) -> None:
    """Tell the person that their question was answered."""
    messages.answered(UUID(inquiry))


@listens("quota_refused")
def quota_refused(case: str) -> None:
    """The quota office knows that a certificate was used elsewhere: supervision looks at the decision."""
    news.quota_refused(UUID(case))


@every("23 * * * *")
def prepare_renewals(planned: int) -> None:
    """At the first hour that comes of a day of law: one job for each due day ahead."""
    preparing.run(clock.today())


@listens("renewals_to_prepare")
def prepare_day(due_on: str) -> None:
    """Prepare for everybody whose licence is to be renewed by this day; whom it is prepared for already is left."""
    preparing.prepare_day(date.fromisoformat(due_on), clock.today())


@listens("case_prepared")
def tell_prepared(case: str) -> None:
    """Tell the person that it is ready, or what is missing."""
    messages.prepared(UUID(case))


@every("41 19 * * *")
def add_up(planned: int) -> None:
    """The sums that public pages show."""
    sums.add_up(clock.today())


@every("*/10 * * * *")
def send_reminders(planned: int) -> None:
    """Send the reminders whose day has come; asked often, so that a stop of days is caught up at the next start."""
    reminders.send_due()


@listens("batch_begun")
def apply_for_batch(batch: str) -> None:
    """Apply for some rows of a batch, then let others have the worker before the next."""
    if batches.carry_on(UUID(batch)):
        announce("batch_begun", batch=batch)


@every("* * * * *")
def take_up_batches(planned: int) -> None:
    """Batches whose process ended in the middle; one that is worked on is left alone."""
    for batch in batches.stranded():
        announce("batch_begun", batch=batch)


@every("17 19 * * *")
def nightly(planned: int) -> None:
    """Drop old drafts, let go what nobody pays, close commitments that were kept, look after promises whose day has
    passed, and ask again for what was taken from paper."""
    actions.drop_old_drafts()
    actions.withdraw_unpaid()
    for case_id in commitments.open_of():
        commitments.look(case_id)
    promises.look_after_due()
    later_checks.look()
    batches.forget()
