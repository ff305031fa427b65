"""A question of one house about one vehicle, which is named by its VIN."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from tongban.exchange import client
from tongban.exchange.types import Question, Request
from tongban.law.text import Text

Vin = Annotated[str, Field(pattern=r"^[0-9A-Z]{5,17}$")]
KEPT_DAYS = 365


def question(name: str, title: Text, answer: Any) -> Question[Any]:
    """A question about a vehicle: asked by VIN, which the answer repeats."""
    return Question(name, title, answer, asked=("vin",), echoes=("vin",), kept_days=KEPT_DAYS)


@dataclass(frozen=True, slots=True)
class AboutVehicle:
    """A question of one partner about one vehicle."""

    partner: str
    question: str

    def request(self, vin: str, *, purpose: str, case_id: UUID | None, person_id: UUID | None = None) -> Request[Any]:
        """Return the question, to be asked with others by `client.ask_many`."""
        return client.build(
            self.partner, self.question, {"vin": vin}, purpose=purpose, case_id=case_id, person_id=person_id
        )
