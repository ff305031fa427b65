"""The catalogue for machines: every service from its one definition, versioned, with an ETag."""

import hashlib
from datetime import date
from typing import Any

from tongban.casework import evidence, queries
from tongban.casework.answers import ADDRESS, DELIVERY
from tongban.casework.catalogue import Material, Question, Service
from tongban.core import clock
from tongban.core.entries import canonical
from tongban.core.law_book import book
from tongban.exchange.registry import get_partner
from tongban.law.articles import article
from tongban.law.book import Book
from tongban.law.rules import fees, limits
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.outlets.types import Covering, OutletKind

ONLY_FROM = {"medical": OutletKind.HOSPITAL}  # an examination is a hospital's to report
VERSION_DIGITS = 16


def may_be_brought(material: Material, kind: OutletKind | None = None) -> bool:
    """True where an outlet of this kind (without one: of some kind) may vouch for a material.

    What the population register, the drug-user register or the platform answer is theirs to say, and nobody else's.
    """
    only = ONLY_FROM.get(material.key)
    return "partner" in material.brought_by and (only is None or kind is None or kind == only)


def catalogue() -> dict[str, Any]:
    """All services in force today. Two statements: the delegation matrix and the rule book."""
    today, rules = clock.today(), book()
    matrix = outlets.delegations(today)
    content = {
        "on": today.isoformat(),
        "book": rules.digest,
        "services": [_service(one, matrix, today, rules) for one in queries.in_service()],
    }
    return {**content, "version": version(content)}


def service(one: Service) -> dict[str, Any]:
    """One service with everything a partner has to know before it asks a person. Two statements."""
    today = clock.today()
    return _service(one, outlets.delegations(today, one.code), today, book())


def _service(one: Service, matrix: list[Covering], today: date, rules: Book) -> dict[str, Any]:
    content = {
        "code": one.code,
        "name": words(one.name),
        "gives": words(one.gives),
        "basis": [{"key": key, "citation": words(article(key).citation)} for key in one.basis],
        "materials": [_material(material) for material in one.materials],
        "questions": [question(asked) for asked in _questions(one)],
        "fee": f"{fees.fee(one.fee, today, rules):.2f}" if one.fee else None,
        "limit_days": limits.limit_days(one.limit, today, rules),
        "channels": list(one.channels),
        "decided_by": one.decided_by,
        "opened_by_office_only": one.origin_only_office,
        "makes_card": one.needs_papers,
        "id_only_kind": one.id_only_kind,
        "since": one.since.isoformat(),
        "until": one.until.isoformat() if one.until else None,
        "delegation": [_delegated(row) for row in matrix if row.covers(one.code)],
    }
    return {**content, "version": version(content)}


def version(content: dict[str, Any]) -> str:
    """A digest of what a document says: it changes when the document does."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()[:VERSION_DIGITS]


def words(text: Text) -> dict[str, str]:
    """A text in both languages."""
    return {"zh": text.zh, "en": text.en}


def question(asked: Question) -> dict[str, Any]:
    """A question without what depends on the person."""
    return {
        "key": asked.key,
        "kind": asked.kind,
        "label": words(asked.label),
        "hint": words(asked.hint) if asked.hint else None,
        "required": asked.required,
        "options": None,
        "latest": None,
    }


def _questions(one: Service) -> list[Question]:
    return [*one.questions, DELIVERY, ADDRESS] if one.needs_papers else list(one.questions)


def _material(material: Material) -> dict[str, Any]:
    return {
        "key": material.key,
        "name": words(material.name),
        "why": words(material.why),
        "article": material.article,
        "holder": None if material.waived else words(get_partner(evidence.FETCHERS[material.key].partner).name),
        "core": material.core,
        "waived": material.waived,
        "may_be_brought": may_be_brought(material),
    }


def _delegated(row: Covering) -> dict[str, Any]:
    return {
        "level": row.level,
        "outlet_kind": str(row.outlet_kind),
        "region": row.region,
        "since": row.since.isoformat(),
        "until": row.until.isoformat() if row.until else None,
        "basis": words(row.basis),
    }
