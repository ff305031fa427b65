"""Everybody employed in a test holds what their posts need, unless the test is about passes."""

from datetime import date

from tongban.core import clock
from tongban.core.actor import Actor, system
from tongban.core.law_book import book
from tongban.law.rules import qualifications as law
from tongban.law.text import Text
from tongban.outlets import actions as outlets
from tongban.outlets import queries as staff
from tongban.outlets.types import OutletKind

LONG_AGO = date(2020, 1, 1)
SETUP: Actor = system("tests")


def qualified(number: str, since: date = LONG_AGO, until: date | None = None) -> None:
    """Write down every qualification that the posts of a staff member need."""
    found = staff.get_staff(number)
    outlet = staff.get_outlet(found.outlet)
    posts = found.posts
    for kind in {need.qualification for need in law.needs(posts, outlet.kind, clock.today(), book())}:
        outlets.qualify(number=number, kind=kind, since=since, until=until, actor=SETUP, cause="test")


def an_employed_examiner(number: str) -> str:
    """Somebody at the post exam of a city office, whose certificate is not written down yet."""
    if staff.find_outlet("EXAM-OFFICE") is None:
        outlets.open_outlet(
            code="EXAM-OFFICE", name=Text(zh="考试科", en="Tests"), kind=OutletKind.CITY_OFFICE, region="320100",
            opened_on=LONG_AGO, actor=SETUP, cause="test",
        )  # fmt: skip
    outlets.employ(
        number=number, outlet="EXAM-OFFICE", posts=["exam"], password="ein ganz langes Wort 7", actor=SETUP,
        cause="test", employed_on=LONG_AGO,
    )  # fmt: skip
    return number


def a_qualified_clerk_at(outlet: str, kind: OutletKind, number: str = "") -> None:
    """Somebody at a partner's service point holds the pass that its program needs."""
    needed = list(law.needs(("acceptance",), kind, clock.today(), book()))
    if needed:
        code = number or f"{outlet[-10:]}-1"
        outlets.employ(
            number=code, outlet=outlet, posts=["acceptance"], password="ein ganz langes Wort 7", actor=SETUP,
            cause="test", employed_on=LONG_AGO,
        )  # fmt: skip
        qualified(code)
