"""Two deployments with databases, keys and processes of their own: a vehicle moves while each in turn is killed."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.builders import identity_number
from tests.config.running import City, running_city
from tests.config.test_killed import kill, look_after

FORMER, NEW = "320100", "320500"
NUMBER, VIN, PLATE = identity_number(date(1985, 5, 5)), "LSVT91339CN063181", "苏A12345"
RECOVERS_SECONDS = 150.0

PERSON = f"""
from tongban.people import actions as people, queries
from tongban.core.actor import system
person = queries.find_person("{NUMBER}") or people.register_person(
    identity_number="{NUMBER}", name="王小明", region="310115", address="测试路1号", actor=system("test"), cause="test")
"""
CAR = (
    PERSON
    + f"""
from datetime import date
from tongban.core import plates
from tongban.registers.vehicles import actions
from tongban.registers.vehicles.types import Change, Owner
car = actions.register_vehicle(
    vin="{VIN}", plate=plates.parse("02", "{PLATE}"), owners=[Owner(person)], authority="苏A", region="{FORMER}",
    registered_on=date(2020, 6, 15), effective_on=date(2020, 6, 15), licence="3200000000001",
    certificate="320000000001", actor=system("test"), cause="test", changes=[
        Change("type", "K33"), Change("use", "A"), Change("colour", "A"), Change("engine", "E1"),
        Change("make", {{"brand": "大众牌", "model": "SVW7140", "fuel": "A", "capacity": 5}}),
        Change("made_on", "2020-05-01"), Change("inspected_to", "2030-06-30")])
for page in range(8):
    actions.attach_page(vehicle_id=car.id, kind="photo", content=bytes([page]) * 400_000, media_type="image/jpeg",
        on=date(2020, 6, 15), actor=system("test"), cause="test")
"""
)
ASK = (
    PERSON
    + f"""
from uuid import uuid4
from tongban.core import plates
from tongban.registers.vehicles import moves
case = uuid4()
moves.ask(office="{FORMER}", plate=plates.parse("02", "{PLATE}"), vin="{VIN}", person_id=person, case_id=case,
          case_number="1", actor=system("test"))
print(case)
"""
)
STATE = """
import json
from tongban.registers.vehicles.models import Move, Vehicle, Page
from tongban.exchange.models import Letter, Message
print(json.dumps({
    "moves": list(Move.for_system("test").values_list("state", flat=True)),
    "plates": list(Vehicle.for_system("test").filter(live=True).values_list("plate", flat=True)),
    "pages": Page.for_system("test").count(),
    "waiting": Letter.for_system("test").filter(acknowledged_at=None).count(),
    "written": Letter.for_system("test").count(),
    "received": Message.for_system("test").filter(partner__startswith="office-").count(),
}))
"""


def enter(case: str) -> str:
    return (
        PERSON
        + f"""
from datetime import date
from uuid import UUID
from tongban.core import plates
from tongban.registers.vehicles import moves
from tongban.registers.vehicles.types import Owner
moves.enter(case_id=UUID("{case}"), vehicle_id=None, owner=Owner(person), plate=plates.parse("02", "苏E54321"),
            region="{NEW}", authority="苏E", licence="3250000000001", certificate="325000000001",
            effective_on=date(2026, 11, 20), actor=system("test"), cause="test")
"""
    )


OWN_KEY = "from tongban.exchange import keys; print(keys.fingerprint(keys.own_jwks()['keys'][0]['x']))"


def introduce(city: City, region: str, other: City) -> None:
    """An administrator enters the other office, with the fingerprint that was read out."""
    told = other.run(OWN_KEY).strip()
    city.run(
        "from tongban.exchange.offices import actions; from tongban.core.actor import system\n"
        f"actions.introduce(region={region!r}, address={other.copy.public_url!r}, fingerprint={told!r},"
        " actor=system('test'))"
    )


def state(city: City) -> dict[str, Any]:
    return dict(json.loads(city.run(STATE)))


def until(cities: tuple[City, City], reached: Callable[[], bool]) -> None:
    """Look after both copies, as `up` does, until something is so."""
    end = time.monotonic() + RECOVERS_SECONDS
    while not _answers(reached):
        assert time.monotonic() < end, [state(city) for city in cities]
        for city in cities:
            look_after(city)
        time.sleep(0.5)


def _answers(reached: Callable[[], bool]) -> bool:
    try:
        return reached()
    except AssertionError:
        return False  # its database is being started again


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[City, City]]:
    """The former city and the new one, which know each other."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TONGBAN_REGION", FORMER)
        with running_city(folder(tmp_path_factory), 1) as former:
            patched.setenv("TONGBAN_REGION", NEW)
            with running_city(folder(tmp_path_factory), 1) as new:
                introduce(former, NEW, new)
                introduce(new, FORMER, former)
                yield former, new


def folder(factory: pytest.TempPathFactory) -> Path:
    return factory.mktemp("office")


def test_a_vehicle_moves_while_both_offices_are_killed_and_nothing_is_lost_or_doubled(
    offices: tuple[City, City],
) -> None:
    former, new = offices
    former.run(CAR)
    kill(former, "web")  # the question finds nobody
    case = new.run(ASK).strip()
    until(offices, lambda: state(former)["moves"] == ["sent"])
    kill(former, "worker")  # in the middle of nine letters
    kill(new, "web")
    until(offices, lambda: state(new)["moves"] == ["arrived"])
    assert state(former)["plates"] == [PLATE], "until it is entered there, it stays here"
    kill(former, "database")
    new.run(enter(case))
    kill(new, "worker")
    until(offices, lambda: state(former)["plates"] == [])
    until(offices, lambda: state(former)["waiting"] == state(new)["waiting"] == 0)
    there, here = state(former), state(new)
    assert (there["moves"], here["moves"]) == (["done"], ["done"])
    assert (here["plates"], here["pages"]) == (["苏E54321"], 8)
    assert (here["written"], there["received"]) == (2, 2)
    assert (there["written"], here["received"]) == (9, 9)


ATTACH = f"""
from datetime import date
from tongban.core.actor import system
from tongban.registers.vehicles import actions, queries
car = queries.find_by_vin("{VIN}")[0]
actions.restrict(vehicle_id=car.id, kind="attachment", holder="某某法院", reference="(2026)1",
    effective_on=date(2026, 11, 20), actor=system("test"), cause="test")
"""
RESTS = f"""
import json
from tongban.registers.vehicles import queries
found = [one for one in queries.find_by_vin("{VIN}") if one.live]
print(json.dumps([one.reference for car in found for one in car.law.restrictions]))
"""
ACCEPT = f"""
from uuid import uuid4
from tongban.core import plates
from tongban.core.actor import Actor
from tongban.registers.vehicles import between
from tongban.registers.vehicles.checking import Made
wanted = between.Wanted(service="V09", office="{NEW}", plate=plates.parse("02", "苏E54321"), vin="{VIN}",
    identity_number="{NUMBER}", name="王小明", answers={{"colour": "J", "delivery": "office"}})
made = Made(found=dict.fromkeys(("vin", "colour", "shape", "plates"), "ok"), stamped="{VIN}",
    photos={{"vin": bytes([255, 216, 255]) + b"x" * 300_000}}, recording="YX-1", recording_sha256="ab" * 32)
officer = Actor(kind="staff", label="C0001", channel="window", account_id=uuid4(), office="1")
print(between.accept(wanted=wanted, made=made, items=("vin", "colour", "shape", "plates"), actor=officer))
"""
ITEMS = """
import json
from tongban.registers.vehicles import between
print(json.dumps([one.state for one in between.newest()]))
"""


def test_a_court_s_word_and_an_item_go_through_while_both_are_killed(offices: tuple[City, City]) -> None:
    former, new = offices
    kill(new, "web")
    former.run(ATTACH)
    former.run(ACCEPT)
    kill(former, "worker")
    until(offices, lambda: json.loads(new.run(RESTS)) == ["(2026)1"])
    kill(new, "worker")
    until(offices, lambda: json.loads(former.run(ITEMS))[0] in ("rechecking", "returned"))
    until(offices, lambda: state(former)["waiting"] == state(new)["waiting"] == 0)
    assert json.loads(new.run(RESTS)) == ["(2026)1"], "told once, there once"
    assert len(json.loads(new.run(ITEMS))) == len(json.loads(former.run(ITEMS))) == 1


LEARNS = (
    PERSON
    + f"""
from datetime import date, timedelta
from uuid import uuid4
from tongban.assessment.exams import actions as exams, queries as files
from tongban.assessment.exams.types import Kind, RecordingGiven, Role, Schooling
from tongban.core import clock
act = {{"actor": system("test"), "cause": "test"}}
today = clock.now()
def sat(subject, *scores):
    sitting = exams.expect(file_id=file.id, subject=subject, booking_id=uuid4(), session_id=uuid4(), centre="NJ-T1",
                           on=clock.today(), **act)
    for number, score in enumerate(scores):
        if number:
            sitting = exams.resit(sitting_id=sitting.id, **act)
        exams.check_in(sitting_id=sitting.id, **act)
        exams.start(sitting_id=sitting.id, **act)
        now = clock.now()
        exams.judge(sitting_id=sitting.id, score=score, edition="GA1026", evidence_digest="ab" * 32,
                    recording=RecordingGiven(str(sitting.id), "cd" * 32, "hall", now - timedelta(minutes=9), now),
                    **act)
        for role in Role:
            exams.sign(sitting_id=sitting.id, role=role, method="pad", digest="ef" * 32, **act)
with clock.frozen(today - timedelta(days=60)):
    file = exams.open_file(person_id=person, born=date(1985, 5, 5), target="C1", kind=Kind.INITIAL, held=(),
                           region="{FORMER}", office="{FORMER}-1", schooling=Schooling.SCHOOL, school="320115-7", **act)
with clock.frozen(today - timedelta(days=50)):
    sat("S1", 95)
with clock.frozen(today - timedelta(days=30)):
    sat("S2", 60, 60)
with clock.frozen(today - timedelta(days=15)):
    sat("S2", 60, 90)
print(files.get_file(file.id).learner_permit.serial)
"""
)
GOES = (
    PERSON
    + f"""
from tongban.assessment.exams import moving, queries as files
file = next(one for one in files.files_of(person) if one.live)
print(moving.send_away(file_id=file.id, to="{NEW}", identity_number="{NUMBER}", name="王小明",
                       portrait="/9j/" + "A" * 400_000, actor=system("test"), cause="test"))
"""
)
GOES_AGAIN = GOES.replace(
    "file = next(one for one in files.files_of(person) if one.live)", "[file] = files.files_of(person)"
)
FILES = (
    PERSON
    + """
import json
from tongban.assessment.exams import queries as files
from tongban.exchange.models import Letter
print(json.dumps({
    "files": [[one.state, one.end or "", list(one.passed), one.school, one.places_changed,
               one.learner_permit.serial if one.learner_permit else ""] for one in files.files_of(person)],
    "tests": [[one.subject, one.booking_number, one.attempt, one.score, one.recorded]
              for each in files.files_of(person) for one in files.sittings_of(each.id)],
    "used": [files.may_book(each.id, "S2", each.accepted_on).bookings_used for each in files.files_of(person)],
    "waiting": Letter.for_system("test").filter(acknowledged_at=None).count(),
}))
"""
)


def test_an_exam_file_goes_to_another_office_while_both_are_killed_and_nothing_is_lost_or_doubled(
    offices: tuple[City, City],
) -> None:
    """D04: what was passed and used up travels; nobody has two live files, nobody none."""
    former, new = offices

    def there() -> dict[str, Any]:
        return dict(json.loads(former.run(FILES)))

    def here() -> dict[str, Any]:
        return dict(json.loads(new.run(FILES)))

    serial = former.run(LEARNS).strip().splitlines()[-1]
    before = there()
    kill(new, "web")  # the letter finds nobody
    former.run(GOES)
    with pytest.raises(AssertionError):
        former.run(GOES_AGAIN)  # a second wish to go is refused: the file has ended here
    kill(former, "worker")  # in the middle of its tries
    until(offices, lambda: here()["files"] != [])
    kill(new, "worker")  # with the message stored and what follows from it under way
    kill(former, "web")
    kill(new, "database")
    until(offices, lambda: there()["waiting"] == here()["waiting"] == 0)
    until(offices, lambda: here()["tests"] == before["tests"])
    assert there()["files"] == [["ended", "moved", ["S1", "S2"], "320115-7", 0, serial]]
    assert here()["files"] == [["open", "", ["S1", "S2"], "", 1, serial]], (
        "once, with everything, and no school sees it"
    )
    assert here()["used"] == before["used"] == [2], "bookings of both cities count together"
