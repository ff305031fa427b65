"""The tables of the room: draws, and plate numbers."""

from tongban.allocation.models.draws import Announcement, Application, CalledOff, Draw, Reading, Result, Value
from tongban.allocation.models.numbers import Ban, Choice, DaySecret, Motion, Number, Pool, Round, RoundEntry, Segment

__all__ = [
    "Announcement",
    "Application",
    "Ban",
    "CalledOff",
    "Choice",
    "DaySecret",
    "Draw",
    "Motion",
    "Number",
    "Pool",
    "Reading",
    "Result",
    "Round",
    "RoundEntry",
    "Segment",
    "Value",
]
