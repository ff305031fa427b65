"""The hospital network (医院联网系统): physical-condition certificates, uploaded after an examination."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from tongban.exchange import client
from tongban.exchange.forms import Long, NotKnown, Number, Short
from tongban.exchange.registry import register
from tongban.exchange.types import Partner, Question
from tongban.law.facts import Medical
from tongban.law.text import Text

Vision = Annotated[float, Field(ge=0, le=6, allow_inf_nan=False)]  # logarithmic chart


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate as the network sends it (身体条件证明)."""

    serial: Number
    examined_on: date
    hospital: Number
    hospital_name: Short
    doctor: Long
    height_cm: Annotated[int, Field(ge=50, le=260)]
    left_vision: Vision
    right_vision: Vision
    vision_corrected: bool
    colour_blind: bool
    hearing_ok: bool
    hearing_aid: bool
    limbs: Literal["sound", "left_leg", "right_leg", "both_legs", "fingertip", "one_hand"]
    trunk_ok: bool
    sits_unaided: bool
    monocular_field_deg: Annotated[int, Field(ge=0, le=360)] | None
    declared_illness: bool

    @property
    def medical(self) -> Medical:
        """Return what a rule may see of it: no names."""
        return Medical(
            examined_on=self.examined_on,
            serial=self.serial,
            hospital=self.hospital,
            height_cm=self.height_cm,
            left_vision=self.left_vision,
            right_vision=self.right_vision,
            vision_corrected=self.vision_corrected,
            colour_blind=self.colour_blind,
            hearing_ok=self.hearing_ok,
            hearing_aid=self.hearing_aid,
            limbs=self.limbs,
            trunk_ok=self.trunk_ok,
            sits_unaided=self.sits_unaided,
            monocular_field_deg=self.monocular_field_deg,
            declared_illness=self.declared_illness,
        )


@dataclass(frozen=True, slots=True)
class MedicalRecord:
    """The answer about a person the network knows: their latest certificate, if there is one."""

    found: Literal[True]
    identity_number: str
    certificate: Certificate | None

    @property
    def medical(self) -> Medical | None:
        """Return the certificate as a fact for the law, None where nobody was examined."""
        return self.certificate.medical if self.certificate else None


@dataclass(frozen=True, slots=True)
class NoMedicalRecord(NotKnown):
    """The network knows nobody under this number."""

    @property
    def medical(self) -> None:
        """Return that there is no certificate."""
        return None


@dataclass(frozen=True, slots=True)
class Result:
    """What a hospital tells us after an examination."""

    identity_number: Number
    certificate: Certificate


MEDICAL: Question[MedicalRecord | NoMedicalRecord] = Question(
    "medical",
    Text(zh="查询身体条件证明", en="The physical-condition certificate"),
    MedicalRecord | NoMedicalRecord,
    kept_days=365,
)
PARTNER = register(
    Partner(
        code="hospital",
        name=Text(zh="医院联网系统", en="the hospital network"),
        purpose=Text(
            zh="核对身体条件，免交纸质体检表",
            en="To check physical conditions without a certificate on paper",
        ),
        legal_basis=Text(
            zh="《机动车驾驶证申领和使用规定》（公安部令第162号）",
            en="Provisions on the application for and use of driving licences (MPS Order 162)",
        ),
        basis_confidence="derived",
        questions=(MEDICAL,),
        events={"result": Result},
    )
)

# The question for the latest certificate, alone or with others.
_ABOUT: client.AboutPerson[MedicalRecord | NoMedicalRecord] = client.AboutPerson("hospital", "medical")
request, ask_medical = _ABOUT.request, _ABOUT.ask
