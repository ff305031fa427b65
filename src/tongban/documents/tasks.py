"""Jobs of papers and plates: print a card, post it, follow the parcel, make anew what was lost, reconcile."""

from uuid import UUID

from tongban.core.outbox import every, listens
from tongban.documents import actions, production, reconciling
from tongban.documents.plates import handing, routing
from tongban.documents.production import PRODUCTION
from tongban.documents.temporary import extending


@listens("card_ordered")
def print_card(serial: str) -> None:
    """Send a card to the printer; a spoilt one waits for two people at the production post."""
    production.print_card(serial, PRODUCTION)


@listens("card_lost")
def remake_card(serial: str) -> None:
    """The post has lost a card: make it anew."""
    production.remake_lost(production.get_card(serial).office)


@listens("blanks_arrived")
def remake_cards(office: str) -> None:
    """Blanks came in: make anew what the post had lost meanwhile."""
    production.remake_lost(office)


@listens("blanks_arrived")
def route_plates(office: str) -> None:
    """Blanks came in: plates that nobody could make find their maker."""
    routing.route_what_waits()


@listens("temporary_extension")
def extend_temporary_plates(extension: str) -> None:
    """An order extends temporary plates: one batch, which announces the next."""
    extending.carry_out(UUID(extension))


@every("47 18 * * *")
def reconcile_blanks(planned: int) -> None:
    """Every night: blanks received = made + spoilt + stock; what is missing raises an alarm."""
    reconciling.reconcile()


@listens("persons_merged")
def follow_merger(keep: str, merged: str) -> None:
    """Two rows were one person: papers follow."""
    actions.follow_merger(keep=UUID(keep), merged=UUID(merged))


@every("*/10 * * * *")
def print_what_waits(planned: int) -> None:
    """Try again what the printer did not take."""
    production.print_what_waits()


def _follow(kind: str) -> None:
    """Make the listener of one kind of parcel event."""

    def follow(parcel: str) -> None:
        production.parcel_moved(UUID(parcel), kind, PRODUCTION)
        handing.parcel_moved(UUID(parcel), kind, PRODUCTION)

    follow.__name__ = f"parcel_{kind}"
    listens(f"parcel_{kind}")(follow)


for _kind in production.PARCEL_MOVES:
    _follow(_kind)
