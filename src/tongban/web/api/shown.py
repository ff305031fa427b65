"""A case as the API answers it."""

from typing import Any

from tongban.casework import answers as asking
from tongban.casework import costs, engine, states
from tongban.casework.assessment import Assessment
from tongban.casework.catalogue import Service
from tongban.casework.types import CaseRow, CaseView, EvidenceView
from tongban.core import clock
from tongban.law import verdict
from tongban.outlets.types import OutletKind
from tongban.web.api.catalogue import may_be_brought, question, words


def line(row: CaseRow) -> dict[str, Any]:
    """A case in a list."""
    return {
        "number": row.number,
        "service": row.service,
        "status": row.status,
        "waiting_for": row.waiting_for,
        "due_on": row.due_on,
    }


def case(view: CaseView, kind: OutletKind) -> dict[str, Any]:
    """A case whole. A draft shows its open questions, and what law would answer today on what is known."""
    reasons, open_questions = view.reasons, []
    if view.row.status == states.DRAFT:
        found = engine.prepared(view.row.id)
        reasons, open_questions = found.verdict.reasons, _open(found)
    return {
        **line(view.row),
        "name": words(view.service.name),
        "word": words(view.row.word),
        "outcome": view.outcome,
        "submitted_at": view.submitted_at,
        "decided_at": view.decided_at,
        "clock_stopped": view.row.clock_stopped,
        "law_on": view.law_on,
        "book": view.book,
        "fee_due": _fee_due(view),
        "reasons": [reason(one) for one in reasons],
        "questions": open_questions,
        "evidence": [_evidence(one, view.service, kind) for one in view.evidence],
    }


def reason(one: verdict.Reason) -> dict[str, Any]:
    """A reason with the code that pages use too."""
    return {
        "code": one.code,
        "article": one.article,
        "sentence": words(one.sentence),
        "remedy": words(one.remedy),
        "possible_from": one.possible_from,
        "act_by": one.act_by,
        "temporary": one.temporary,
        "matter": {"kind": one.matter.kind, "number": one.matter.number} if one.matter else None,
    }


def _open(found: Assessment) -> list[dict[str, Any]]:
    """The questions of a draft without an answer, with what this person may choose from."""
    facts, on, rules = found.facts, found.on, found.book
    return [
        {
            **question(one),
            "options": _options(one.options(facts, on, rules)) if one.options else None,
            "latest": one.latest(facts, on, rules) if one.latest else None,
        }
        for one in asking.questions(found.service, facts, on, rules)
        if one.required and facts.answers.get(one.key) in (None, "")
    ]


def _options(pairs: list[tuple[str, Any]]) -> list[dict[str, Any]]:
    return [{"value": value, "label": words(label)} for value, label in pairs]


def _fee_due(view: CaseView) -> str | None:
    if view.row.waiting_for != states.PAYMENT:
        return None
    if view.service.more_fee:
        return f"{engine.prepared(view.row.id).fee:.2f}"
    return f"{costs.fee(view.service, view.subject, view.law_on or clock.today()):.2f}"


def _evidence(one: EvidenceView, service: Service, kind: OutletKind) -> dict[str, Any]:
    material = service.find_material(one.key)
    return {
        "material": one.key,
        "name": words(one.name),
        "state": one.group,
        "holder": words(one.partner) if one.partner else None,
        "obtained_at": one.obtained_at,
        "due_on": one.due_on,
        "may_be_brought": material is not None and may_be_brought(material, kind),
    }
