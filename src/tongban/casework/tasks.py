"""Jobs of the case engine: wake what is due, listen to partners, look after promises."""

from datetime import timedelta
from uuid import UUID

from django.db import connection

from tongban.casework import actions, engine, own_motion, promises, states
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


@listens("person_news")
def wake_cases_of(person: str) -> None:
    """A partner told us something about a person: look at their waiting cases now, not in twelve hours."""
    waiting = Case.for_system("news").filter(
        applicant=person, status=states.WAITING, waiting_for__in=[states.PARTNER, states.APPLICANT], origin="application"
    )
    for case_id in waiting.values_list("id", flat=True):
        Case.for_system("news").filter(id=case_id).update(wake_at=clock.now() - timedelta(seconds=1))
        engine.advance(case_id)


@listens("blanks_arrived")
def wake_cases_without_card(office: str) -> None:
    """New blank cards came in: go on with the cases that waited for one."""
    waiting = Case.for_system("blanks").filter(
        office=office, status=states.WAITING, waiting_for=states.PRODUCTION
    )
    for case_id in waiting.order_by("wake_at").values_list("id", flat=True):
        engine.advance(case_id)


@every("17 19 * * *")
def nightly(planned: int) -> None:
    """Drop old drafts, look after promises whose day has passed."""
    actions.drop_old_drafts()
    promises.look_after_due()
