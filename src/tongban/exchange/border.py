"""Vehicles from Macau and Hong Kong: the registers at home (澳门交通事务局、香港运输署); border control (边检), who
know home-return permits and filings and tell of every vehicle at the barrier."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from tongban.exchange import client
from tongban.exchange.about_vehicles.asking import AboutVehicle, Vin, question
from tongban.exchange.forms import Instant, Long, NotKnown, Number, Short
from tongban.exchange.registry import register
from tongban.exchange.types import Partner, Question
from tongban.law.text import Text


@dataclass(frozen=True, slots=True)
class HomeVehicle:
    """A vehicle as the register of Macau or Hong Kong has it. `owner`: identity number; `length_mm`: over all."""

    home: Literal["macau", "hongkong"]
    plate: Short
    owner: Number
    brand: Short
    model: Short
    capacity: int
    length_mm: int
    made_on: date
    private: bool


@dataclass(frozen=True, slots=True)
class KnownAtHome:
    """The vehicle; null where neither register has it."""

    found: bool
    vin: Vin
    vehicle: HomeVehicle | None


@dataclass(frozen=True, slots=True)
class TravelDocument:
    """A home-return permit (来往内地通行证) and its last day."""

    number: Short
    valid_to: date


@dataclass(frozen=True, slots=True)
class Travels:
    """The document of a person; null where they have none."""

    found: Literal[True]
    identity_number: str
    document: TravelDocument | None


@dataclass(frozen=True, slots=True)
class NoTravel(NotKnown):
    """Border control does not know this person."""

    document: None = None


@dataclass(frozen=True, slots=True)
class Filing:
    """A filing (备案) of a vehicle with border control."""

    number: Short
    filed_on: date


@dataclass(frozen=True, slots=True)
class Filed:
    """The filing of a vehicle; null where there is none."""

    found: bool
    vin: Vin
    filing: Filing | None


@dataclass(frozen=True, slots=True)
class AtBarrier:
    """What border control tells of a vehicle that entered or exited: `passage` is its own number of that, for ever."""

    passage: Number
    vin: Vin
    at: Instant
    port: Long


HOME = register(
    Partner(
        code="home_registers",
        name=Text(zh="港澳车辆登记部门", en="the vehicle registers of Macau and Hong Kong"),
        purpose=Text(
            zh="核对港澳车辆和车主，免交境外登记证明", en="To check vehicle and owner instead of asking for the paper"
        ),
        legal_basis=Text(zh="港澳机动车入出内地的规定", en="Rules on vehicles of Macau and Hong Kong"),
        basis_confidence="derived",
        questions=(question("vehicle", Text(zh="查询港澳车辆登记", en="A vehicle registered there"), KnownAtHome),),
    )
)
BORDER = register(
    Partner(
        code="border",
        name=Text(zh="出入境边防检查", en="border control"),
        purpose=Text(
            zh="核对通行证和边检备案，记录车辆入出境",
            en="To check home-return permits and filings, and to know which vehicle entered and exited when",
        ),
        legal_basis=Text(zh="港澳机动车入出内地的规定", en="Rules on vehicles of Macau and Hong Kong"),
        basis_confidence="derived",
        questions=(
            Question(
                "travel_document",
                Text(zh="查询来往内地通行证", en="The home-return permit of a person"),
                Travels | NoTravel,
                kept_days=365,
            ),
            question("filing", Text(zh="查询边检备案", en="Whether a vehicle is filed with border control"), Filed),
        ),
        events={"entered": AtBarrier, "exited": AtBarrier},
    )
)
request_home = AboutVehicle("home_registers", "vehicle").request
request_filing = AboutVehicle("border", "filing").request
_TRAVELS: client.AboutPerson[Travels | NoTravel] = client.AboutPerson("border", "travel_document")
request_travel = _TRAVELS.request
