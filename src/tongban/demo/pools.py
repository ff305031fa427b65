"""Plate numbers of the demo city: segments released long ago, just now and soon, numbers in every state, a round.

But for one segment, serials with these letters are on no vehicle of the demo.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from tongban.allocation.plates import bans, choosing, numbers, record, releasing, rounds, secrets, withholding
from tongban.allocation.plates.types import Energy
from tongban.allocation.sources import BEACON, DOUBLE_COLOUR
from tongban.allocation.types import Source
from tongban.core import clock
from tongban.core.actor import Actor
from tongban.demo import words
from tongban.law.dates import add_years
from tongban.law.text import Text
from tongban.outlets import queries as outlets

AUTHORITY = "苏A"
NOTICE, LONG_AGO, JUST_NOW, SOON = timedelta(days=3), timedelta(days=60), timedelta(days=2), timedelta(days=3)
# type of plate, drive, mask, how long since the release (None: filed only)
SEGMENTS: tuple[tuple[str, Energy, str, timedelta | None], ...] = (
    ("02", Energy.NONE, "苏A8###K", LONG_AGO),
    ("02", Energy.NONE, "苏A6###K", JUST_NOW),
    ("02", Energy.NONE, "苏A9###K", -SOON),
    ("02", Energy.NONE, "苏A3###K", None),
    ("02", Energy.NONE, "苏A00###", None),  # from before: what is on a vehicle is filed as used
    ("52", Energy.ELECTRIC, "苏ADK8###", LONG_AGO),
    ("52", Energy.HYBRID, "苏AFK8###", LONG_AGO),
    ("01", Energy.NONE, "苏A1##KL", LONG_AGO),
    ("07", Energy.NONE, "苏A2##KM", LONG_AGO),
)
COVETED = ("苏A8888K", "苏A8666K", "苏A8999K", "苏A8123K")
LOST = Text(
    zh="号牌在刑事案件中丢失，案件了结前不发放。",
    en="The plate was lost in a crime; not given out until that is settled.",
)
WITHHELD = ("苏A8010K", "苏A8011K")
OFFICERS = ("NJ-SUPER-1", "NJ-CHIEF-1")
WINDOW, LYING_OPEN = timedelta(days=4), timedelta(days=2)
LAPSED, SUPERVISION = timedelta(days=30), frozenset({"supervision"})
NEW_VIN, ORIGINAL = "LSVTB05U0N0009001", "苏A8K321"


def open_pools(people: Sequence[UUID], actor: Actor) -> None:
    """File and release the segments; then some of `people` reserve, use and give back numbers; open a round."""
    now = clock.now()
    for plate_type, energy, mask, since in SEGMENTS:
        _release(plate_type, energy, mask, None if since is None else now - since, now, actor)
    secrets.commit(clock.day_of(now - timedelta(days=1)), actor)
    secrets.commit(clock.day_of(now), actor)
    pool = record.pool_of(AUTHORITY, "02", Energy.NONE).id
    _withhold()
    _round(pool, now, actor)
    _banned(pool, people[2], now, actor)
    _hold(pool, people[0], people[1], actor)  # last: the set that is drawn may hold any number that is free


def _release(
    plate_type: str, energy: Energy, mask: str, at: datetime | None, now: datetime, actor: Actor
) -> None:  # fmt: skip
    with clock.frozen(min(now, (at or now) - NOTICE)):
        releasing.file_segment(
            authority=AUTHORITY, region=words.CITY, plate_type=plate_type, mask=mask, energy=energy, actor=actor
        )
        if at is None:
            return
        releasing.announce_release(mask=mask, at=at, actor=actor)
    if at < now:
        with clock.frozen(at + timedelta(minutes=1)):
            releasing.give_days(actor)


def _withhold() -> None:
    """Two officers withhold two numbers; about a third one has proposed and nobody confirmed."""
    first, second = (_officer(number) for number in OFFICERS)
    for number in (*WITHHELD, "苏A8012K"):
        motion = withholding.propose(plate_type="02", number=number, kind=withholding.WITHHOLD, why=LOST, actor=first)
        if number in WITHHELD:
            withholding.confirm(motion=motion, actor=second)


def _hold(pool: UUID, chooses: UUID, gave_back: UUID, actor: Actor) -> None:
    """One has a number reserved, one may have the number again that came off their last car."""
    today = clock.today()
    numbers.give_back(
        number=ORIGINAL, plate_type="02", owner=gave_back, used_since=add_years(today, -3), effective_on=today,
        actor=actor, cause="demo", region=words.CITY,
    )  # fmt: skip
    choice = choosing.begin(
        person=chooses, vin=NEW_VIN, pool=pool, channel="window", actor=actor, name="示范牌SF7150A"
    )  # fmt: skip
    choosing.draw_set(choice=choice.id, person=chooses, actor=actor)


def _banned(pool: UUID, person: UUID, now: datetime, actor: Actor) -> None:
    """One let a number lapse that they had chosen online: banned; an officer proposes to lift it."""
    with clock.frozen(now - LAPSED):
        choice = choosing.begin(person=person, vin="LSVTB05U0N0009002", pool=pool, channel="online", actor=actor)
        choosing.compose(choice=choice.id, person=person, numbers=["苏A8234K"], actor=actor)
    bans.note_breaches(actor=actor)
    ban = bans.find(person)
    if ban:
        bans.propose_lifting(
            ban=ban.id, reason="经销商迟开发票，附说明。", actor=replace(_officer(OFFICERS[0]), posts=SUPERVISION)
        )


def _round(pool: UUID, now: datetime, actor: Actor) -> None:
    closes_at = now + WINDOW
    due_at, number = closes_at + LYING_OPEN, f"{clock.today().year}-003"
    rounds.open_round(
        number=number,
        title=Text(zh="靓号摇号（试点）第三轮", en="Round for coveted numbers (pilot), the third"),
        pool=pool,
        numbers=COVETED,
        sources=[
            Source("", BEACON.code, "", due_at, demo=True),
            Source("", DOUBLE_COLOUR.code, f"DEMO-{number}", due_at + timedelta(hours=1), demo=True),
        ],
        opens_at=now,
        closes_at=closes_at,
        actor=actor,
    )


def _officer(number: str) -> Actor:
    staff = outlets.get_staff(number)
    return Actor(kind="staff", label=number, channel="window", account_id=staff.account_id, office=staff.outlet)
