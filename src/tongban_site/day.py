"""The day as the journal tells it: the package, and where each try stands. Nothing is kept beside the journal."""

from dataclasses import dataclass, field
from typing import Any

from tongban_site.store import Event

EXPECTED, PRESENT, RUNNING, ENDED, ABSENT = "expected", "present", "running", "ended", "absent"
THEORY = ("S1", "S3T")
AGAIN = ":2"
BEST = 100


@dataclass
class Try:
    """One candidate's test of one subject, the first try or the re-sit."""

    key: str
    told: dict[str, Any]  # as the package says it
    state: str = EXPECTED
    compared: Event | None = None
    present: Event | None = None
    began: Event | None = None
    ended: Event | None = None
    code: str = ""
    desk: str = ""
    answers: dict[int, Event] = field(default_factory=dict)
    taken_off: list[Event] = field(default_factory=list)
    struck: dict[int, Event] = field(default_factory=dict)
    signed: dict[str, Event] = field(default_factory=dict)
    recordings: list[Event] = field(default_factory=list)

    @property
    def theory(self) -> bool:
        """Is it answered on a paper?"""
        return self.told["subject"] in THEORY

    @property
    def paper(self) -> dict[str, Any]:
        """The paper of a theory test."""
        paper: dict[str, Any] = self.told["paper"]
        return paper

    @property
    def standing(self) -> list[Event]:
        """The points taken off that were not struck again."""
        return [one for one in self.taken_off if one.seq not in self.struck]

    @property
    def score(self) -> int:
        """What it comes to now."""
        if self.theory:
            return sum(self.paper["marks"] for one in self.paper["items"] if self.right(one))
        return max(0, BEST - sum(one.said["points"] for one in self.standing))

    @property
    def passed(self) -> bool:
        """Is that enough?"""
        return self.score >= int(self.told["pass_mark"])

    def right(self, item: dict[str, Any]) -> bool:
        """Was this item answered rightly?"""
        given = self.answers.get(item["place"])
        return given is not None and given.said["given"] == item["right"]

    def lost(self) -> int:
        """Marks that answers have lost so far."""
        items = {one["place"]: one for one in self.paper["items"]}
        return sum(self.paper["marks"] for place in self.answers if not self.right(items[place]))


@dataclass
class Day:
    """What the journal tells."""

    package: dict[str, Any] | None = None
    tries: dict[str, Try] = field(default_factory=dict)
    examiners: dict[str, Event] = field(default_factory=dict)  # session to the newest replacement
    clock: list[Event] = field(default_factory=list)
    count: int = 0
    root: str = ""

    def examiner(self, one: Try) -> str:
        """Who examines a try: whoever stepped in, else as the package says, else who checked the candidate in."""
        replaced = self.examiners.get(one.told["session"])
        if replaced:
            return str(replaced.said["examiner"])
        return one.told["examiner"] or (one.present.who if one.present else "")


def of(events: list[Event]) -> Day:
    """Read the day out of its journal."""
    day = Day()
    for one in events:
        day.count, day.root = one.seq, one.digest
        if one.kind == "package":
            day.package = one.said
            day.tries = {told["id"]: Try(told["id"], told) for told in one.said["sittings"]}
        elif one.kind in ("clock_set", "clock_jumped"):
            day.clock.append(one)
        elif one.kind == "replaced":
            day.examiners[one.said["session"]] = one
        elif one.about:
            _about(day, one)
    return day


def _about(day: Day, one: Event) -> None:
    if one.kind == "resit":
        first = day.tries[one.about.removesuffix(AGAIN)]
        day.tries[one.about] = Try(one.about, first.told, state=PRESENT, compared=first.compared, present=first.present)
        return
    found = day.tries[one.about]
    match one.kind:
        case "compared":
            found.compared = one
        case "present":
            found.state, found.present = PRESENT, one
        case "code":
            found.code = one.said["hash"]
        case "desk":
            found.desk, found.code = one.said["hash"], ""
        case "began":
            found.state, found.began = RUNNING, one
        case "answered":
            found.answers[one.said["place"]] = one
        case "taken_off":
            found.taken_off.append(one)
        case "struck":
            found.struck[one.said["line"]] = one
        case "ended":
            found.state, found.ended = ENDED, one
        case "absent":
            found.state, found.ended = ABSENT, one
        case "signed":
            found.signed[one.said["role"]] = one
        case "recorded":
            found.recordings.append(one)
