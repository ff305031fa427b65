"""What partners tell us about somebody, as far as cases are concerned."""

from uuid import UUID

from django.db import transaction

from tongban.casework import engine, states
from tongban.casework.models import Evidence
from tongban.documents import production
from tongban.exchange import queries as exchange
from tongban.people import queries as people

MATERIAL_OF = {("hospital", "result"): "medical", ("platform", "settled"): "platform"}


def about(message_id: UUID) -> UUID | None:
    """The person a partner's message is about, None where we do not know them."""
    return people.find_person(exchange.get_message(message_id).facts["identity_number"])


def forget_old_answer(case_id: UUID, message_id: UUID) -> None:
    """What the partner said before is out of date: it is asked again, and answers for itself with a signature."""
    message = exchange.get_message(message_id)
    material = MATERIAL_OF[(message.partner, message.event)]
    Evidence.objects.filter(case_id=case_id, material=material, state__in=["fetched", "missing"]).update(
        state="missing"
    )


def card_arrived(serial: str) -> None:
    """The card is in its owner's hand: close the case that made it."""
    card = production.get_card(serial)
    with transaction.atomic():
        case = engine.locked(card.case)
        if case.status == states.DECIDED:
            engine.close(case)
            case.save()
