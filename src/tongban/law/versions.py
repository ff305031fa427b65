"""Choosing the version of a rule whose text changed: a table of the first day and the function."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

Rule = TypeVar("Rule", bound=Callable[..., object])


def in_force(versions: Mapping[date, Rule], on: date) -> Rule:
    """The version with the latest first day not after `on`. Raises LookupError before the first one."""
    begun = [since for since in versions if since <= on]
    if not begun:
        raise LookupError(f"The first version of this rule is in force from {min(versions)}, not on {on}")
    return versions[max(begun)]
