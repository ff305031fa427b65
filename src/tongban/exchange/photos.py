"""The photo library (相片库): the portrait that goes onto a licence, so that nobody brings a print."""

import base64
import binascii
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from tongban.exchange import client
from tongban.exchange.forms import NotKnown
from tongban.exchange.registry import register
from tongban.exchange.types import Partner, Question
from tongban.law.text import Text

JPEG_START = b"\xff\xd8\xff"
PORTRAIT_MAX_CHARACTERS = 2_000_000  # base64


@dataclass(frozen=True, slots=True)
class Portrait:
    """A portrait of the library."""

    found: Literal[True]
    identity_number: str
    taken_on: date
    jpeg: Annotated[str, Field(min_length=4, max_length=PORTRAIT_MAX_CHARACTERS)]

    def __post_init__(self) -> None:
        try:
            image = base64.b64decode(self.jpeg, validate=True)
        except binascii.Error as error:
            raise ValueError("the portrait is not base64") from error
        if not image.startswith(JPEG_START):
            raise ValueError("the portrait is not a JPEG")

    @property
    def image(self) -> bytes:
        """Return the picture as JPEG bytes."""
        return base64.b64decode(self.jpeg)


PORTRAIT: Question[Portrait | NotKnown] = Question(
    "portrait",
    Text(zh="调取驾驶证相片", en="The portrait for the licence"),
    Portrait | NotKnown,
    kept_days=0,  # the picture is kept where it is used; here only its digest and signature
)
PARTNER = register(
    Partner(
        code="photos",
        name=Text(zh="相片库", en="the photo library"),
        purpose=Text(zh="调取相片，免交纸质照片", en="To take the portrait from the library instead of a print"),
        legal_basis=Text(
            zh="《机动车驾驶证申领和使用规定》（公安部令第162号）",
            en="Provisions on the application for and use of driving licences (MPS Order 162)",
        ),
        basis_confidence="derived",
        questions=(PORTRAIT,),
    )
)

# The question for the portrait, alone or with others.
_ABOUT: client.AboutPerson[Portrait | NotKnown] = client.AboutPerson("photos", "portrait")
request, ask_portrait = _ABOUT.request, _ABOUT.ask
