"""Jobs of the case engine: wake what is due, listen to partners, look after promises."""

from uuid import UUID

from django.db import connection

from tongban.casework import actions, engine, messages, news, own_motion, promises, states
from tongban.casework.models import Case
from tongban.core import clock
from tongban.core.outbox import every, listens

BATCH = 50


@every("* * * * * */5")
def wake_cases(planned: int) -> None:
    """Move the cases whose time has come. Each is leased first, so that two workers do not take the same."""
    for case_id in lease_due(BATCH):
        move_on(case_id)


def lease_due(limit: int) -> list[UUID]:
    """Claim due cases in one statement: whoever claims one has a lease, then it is due again."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE casework_case SET wake_at = %s WHERE id IN (
                SELECT id FROM casework_case WHERE wake_at <= %s ORDER BY wake_at LIMIT %s FOR UPDATE SKIP LOCKED
            ) RETURNING id
            """,
            [clock.now() + engine.LEASE, clock.now(), limit],
        )
        return [row[0] for row in cursor.fetchall()]


def move_on(case_id: UUID) -> None:
    """Move one case: an own-motion case that waits for the person has a clock of its own."""
    case = Case.for_system("wake").filter(id=case_id).only("origin", "status", "waiting_for").first()
    if case and case.origin == "own_motion" and (case.status, case.waiting_for) == (states.WAITING, states.APPLICANT):
        own_motion.look_after(case_id)
    elif case:
        engine.advance(case_id)


@listens("partner_hospital_result")
@listens("partner_platform_settled")
def wake_cases_of(message: str) -> None:
    """A partner told us something about a person: look at their waiting cases now, not in twelve hours."""
    person = news.about(UUID(message))
    waiting = Case.for_system("news").filter(
        applicant=person, status=states.WAITING, waiting_for__in=[states.PARTNER, states.APPLICANT], origin="application"
    )
    for case_id in waiting.values_list("id", flat=True):
        news.forget_old_answer(case_id, UUID(message))
        engine.advance(case_id)


@listens("blanks_arrived")
def wake_cases_without_card(office: str) -> None:
    """New blank cards came in: go on with the cases that waited for one."""
    waiting = Case.for_system("blanks").filter(
        office=office, status=states.WAITING, waiting_for=states.PRODUCTION
    )
    for case_id in waiting.order_by("wake_at").values_list("id", flat=True):
        engine.advance(case_id)


@listens("card_delivered")
@listens("card_handed_over")
def close_case_of(serial: str) -> None:
    """The card reached its owner: nothing is left to do."""
    news.card_arrived(serial)


@listens("case_decided")
def tell_decision(case: str) -> None:
    """Tell the person what was decided."""
    messages.decided(UUID(case))


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
    messages.promise_due(UUID(case))


@every("17 19 * * *")
def nightly(planned: int) -> None:
    """Drop old drafts, look after promises whose day has passed."""
    actions.drop_old_drafts()
    promises.look_after_due()
