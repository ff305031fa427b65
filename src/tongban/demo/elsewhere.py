"""The office of another city, as data: what `./tongban up --region ...` starts beside the demo city. Pure.

`demo.neighbour` fills its database.
"""

from dataclasses import replace

from tongban.core import regions
from tongban.demo import words
from tongban.demo.city import CITY_OFFICE, PLACES, STAFF, Clerk, Place
from tongban.law.text import Text

OUTLETS = (CITY_OFFICE, "online")


def is_elsewhere(region: str) -> bool:
    """True where a copy is not the demo city's own."""
    return region not in ("", words.CITY)


def places(region: str) -> tuple[Place, ...]:
    """The office of the region and its online service."""
    city = regions.name(region)
    office, online = (next(one for one in PLACES if one.code == code) for code in OUTLETS)
    name = Text(zh="{city}演示车辆管理所", en="{city}: demo vehicle office").fill(city=city)
    return (
        replace(office, code=f"{region}-1", region=region, zh=name.zh, en=name.en),
        replace(online, region=region),
    )


def staff(region: str) -> tuple[Clerk, ...]:
    """The posts of the demo city's office, filled anew."""
    return tuple(
        replace(clerk, number=clerk.number.replace("NJ", region), outlet=f"{region}-1")
        for clerk in STAFF
        if clerk.outlet == CITY_OFFICE
    )
