"""The tables of the room: draws, plate numbers, slots, quota certificates, places."""

from tongban.allocation.models.draws import Announcement, Application, CalledOff, Draw, Reading, Result, Value
from tongban.allocation.models.numbers import Ban, Choice, DaySecret, Motion, Number, Pool, Round, RoundEntry, Segment
from tongban.allocation.models.places import PlaceCount, SchemePlace
from tongban.allocation.models.quotas import QuotaUse
from tongban.allocation.models.slots import (
    Examiner,
    ExaminerChange,
    ExaminerDraw,
    FixedPlan,
    Plan,
    Preference,
    Ranking,
    Relation,
    Run,
    Session,
    Site,
    Slot,
    Unit,
)

__all__ = [
    "Announcement",
    "Application",
    "Ban",
    "CalledOff",
    "Choice",
    "DaySecret",
    "Draw",
    "Examiner",
    "ExaminerChange",
    "ExaminerDraw",
    "FixedPlan",
    "Motion",
    "Number",
    "PlaceCount",
    "Plan",
    "Pool",
    "Preference",
    "QuotaUse",
    "Ranking",
    "Reading",
    "Relation",
    "Result",
    "Round",
    "RoundEntry",
    "Run",
    "SchemePlace",
    "Segment",
    "Session",
    "Site",
    "Slot",
    "Unit",
    "Value",
]
