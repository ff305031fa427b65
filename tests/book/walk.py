"""Every address of the product from Django's resolver, and somebody for each role to knock with."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests import builders
from tests.allocation import numbers as plates
from tests.assessment.exams import builders as candidates
from tests.passes import qualified
from tests.web.api.clients import BORN, POST, a_program, an_outlet

from tongban.assessment.exams import queries as exam_files
from tongban.assessment.learning import actions as learning
from tongban.assessment.learning import classes
from tongban.assessment.learning.types import Kind
from tongban.casework import actions, batches, visits
from tongban.core import clock
from tongban.core.plates import Plate
from tongban.documents.plates import ordering
from tongban.law.text import Text
from tongban.outlets import actions as outlets
from tongban.outlets import queries as staff
from tongban.outlets.types import POSTS, OutletKind
from tongban.people import actions as people
from tongban.people import queries as accounts
from tongban.registers.drivers import queries as drivers
from tongban.registers.vehicles import attachments, checking
from tongban.registers.vehicles import queries as vehicles
from tongban.services.cross_border import clearances
from tongban.services.driver import learner_permit
from tongban.services.vehicle import electronic, temporary

THEIRS = ("allauth.", "django.")  # their views carry no right of ours: what they open is listed in the test
OBJECTS = (
    "number",
    "person_id",
    "visit_id",
    "choice_id",
    "device",
    "credential",
    "serial",
    "vehicle_id",
    "photo_id",
    "set_id",
    "plate_id",
    "clearance_id",
    "batch_id",
    "file_id",
    "sitting_id",
    "notice_id",
    "session_id",
    "course_id",
    "class_id",
    "attempt_id",
)
CITIZENS = ("citizen", "another citizen")
WORK_ACCOUNTS = (*POSTS, "configures", "partner's staff", "school's staff")


@dataclass(frozen=True)
class Address:
    """One address: what people type, its view, and the names of what varies in it."""

    route: str
    name: str
    view: Callable[..., Any]
    varies: tuple[str, ...]

    @property
    def right(self) -> str | None:
        """What stands beside the view; None for a view that says nothing."""
        return getattr(self.view, "right", None)

    @property
    def ours(self) -> bool:
        return not self.view.__module__.startswith(THEIRS)

    def path(self, sample: dict[str, Any]) -> str:
        """The address with the sample's things in it. A code is a service's, or a receipt's."""
        path = self.route
        for name in self.varies:
            value = sample["receipt"] if (name, "receipts" in self.route) == ("code", True) else sample[name]
            path = path.replace(f"<{name}>", str(value))
        return f"/{path}"


def addresses() -> list[Address]:
    """Every address, in the order in which the resolver tries them."""
    return list(_walk(get_resolver(), "", ""))


def _walk(resolver: URLResolver, before: str, space: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        route = before + _plain(entry)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, route, f"{entry.namespace}:" if entry.namespace else space)
        else:
            varies = tuple(entry.pattern.regex.groupindex)
            yield Address(route, f"{space}{entry.name or ''}", entry.callback, varies)


def _plain(entry: URLPattern | URLResolver) -> str:
    """A route without its converters: cases/<str:number>/ is cases/<number>/."""
    route = str(entry.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
    return re.sub(r"<\w+:(\w+)>|\(\?P<(\w+)>.*?\)", r"<\1\2>", route)


class Town:
    """An office, a driver with a case and a visit, somebody at every post, a partner: all who can knock."""

    def __init__(self) -> None:
        builders.an_office()
        self.owner = builders.a_person(BORN)
        builders.a_licence(self.owner, BORN)
        self.vehicle = builders.a_vehicle(self.owner)
        pool = plates.an_open_segment(at=clock.now())
        self.choice = plates.a_choice(pool, self.owner, "LSVTB05U0N0000001").id
        electronic.issue(self.vehicle.id, electronic.BOTH, builders.TEST, "test")
        self.other = builders.a_person(BORN, "李四", 902, phone="13900000002")
        self.case = actions.start(
            service="D16", applicant=self.owner, actor=builders.a_citizen(self.owner), office=builders.OFFICE
        )
        self.clients = {name: self._client(name) for name in (*CITIZENS, *WORK_ACCOUNTS)}
        an_outlet(POST, OutletKind.POST)
        self.token = a_program("walk", POST)
        self.sample = self._sample()

    def knock(self, role: str, method: str, address: Address) -> Any:
        """Ask for an address as somebody; "" follows nothing: what the door says is what counts."""
        path = address.path(self.sample)
        if role == "partner's program":
            return self.token.send(method, path.removeprefix("/api/v1")) if path.startswith("/api/v1/") else None
        client = self.clients.get(role) or Client(raise_request_exception=False)
        return client.generic(method, path, b"{}" if "api/" in path else b"", content_type=_type(path))

    def clerk_elsewhere(self) -> Client:
        """A clerk with every post and power, at another office only."""
        outlets.open_outlet(
            code="320100-1", kind=OutletKind.CITY_OFFICE, name=Text(zh="外地", en="elsewhere"),
            region="320100", opened_on=builders.LONG_AGO, actor=builders.TEST, cause="test",
        )  # fmt: skip
        return self._employee("elsewhere", POSTS, "320100-1", ("see", "work", "decide"))

    def _client(self, name: str) -> Client:
        if name in CITIZENS:
            client = Client(raise_request_exception=False)
            person = self.owner if name == "citizen" else self.other
            client.force_login(builders.an_account(person))
            people.verify_at_window(person_id=person, actor=builders.TEST)
            return client
        if name in POSTS:
            powers = ("see", "work", "decide") if name == "review" else ("see", "work")
            return self._employee(f"clerk-{name}"[:15], (name,), builders.OFFICE, powers)
        if name == "configures":
            return self._employee("clerk-head", (), builders.OFFICE, ("see", "configure"))
        if name == "school's staff":
            an_outlet("310115-SCHOOL", OutletKind.DRIVING_SCHOOL)
            return self._employee("school-1", ("acceptance",), "310115-SCHOOL", ("see", "work"))
        an_outlet("310115-BANK", OutletKind.BANK)
        return self._employee("bank-1", ("acceptance",), "310115-BANK", ("see", "work"))

    def _employee(self, number: str, posts: tuple[str, ...], office: str, powers: tuple[str, ...]) -> Client:
        outlets.employ(
            number=number, outlet=office, posts=posts, password=builders.PASSWORD, actor=builders.TEST, cause="test",
            employed_on=builders.LONG_AGO,
        )  # fmt: skip
        qualified(number)
        for power in powers:
            outlets.grant(
                number=number, power=power, office=office, actor=builders.TEST, cause="test", since=builders.LONG_AGO
            )
        client = Client(raise_request_exception=False)
        client.force_login(accounts.find_account(number))
        return client

    def _sample(self) -> dict[str, Any]:
        clerk = staff.actor_for(accounts.find_account("clerk-acceptanc"), "window")
        file, sitting = self._tested()
        return {
            "file_id": file,
            "learner": uuid4(),
            "sitting_id": sitting,
            **self._education(),
            "topic": "privacy",
            "attempt_id": uuid4(),
            "ceremony_id": uuid4(),
            "drive_id": uuid4(),
            "number": self.case.number,
            "person_id": self.owner,
            "vehicle_id": self.vehicle.id,
            "photo_id": self._photo(clerk),
            "choice_id": self.choice,
            "set_id": self._plates(),
            "plate_id": self._temporary(),
            "clearance_id": self._clearance(),
            "batch_id": self._batch(clerk),
            "notice_id": self._notice(clerk),
            "session_id": uuid4(),
            "visit_id": visits.open_visit(person_id=self.owner, actor=clerk).id,
            "code": "D16",
            "receipt": "ABCDEFGH",
            "key": "ground",
            "target": "C1",
            "subjects": "S2",
            "material": "identity",
            "outlet": builders.OFFICE,
            "employee": "clerk-review",
            "serial": "3190000000001",
            "device": uuid4(),
            "credential": UUID(int=7),
            "partner": "hospital",
            "event": "result",
            "kind": "vehicle_licence",
            "rest": "nowhere",
        }

    def _tested(self) -> tuple[UUID, UUID]:
        """The owner is a learner too: subject 1 is passed and recorded today."""
        file = candidates.passes(candidates.a_file("D", born=BORN, person=self.owner), "S1")
        learner_permit.issue(file, builders.TEST)
        return file.id, exam_files.sittings_of(file.id)[0].id

    def _education(self) -> dict[str, Any]:
        """The owner takes review education; a class is planned at the office."""
        file = drivers.find_driver(self.owner)
        assert file
        course = learning.begin(
            person_id=self.owner, driver_id=file.id, kind=Kind.REVIEW, actor=builders.TEST, cause="test"
        )
        begins = clock.now() + timedelta(days=1)
        planned = classes.plan(
            office=builders.OFFICE, place="1", starts_at=begins, ends_at=begins + timedelta(hours=1), places=2,
            teacher="1", actor=builders.TEST,
        )  # fmt: skip
        return {"course_id": course.id, "class_id": planned.id, "lesson": "points"}

    def _plates(self) -> UUID:
        """A set of plates that is to be made at the office."""
        builders.a_plate_maker()
        to = ordering.Receiver(self.owner, self.case.id, builders.OFFICE)
        plate = Plate(self.vehicle.plate_type, self.vehicle.plate)
        return ordering.order(plate=plate, vehicle_id=self.vehicle.id, to=to, actor=builders.TEST, cause="test")

    def _temporary(self) -> UUID:
        """A temporary plate of the owner, on their phone."""
        plate = builders.a_temporary_plate(self.owner)
        temporary.follow(plate.id)
        return plate.id

    def _batch(self, clerk: Any) -> UUID:
        """A table handed in at the office."""
        form = batches.FORMS["N01"]
        return batches.hand_in(service=form.service, raw=batches.sample(form), actor=clerk)

    def _notice(self, clerk: Any) -> UUID:
        """A court's notice on paper."""
        notice = attachments.Notice("1", "court", "court", "1", "attach", self.vehicle.vin, "", clock.today(), None)
        return attachments.take_down(notice, officers=("1", "2"), image=b"jpeg", actor=clerk).id

    def _clearance(self) -> UUID:
        """A clearance of a Macau vehicle of the owner, on their phone."""
        clearance = builders.a_clearance(self.owner)
        clearances.follow(clearance)
        return clearance.id

    def _photo(self, clerk: Any) -> UUID:
        """The photograph of a check."""
        made = checking.Made({"vin": "ok"}, self.vehicle.vin, {"vin": b"jpeg"}, "1", "ab" * 32)
        asked = checking.Asked(self.vehicle.vin, self.vehicle.id, "colour", "K33", ("vin",))
        check = checking.record_check(asked=asked, made=made, on=clock.today(), actor=clerk, cause="test")
        [known] = vehicles.checks_of(vin=check.vin)
        return known.photos[0][1]


def _type(path: str) -> str:
    return "application/json" if path.startswith("/api/") else "application/x-www-form-urlencoded"
