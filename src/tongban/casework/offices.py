"""Which office handles what comes in online or is opened by the office itself."""

from tongban.core.errors import NotFound
from tongban.law.text import Text
from tongban.outlets import queries as outlets

KINDS = ("city_office",)


def serving(region: str) -> str:
    """The code of the city office that serves a region: its own city's first. NotFound where none is open."""
    nearest = outlets.nearest(KINDS, region=region, limit=1)
    if not nearest:
        raise NotFound(Text(zh="没有可以受理的车辆管理所。", en="No vehicle administration office is open."))
    return nearest[0].code
