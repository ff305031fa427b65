"""What a service is, and the registry that `services` fills when the app loads.

Pages, work lists, notices, deadlines, statistics, kiosk menu, partner API and the public catalogue all come from this
one object. `code` is the permanent catalogue code (rules/vehicles.md 6.2): rights and statistics hang on it.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tongban.law.book import Book
from tongban.law.facts import Facts, Licence
from tongban.law.text import Text
from tongban.law.verdict import Verdict

if TYPE_CHECKING:
    from tongban.casework.carrying import Carrying, Undoing
    from tongban.core.entries import EntryView
    from tongban.registers.vehicles.types import Vehicle

CHANNELS = ("online", "window", "kiosk", "partner", "post", "hospital")
# What brings a person here, in the order in which pages show it.
SITUATIONS: dict[str, Text] = {
    "lost": Text(zh="丢了、坏了", en="Lost or damaged"),
    "due": Text(zh="到期了、该体检或审验了", en="Something falls due"),
    "learning": Text(zh="学车、考驾照", en="Learning to drive"),
    "points": Text(zh="记分和学习教育", en="Points and education"),
    "changed": Text(zh="信息变了、搬家了", en="Something has changed"),
    "later": Text(zh="暂时来不了，想延期", en="I need more time"),
    "proof": Text(zh="电子证、记录和证明", en="Electronic licence, record and proof"),
    "vehicle": Text(zh="我的车：行驶证、联系方式、抵押", en="My vehicle: licence, contact details, mortgage"),
    "abroad": Text(zh="港澳车辆", en="Vehicles from Macau and Hong Kong"),
    "bike": Text(zh="电动自行车", en="E-bikes"),
    "classes": Text(zh="准驾车型、注销和恢复", en="Classes, giving up and getting back"),
    "other": Text(zh="其他业务", en="Other services"),
}
OLD_PAPERS: dict[str, Text] = {
    "driver": Text(zh="旧驾驶证", en="The old licence card"),
    "vehicle": Text(zh="旧行驶证", en="The old vehicle licence"),
}
REMEDY = Text(
    zh="不服决定的，可以在 60 日内申请行政复议，或者在 6 个月内起诉。",
    en="You may ask for reconsideration within 60 days or sue within 6 months.",
)


@dataclass(frozen=True, slots=True)
class Question:
    """One question a person is asked, on one page. `kind` decides the field and how the answer is checked.

    Kinds: text, phone (confirmed by a one-time code), address, date, choice, choices (several: the chosen values with
    a space between), declaration, organisation (a unified social credit code), identity, vin, plate, bike_code,
    bike_tag, photo (for a licence), picture (of a paper or a thing), both kept as base64 of a JPEG. `options` may
    depend on the facts: a callable gets them and returns (value, label) pairs. `asked_if` hides what nobody needs to
    answer.
    """

    key: str
    kind: str
    label: Text
    hint: Text | None = None
    options: Callable[[Facts, date, Book], list[tuple[str, Text]]] | None = None
    asked_if: Callable[[Facts, date, Book], bool] | None = None
    latest: Callable[[Facts, date, Book], date | None] | None = None  # for dates
    past: bool = False  # a day that lies behind; other dates lie ahead
    required: bool = True
    settles: tuple[str, ...] = ()  # reason codes that an answer takes away: the case waits for it, not refused


@dataclass(frozen=True, slots=True)
class Material:
    """A piece of evidence the decision needs, and from whom it is fetched instead of asked.

    `key` names a fetcher of `casework.evidence` ("identity", "portrait", "medical", "narcotics", "platform").
    `core=False`: the case may be accepted on a promise to bring it within `promise_limit` (容缺办理).
    `settles`: reason codes that its partner takes away by answering; a case with these alone waits for that partner.
    `asked_if`: whether this person's case needs it, on what the other materials say.
    `by_appointment`: the person has to come to a test for it: such a case waits for the appointment, not for a partner.
    `brought_by`: kinds of actor who may bring it by hand; what no one may bring, only its holder can say.
    """

    key: str
    name: Text
    why: Text
    article: str
    core: bool = True
    promise_limit: str = ""
    arrives: Text | None = None  # who sends it by themselves, as a message: no fetcher asks for it
    tells_only: bool = False  # its holder's silence delays nothing and leaves no gap
    waived: bool = False  # asked for before, not any more: shown with pride, never fetched
    wait_text: Text | None = None  # what the person can do while we wait for it
    settles: tuple[str, ...] = ()
    by_appointment: bool = False
    brought_by: tuple[str, ...] = ()
    asked_if: Callable[[Facts, date, Book], bool] | None = None  # fetched only where the rule needs it
    says: Callable[[Mapping[str, Any]], Text | None] | None = None  # what the person is told of the answer


@dataclass(frozen=True, slots=True)
class Spared:
    """What this service asked for before the reform and does not any more, per case (an assumption, stated)."""

    papers: int = 0
    copies: int = 0
    forms: int = 0
    visits: int = 0


@dataclass(frozen=True, slots=True)
class ByHand:
    """How a member of staff opens it: the grounds people find, those of them that law knows on a day, what ends."""

    grounds: Mapping[str, Text]  # the choice on the form, by ground
    allowed: Callable[[date, Book], Collection[str]]
    ended: Callable[[Licence, date, Book], Sequence[str]]  # the classes the person is told of


@dataclass(frozen=True, slots=True)
class OwnMotion:
    """How the office opens the case itself: ground, what the person is told, the time to answer, what follows."""

    announced_by: str  # topic of the outbox that says there is a reason: "age_reached"; "" where the office found it
    ground: Text | Mapping[str, Text]  # with several grounds, one sentence each, by `ground["ground"]` of the case
    notice: Text
    answer_limit: str  # limit parameter, in days
    lapse: Text  # what happens without an answer; a person decides it
    carry_lapse: Callable[["Carrying"], None]
    remedy: Text = REMEDY
    at_once: Callable[[str, date, Book], bool] | None = None  # grounds that leave no time to answer
    only: bool = True  # nobody applies for it: the office alone opens it
    by_hand: ByHand | None = None  # None where the machine alone learns of the ground

    def ground_of(self, case_ground: Mapping[str, Any]) -> Text:
        """The sentence for the ground of a case."""
        if isinstance(self.ground, Text):
            return self.ground
        return self.ground[str(case_ground["ground"])]


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody else whose own agreement a case needs (共同申请): in which part (a key of
    `law.rules.agreement.ROLES`), and who."""

    role: str
    id: UUID | None  # None: named, but not on record here
    kind: str = "person"  # or "organisation", for which an authorised person speaks


@dataclass(frozen=True, slots=True)
class Service:
    """One service. See `services/driver/d06_lost_licence.py` for a complete one in a page."""

    code: str
    name: Text
    gives: Text
    basis: tuple[str, ...]
    rule: Callable[[Facts, date, Book], Verdict]
    limit: str
    carry_out: Callable[["Carrying"], None]
    about: str = "driver"  # the person's driver file; "vehicle", "bike": one of theirs; "new_...": to be registered
    materials: tuple[Material, ...] = ()
    questions: tuple[Question, ...] = ()
    fee: str = ""
    more_fee: Callable[[Facts, date, Book], Decimal] | None = None  # what the case itself adds to it, in yuan
    needs_papers: bool = False  # a new card: blank, production, delivery choice
    cards: int = 1  # how many new cards, where it makes some: two for two vehicles
    replaces: bool = False  # the vehicle becomes another one, which the question "vin" names
    plates: bool = False  # a set of plates: a maker makes it, delivered as the person chose
    old_card_back: bool = False  # who applied at an outlet hands the old card in for the new one; nobody mails it back
    paper: str = ""  # what a granted case gives besides the receipt: "record", "vehicle_record", "cancellation"
    channels: tuple[str, ...] = ("online", "window")
    assurance: int = 1
    accepted_elsewhere: bool = False  # the office where the vehicle is may accept it for the one that registered it
    in_person: bool = False  # nobody may act for the person under a mandate
    decided_by: str = "machine"  # or "person"; or "likeness": by machine where the comparison engine knows the face
    officer_if: Callable[[Facts, date, Book], bool] | None = None  # what a machine may not say yes to
    follows_population: bool = False  # another name or number in that register is what it is about, not a doubt
    vehicle_check: str = ""  # the vehicle itself is checked (查验) for it: a key of `vehicle_checks.services`
    adds: Callable[[Facts, UUID, str], Facts] | None = (
        None  # of rooms beside casework: (facts, applicant, VIN) -> facts
    )
    parties: Callable[["Vehicle", UUID, Mapping[str, Any]], Sequence["Party"]] | None = (
        None  # who else has to agree: (vehicle, applicant, answers) -> parties
    )
    looks_at: Callable[[UUID, Mapping[str, Any]], "EntryView | None"] | None = (
        None  # the register's entry that it says is wrong, by subject and answers: who made it never decides
    )
    place_matters: bool = False  # the rule asks in which region the office lies that handles the case
    situation: str = "other"  # a key of SITUATIONS
    goes_on: str = ""  # the name of the citizen's page where it goes on once it is granted
    duty: str = ""  # the duty a reminder sends a person here for: "renewal", "age", "contact" ...
    prepared: bool = False  # the office prepares it before that duty falls due (casework.preparing)
    id_only_kind: int | None = None
    spared: Spared = field(default_factory=Spared)
    own_motion: OwnMotion | None = None
    carry_promised: Callable[["Carrying"], None] | None = None  # when what was promised arrives after the decision
    carry_back: Callable[["Carrying"], bool] | None = None  # after a correction left no card: True if one is made
    undo: Callable[["Undoing"], None] | None = None  # a correction: what carry_out wrote outside the driver register
    since: date = date(2022, 4, 1)
    until: date | None = None

    @property
    def blank(self) -> str:
        """The kind of blank that a new card of it is made on."""
        return f"{'vehicle' if self.about_vehicle else 'driving'}_licence"

    @property
    def old_paper(self) -> Text:
        """What is handed in for the new one, where something is."""
        return OLD_PAPERS["driver" if self.about == "driver" else "vehicle"]

    @property
    def delivers(self) -> bool:
        """True where something is made for the person, who says how to get it."""
        return self.needs_papers or self.plates

    @property
    def decided_at_once(self) -> bool:
        """True where a machine has all it needs in the moment of sending: nobody else agrees, nothing is presented or
        arrives later."""
        waits = self.vehicle_check or self.parties or any(one.arrives for one in self.materials)
        return self.decided_by == "machine" and not waits

    @property
    def about_vehicle(self) -> bool:
        """True where it is about a vehicle, registered or not."""
        return self.about in ("vehicle", "new_vehicle")

    @property
    def sells(self) -> bool:
        """True where a registered vehicle goes to a buyer who is named."""
        return self.about == "vehicle" and any(question.key == "buyer" for question in self.questions)

    @property
    def chosen(self) -> bool:
        """True where it is about one of several things of a person, who says which."""
        return self.about in ("vehicle", "bike")

    @property
    def opens_file(self) -> bool:
        """True where it is about something that is not registered yet."""
        return self.about.startswith("new_")

    @property
    def origin_only_office(self) -> bool:
        """True where there is nothing to apply for."""
        return self.own_motion is not None and self.own_motion.only

    @property
    def starts_online(self) -> bool:
        """True where a person may begin it on the internet: only then is there a start button."""
        return "online" in self.channels and not self.origin_only_office

    @property
    def needed(self) -> tuple[Material, ...]:
        """The materials that are not waived."""
        return tuple(material for material in self.materials if not material.waived)

    def offered_on(self, day: date) -> bool:
        """True between its first and its last day."""
        return self.since <= day and (self.until is None or day <= self.until)

    def question(self, key: str) -> Question:
        """The question with this key. Raises KeyError."""
        return {question.key: question for question in self.questions}[key]

    def find_material(self, key: str) -> Material | None:
        """The material with this key, or None."""
        return next((material for material in self.materials if material.key == key), None)


@dataclass(frozen=True, slots=True)
class OpenPage:
    """An item of the catalogue that is a page of ours: nobody applies for it, and nothing is decided.

    `view`: the name of its address; `situation`: a key of SITUATIONS; `does`: what one does there, on the button.
    `channels`: where the item itself is had, which may be elsewhere than on the page that tells of it. `for_staff`: the
    page is the desk's; everybody else reads who brings it, with what.
    """

    code: str
    view: str
    situation: str
    gives: Text
    does: Text
    channels: tuple[str, ...] = ("online",)
    for_staff: bool = False


class Registry(Mapping[str, Service]):
    """The services by code. Filled once at start; refuses a second service with the same code."""

    def __init__(self) -> None:
        self._services: dict[str, Service] = {}

    def add(self, service: Service) -> Service:
        """Register a service and return it, so that a definition reads `D06 = services.add(Service(...))`."""
        if service.code in self._services:
            raise ValueError(f"Two services claim the code {service.code}.")
        self._services[service.code] = service
        return service

    def __getitem__(self, code: str) -> Service:
        return self._services[code]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._services))

    def __len__(self) -> int:
        return len(self._services)

    def settling(self, duty: str) -> Service | None:
        """The service that settles a duty, None where none does."""
        return next((service for service in self.values() if service.duty == duty), None)


services = Registry()
pages: dict[str, OpenPage] = {}  # by code, filled beside the services
