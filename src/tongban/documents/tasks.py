"""Jobs of papers: print a card, post it, follow the parcel."""

from uuid import UUID

from tongban.core.actor import system
from tongban.core.outbox import listens
from tongban.documents import production

PRODUCTION = system("production")


@listens("card_ordered")
def print_card(serial: str) -> None:
    """Send a card to the printer; a spoilt one waits for two people at the production post."""
    production.print_card(serial, PRODUCTION)


@listens("card_printed")
def send_card(serial: str) -> None:
    """Hand a printed card to the post, or keep it for collection."""
    production.dispatch(serial, PRODUCTION)



def _follow(kind: str) -> None:
    """Make the listener of one kind of parcel event."""

    def follow(parcel: str) -> None:
        production.parcel_moved(UUID(parcel), kind, PRODUCTION)

    follow.__name__ = f"parcel_{kind}"
    listens(f"parcel_{kind}")(follow)


for _kind in production.PARCEL_MOVES:
    _follow(_kind)
