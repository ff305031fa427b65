"""A spoilt card, seen by the second person: another blank takes its place in the register and on the phones."""

from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.errors import NotFound
from tongban.documents import actions as documents
from tongban.documents import stock
from tongban.law.text import Text
from tongban.registers.drivers import actions as register
from tongban.registers.drivers import queries as drivers
from tongban.services.driver import papers as licence_papers
from tongban.services.vehicle import papers as vehicle_papers


def confirm(*, serial: str, actor: Actor) -> str:
    """Confirm a spoilt blank in the caller's transaction; return the serial of the card made instead, "" for a plate.

    The spoilt serial is void at once, the licence stays as decided, phones get the new serial. Raises NotAllowed for
    the person who reported it, NotFound, OutOfBlanks.
    """
    card = stock.confirm_spoilt(serial=serial, actor=actor)
    if card is None:
        return ""
    cause = f"case:{card.case}"
    if card.kind == documents.VEHICLE_LICENCE:
        vehicle_papers.put(serial=serial, replacement=card.serial, actor=actor, cause=cause)
        return card.serial
    driver = drivers.find_driver(card.person)
    if driver is None:
        raise NotFound(Text(zh="没有驾驶人档案。", en="There is no driver file."))
    register.put_card(
        driver_id=driver.id, card_serial=card.serial, effective_on=clock.today(), actor=actor, cause=cause
    )
    documents.revoke_credentials(subject=driver.id, actor=actor, cause=cause)
    claims = licence_papers.current_claims(card.person)
    if claims:
        documents.issue_credentials(subject=driver.id, person_id=card.person, claims=claims, actor=actor, cause=cause)
    return card.serial
