"""What a question is, and what the fields of its body must look like."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ..problems import Problem
from ..world import World

Body = dict[str, Any]
LONGEST_TEXT = 2000

_MONEY = re.compile(r"\d{1,9}\.\d{2}")


@dataclass(frozen=True)
class Question:
    """One question of a partner.

    `needs`: field to check; `about`: the field every answer repeats; `changes`: acts, so repeats get the
    first answer; `once_per`: the fields that name the deed, which is done once for ever.
    """

    answer: Callable[[World, Body], Body]
    needs: Mapping[str, Callable[[object], bool]]
    about: str = "identity_number"
    changes: bool = False
    once_per: tuple[str, ...] = ()

    def check(self, body: object) -> Body:
        """The body if it has the agreed form, else Problem 400 naming the field."""
        if not isinstance(body, dict):
            raise Problem(400, "wrong_body", "The body is not a JSON object.")
        for name, fits in self.needs.items():
            if not fits(body.get(name)):
                raise Problem(400, "wrong_field", f"The field {name} is missing or not as agreed.")
        return body


def text(value: object) -> bool:
    """Text that says something."""
    return isinstance(value, str) and 0 < len(value) <= LONGEST_TEXT


def money(value: object) -> bool:
    """A string with two decimals."""
    return isinstance(value, str) and _MONEY.fullmatch(value) is not None


def day(value: object) -> bool:
    """A date YYYY-MM-DD."""
    if not isinstance(value, str) or len(value) != 10:
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def items(value: object) -> bool:
    """Lines of a bill: each with a label and an amount."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(line, dict) and text(line.get("label")) and money(line.get("amount")) for line in value)
    )


def fields(value: object) -> bool:
    """A JSON object."""
    return isinstance(value, dict)


def serial(value: object) -> bool:
    """The 13 digits of a card."""
    return isinstance(value, str) and len(value) == 13 and value.isascii() and value.isdigit()


def yuan(amount: Decimal) -> str:
    """Money as it is sent."""
    return f"{amount:.2f}"
