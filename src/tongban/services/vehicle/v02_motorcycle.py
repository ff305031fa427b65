"""V02 New registration of a motorcycle 摩托车注册登记, sold with its plate (带牌销售). O164 art. 10 to 15: at the shop,
in one flow. The shop scans the VIN from the certificate; up to 150 ml there is no purchase tax, vehicle tax comes with
the insurance; a number is chosen on the spot, the plate is made at the shop where it is a plate maker, else sent.

A machine decides where every check is green, the same as V01. No shop can say yes.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from tongban.casework import sums
from tongban.casework.catalogue import Service, Spared, services
from tongban.core.law_book import book
from tongban.law.rules.registration import may_register_motorcycle, officer_looks
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.services.vehicle import registering

A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Share:
    """New motorcycles of a city in a year, and how many of them left the shop registered, with their plate."""

    region: str
    registered: int
    at_shops: int

    @property
    def percent(self) -> int:
        """At shops, of a hundred."""
        return round(100 * self.at_shops / self.registered)


def sold_with_plate(on: date) -> list[Share]:
    """The share of new motorcycles sold with their plate since the same month of the year before, by city, the most
    first, from the nightly sums. Cities that ban or limit motorcycles (`registration.motorcycle_limits`) are left out.
    """
    limited = set(book().value("registration.motorcycle_limits", on))
    counted: dict[str, list[int]] = {}
    for office, of_office in sums.by("office", (on - A_YEAR).replace(day=1), V02.code).items():
        known = outlets.find_outlet(office)
        city = f"{known.region[:4]}00" if known else ""
        if city and city not in limited:
            both = counted.setdefault(city, [0, 0])
            both[0] += of_office.granted
            both[1] += of_office.at_partners
    found = [Share(city, registered, at_shops) for city, (registered, at_shops) in counted.items() if registered]
    return sorted(found, key=lambda share: -share.registered)


V02 = services.add(
    Service(
        code="V02",
        about="new_vehicle",
        name=Text(zh="摩托车注册登记（带牌销售）", en="Register a new motorcycle, sold with its plate"),
        gives=Text(
            zh="登记马上生效：号牌在店里当场制作，或者寄给您；还有行驶证和登记证书。",
            en="Registered at once: the plate is made at the shop or posted; vehicle licence and certificate with it.",
        ),
        basis=("O164.12", "O164.15"),
        rule=may_register_motorcycle,
        officer_if=officer_looks,
        adds=registering.add_what_is_known,
        vehicle_check="registration",
        questions=(registering.VIN, registering.ORGANISATION),
        materials=registering.PAPERS,
        fee="registration",
        limit="registration",
        needs_papers=True,
        plates=True,
        channels=("online", "window", "partner"),
        carry_out=registering.carry_out,
        undo=registering.undo,
        situation="vehicle",
        spared=Spared(papers=5, copies=4, forms=1, visits=1),
    )
)
