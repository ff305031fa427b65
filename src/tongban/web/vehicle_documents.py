"""What an electronic document of a vehicle says, in words: for its owner and for whoever checks it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tongban.core import plates
from tongban.documents.mdoc.unbound import Kind
from tongban.law.names import class_text
from tongban.law.text import Text, day_text, listed
from tongban.registers.vehicles import codes
from tongban.web import temporary

AREAS = {
    "in_area": Text(zh="行政辖区内", en="within the area of the office"),
    "cross_area": Text(zh="跨行政辖区", en="across areas"),
    "test": Text(zh="试验", en="for tests"),
    "special": Text(zh="特型", en="special size"),
    "hengqin": Text(zh="横琴粤澳深度合作区内", en="within Hengqin alone"),
    "guangdong": Text(zh="广东省内", en="within Guangdong"),
}
_LISTS = {"vehicle_type": "type", "use": "use"}


def rows(kind: Kind, said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Label and value of each element that is there, in the order of the kind; codes as their words."""
    return [{"label": label, "value": _value(name, said)} for name, label in kind.labels.items() if said.get(name)]


def _value(name: str, said: Mapping[str, Any]) -> Text | str:
    value = str(said[name])
    if name in _LISTS:
        return codes.word(_LISTS[name], value)
    if name == "target":
        return class_text([value])
    if name == "plate_type":
        return plates.TYPES.get(value, Text(zh=value, en=value))
    if name == "area":
        return AREAS.get(value, Text(zh=value, en=value))
    if name == "plate" and "area" in said:  # a temporary one: its kind, the authority, then the serial
        return temporary.printed(value)
    if name == "plate" and "plate_kind" not in said:  # the number of a bike has no place letters before it
        return plates.Plate("", value).printed
    if name.endswith("date"):
        return day_text(date.fromisoformat(value))
    if name == "state_letters":
        return listed(codes.word("letter", letter) for letter in value)
    return value
