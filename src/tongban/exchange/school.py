"""The school network (培训学习平台): education taken for a licence review, online or at a training school."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from tongban.exchange import client
from tongban.exchange.forms import NotKnown, Number, Short
from tongban.exchange.registry import register
from tongban.exchange.types import Partner, Question
from tongban.law import facts
from tongban.law.text import Text


@dataclass(frozen=True, slots=True)
class Education:
    """The newest education of a person, as the network sends it (审验教育)."""

    serial: Number
    completed_on: date
    hours: Annotated[int, Field(ge=0, le=99)]
    school_name: Short

    @property
    def education(self) -> facts.Education:
        """Return what a rule may see of it."""
        return facts.Education(self.completed_on, self.hours)


@dataclass(frozen=True, slots=True)
class EducationRecord:
    """The answer about a person the network knows."""

    found: Literal[True]
    identity_number: str
    education: Education | None


@dataclass(frozen=True, slots=True)
class NoEducationRecord(NotKnown):
    """The network knows nobody under this number."""

    education: None = None


@dataclass(frozen=True, slots=True)
class Completed:
    """What a school tells us when somebody has completed the education."""

    identity_number: Number
    education: Education


EDUCATION: Question[EducationRecord | NoEducationRecord] = Question(
    "education",
    Text(zh="查询审验教育记录", en="Education taken for a licence review"),
    EducationRecord | NoEducationRecord,
    kept_days=365,
)
PARTNER = register(
    Partner(
        code="school",
        name=Text(zh="培训学习平台", en="the school network"),
        purpose=Text(
            zh="核对审验教育，免交学习证明",
            en="To check review education without a certificate on paper",
        ),
        legal_basis=Text(
            zh="《机动车驾驶证申领和使用规定》（公安部令第162号）",
            en="Provisions on the application for and use of driving licences (MPS Order 162)",
        ),
        basis_confidence="derived",
        questions=(EDUCATION,),
        events={"completed": Completed},
    )
)

# The question for the newest education.
_ABOUT: client.AboutPerson[EducationRecord | NoEducationRecord] = client.AboutPerson("school", "education")
request = _ABOUT.request
