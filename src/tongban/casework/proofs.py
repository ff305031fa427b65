"""My proof (我的证明): a file that shows its owner what was decided, by which rules, on which facts, without us.

The format is `docs/proof-format.md`; `core.verify_proof` checks it. The file opens every fact the rule read, so only
the person whom the case is about gets it, and whoever they pass it on to reads all of it.
"""

import json
from typing import Any

from django.conf import settings

from tongban.casework.models import Case, Decision
from tongban.casework.reasons import from_json
from tongban.casework.record import NO_CASE
from tongban.core import clock, entries, law_book, seal_key, sealing
from tongban.core.actor import Actor
from tongban.core.entries import OpenedValue
from tongban.core.errors import NotFound
from tongban.core.verify_proof import FORMAT
from tongban.documents import queries as papers
from tongban.law.book import regions_upwards
from tongban.law.text import Text

_NO_DECISION = Text(zh="还没有决定。", en="There is no decision yet.")


def make(number: str, name: Text, actor: Actor) -> bytes:
    """Return the proof of a case's standing decision. NotFound for anybody but the person it is about and without a
    decision; Unavailable for the seconds until its entry is sealed."""
    case = Case.visible_to(actor).filter(number=number).first()
    if case is None or case.applicant != actor.person_id:
        raise NotFound(NO_CASE)
    decision = Decision.objects.filter(case=case, corrected_by=None).first()
    if decision is None:
        raise NotFound(_NO_DECISION)
    line = _line(_body(case, decision, name, actor))
    _, signature = seal_key.sign(FORMAT.encode() + b"\n" + line)
    return line + b"\n" + signature.hex().encode() + b"\n"


def _body(case: Case, decision: Decision, name: Text, actor: Actor) -> dict[str, Any]:
    receipt = next(iter(papers.receipts_of(case.id, actor)), None)
    witness = sealing.witness(decision.entry, receipt.root_size if receipt else 0)
    facts, book = entries.opened_values(decision.entry), law_book.kept(decision.book)
    begun = witness.consistency
    return {
        "format": FORMAT,
        "authority": settings.TONGBAN_PUBLIC_URL,
        "made_at": clock.now().isoformat(timespec="seconds"),
        "decision": _decision(case, decision, name),
        "entry": witness.content,
        "facts": [{"name": one.name, "salt": one.salt, "value": one.value} for one in facts],
        "book": book,
        "parameters": _parameters(book, witness.content, facts),
        "inclusion": {"position": witness.inclusion.position, "path": witness.inclusion.path},
        "seal": witness.statement,
        "seal_signature": witness.signature,
        "receipt": {
            "code": receipt.code if receipt else "",
            "size": begun.old_size if begun else 0,
            "root": receipt.root_hex if receipt and begun else "",
            "path": begun.path if begun else [],
        },
        "key": seal_key.public_hex(),
    }


def _decision(case: Case, decision: Decision, name: Text) -> dict[str, Any]:
    return {
        "case": str(case.id),
        "number": case.number,
        "service": case.service,
        "name": {"zh": name.zh, "en": name.en},
        "outcome": decision.outcome,
        "law_on": decision.law_on.isoformat(),
        "decided_at": decision.decided_at.isoformat(timespec="seconds"),
        "reasons": [
            {"code": one.code, "article": one.article, "zh": one.sentence.zh, "en": one.sentence.en}
            for one in map(from_json, decision.reasons)
        ],
    }


def _parameters(book: str, entry: str, facts: list[OpenedValue]) -> list[dict[str, Any]]:
    """The values the rule read, as they stood on the day whose rules decided; None for one that had none then."""
    if not book:
        return []
    content, said = json.loads(book), json.loads(entry)["facts"]
    region = next((json.loads(one.value) for one in facts if one.name == "region"), "")
    return [{"key": key, "row": _row(content, key, said["law_on"], region)} for key in said["parameters"]]


def _row(book: dict[str, Any], key: str, on: str, region: str) -> list[Any] | None:
    """An order before a value, a nearer region before a wider one, a later beginning before an earlier."""
    for layer in (book["orders"].get(key, []), book["values"].get(key, [])):
        for code in regions_upwards(region):
            rows: list[list[Any]] = [row for row in layer if row[0] == code and row[1] <= on <= (row[2] or on)]
            if rows:
                return rows[-1]
    return None


def _line(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
