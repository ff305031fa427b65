"""Small parts of the agreed forms that several partners share.

Checked strictly: a wrong answer is no answer.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

Short = Annotated[str, Field(min_length=1, max_length=100)]
Long = Annotated[str, Field(max_length=300)]
Number = Annotated[str, Field(min_length=1, max_length=64)]
Region = Annotated[str, Field(pattern=r"^\d{6}$")]
Amount = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2)]
Points = Annotated[int, Field(ge=0, le=999)]
Instant = AwareDatetime


@dataclass(frozen=True, slots=True)
class NotKnown:
    """The partner answers that it knows nobody under this number."""

    found: Literal[False]
    identity_number: str
