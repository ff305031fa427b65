"""Reasons of law as JSON, so that a decision shows years later exactly what was said then."""

from datetime import date
from typing import Any

from tongban.law.text import Text
from tongban.law.verdict import Matter, Reason


def to_json(reason: Reason) -> dict[str, Any]:
    """One reason with both languages, its article, day and matter."""
    matter = reason.matter
    return {
        "code": reason.code,
        "article": reason.article,
        "sentence": _pair(reason.sentence),
        "remedy": _pair(reason.remedy),
        "possible_from": reason.possible_from.isoformat() if reason.possible_from else None,
        "temporary": reason.temporary,
        "act_by": reason.act_by.isoformat() if reason.act_by else None,
        "matter": matter
        and {
            "kind": matter.kind,
            "number": matter.number,
            "place": _pair(matter.place),
            "settled_by": _pair(matter.settled_by),
        },
    }


def from_json(raw: dict[str, Any]) -> Reason:
    """The reason that `to_json` wrote."""
    matter = raw["matter"]
    return Reason(
        code=raw["code"],
        article=raw["article"],
        sentence=Text(**raw["sentence"]),
        remedy=Text(**raw["remedy"]),
        possible_from=date.fromisoformat(raw["possible_from"]) if raw["possible_from"] else None,
        temporary=raw["temporary"],
        act_by=date.fromisoformat(raw["act_by"]) if raw.get("act_by") else None,
        matter=matter
        and Matter(matter["kind"], matter["number"], Text(**matter["place"]), Text(**matter["settled_by"])),
    )


def _pair(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
