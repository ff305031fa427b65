"""Drawn heads for people who are made up: a licence photograph in JPEG, the same for the same number."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from io import BytesIO

from PIL import Image, ImageDraw

from tongban.demo.numbers import FEMALE
from tongban.demo.resident import Resident
from tongban.law.dates import age_on

SIZE = (240, 320)
SCALE = 3  # drawn larger, then made smaller: smooth edges
WHITE = (250, 251, 253)
GREY_FROM_AGE = 58
SKINS = ((243, 214, 188), (236, 200, 170), (226, 188, 156))
HAIRS = ((32, 28, 27), (48, 38, 33), (58, 47, 40))
GREYS = ((148, 146, 144), (178, 176, 173), (120, 117, 115))
SHIRTS = ((52, 78, 120), (96, 66, 74), (64, 96, 84), (88, 88, 96), (120, 96, 64))
PARTINGS = ((196, 344), (206, 352), (188, 334))  # degrees of the ellipse of the hair above the forehead

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class _Look:
    skin: Colour
    hair: Colour
    shirt: Colour
    long_hair: bool
    glasses: bool
    parting: tuple[int, int]
    width: int


def portrait_of(resident: Resident, day: date) -> bytes | None:
    """Return the portrait of somebody of a situation, None for all others and where the library has none."""
    if not resident.phone or not resident.photo_on_file:
        return None
    return portrait(resident.number, resident.sex, age_on(resident.born, day))


def portrait(number: str, sex: str, age: int) -> bytes:
    """Return the drawing of a head with shoulders on a white ground, 240 x 320."""
    digest = sha256(number.encode()).digest()
    hairs = GREYS if age >= GREY_FROM_AGE else HAIRS
    look = _Look(
        skin=SKINS[digest[0] % len(SKINS)],
        hair=hairs[digest[1] % len(hairs)],
        shirt=SHIRTS[digest[2] % len(SHIRTS)],
        long_hair=sex == FEMALE,
        glasses=digest[3] % 4 == 0,
        parting=PARTINGS[digest[5] % len(PARTINGS)],
        width=44 + digest[4] % 8,
    )
    picture = Image.new("RGB", (SIZE[0] * SCALE, SIZE[1] * SCALE), WHITE)
    _draw(ImageDraw.Draw(picture), look)
    out = BytesIO()
    picture.resize(SIZE, Image.Resampling.LANCZOS).save(out, "JPEG", quality=86)
    return out.getvalue()


def _draw(draw: ImageDraw.ImageDraw, look: _Look) -> None:
    half = look.width
    if look.long_hair:
        draw.rounded_rectangle(_scaled((110 - half, 90, 130 + half, 244)), 30 * SCALE, fill=look.hair)
    _round(draw, (110 - half, 66, 130 + half, 190), look.hair)
    _round(draw, (28, 236, 212, 420), look.shirt)
    _round(draw, (98, 186, 142, 262), _darker(look.skin))
    _round(draw, (118 - half, 90, 122 + half, 222), look.skin)
    if not look.long_hair:
        _round(draw, (110 - half, 138, 122 - half, 170), look.skin)
        _round(draw, (118 + half, 138, 130 + half, 170), look.skin)
    draw.chord(_scaled((116 - half, 82, 124 + half, 150)), *look.parting, fill=look.hair)
    for middle in (100, 140):
        _round(draw, (middle - 5, 144, middle + 5, 152), (30, 26, 26))
        _line(draw, [(middle - 11, 134), (middle + 11, 133)], look.hair, 3)
        if look.glasses:
            draw.ellipse(_scaled((middle - 16, 134, middle + 16, 164)), outline=(60, 60, 66), width=2 * SCALE)
    _line(draw, [(120, 154), (117, 172), (123, 173)], _darker(look.skin), 2)
    _line(draw, [(106, 190), (120, 193), (134, 190)], (168, 96, 92), 4)


def _round(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int], colour: Colour) -> None:
    draw.ellipse(_scaled(box), fill=colour)


def _line(draw: ImageDraw.ImageDraw, points: list[tuple[int, int]], colour: Colour, width: int) -> None:
    draw.line([(x * SCALE, y * SCALE) for x, y in points], fill=colour, width=width * SCALE, joint="curve")


def _scaled(box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    left, top, right, bottom = (edge * SCALE for edge in box)
    return left, top, right, bottom


def _darker(colour: Colour) -> Colour:
    red, green, blue = (round(part * 0.82) for part in colour)
    return red, green, blue
