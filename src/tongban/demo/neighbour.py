"""Fills the database of another city's office with the people who moved there with a car.

They are in both cities' books: in the demo city they own a car, here they are newcomers without one, known to the
population register and with an account. What two offices do together is tried on them.
"""

from dataclasses import replace

from django.conf import settings
from django.db import transaction

from tongban.core import clock
from tongban.core.actor import system
from tongban.core.law_book import book
from tongban.demo import casting, elsewhere, opening, partners
from tongban.demo.accounts import PASSWORD
from tongban.demo.situations import Situation, situations
from tongban.exchange import actions as exchange

DEMO = system("demo")


def fill(region: str) -> None:
    """Fill an empty database, all or nothing, and tell the sandbox of the newcomers."""
    day = clock.today()
    movers = [one for one in situations(day, book()) if one.moves]
    places = elsewhere.places(region)
    with transaction.atomic():
        opening.open_places(DEMO, places)
        opening.employ_staff(PASSWORD, DEMO, elsewhere.staff(region))
        opening.stock_blanks(day, DEMO, places)
        casting.register([_as_newcomer(one) for one in movers], day, DEMO)
        if settings.TONGBAN_SANDBOX_URL:
            exchange.register_partner_keys(base_url=settings.TONGBAN_SANDBOX_URL, actor=DEMO)
            partners.teach(settings.TONGBAN_SANDBOX_URL, [one.resident for one in movers], day)


def _as_newcomer(one: Situation) -> Situation:
    """Somebody as the books of the new city know them; insurers and tax offices know the car everywhere."""
    return replace(one, resident=replace(one.resident, driver=None, cars=(), matters=()))
