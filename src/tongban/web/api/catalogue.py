"""The one document of the catalogue: for machines, for the public page, for `./tongban catalogue --json`, byte for byte
the same (`as_bytes`).

Every item of the catalogue is in it. What has a definition here comes from that one object; of the others it says who
handles them today, and with what.
"""

import hashlib
import json
from datetime import date
from typing import Any

from django.urls import reverse

from tongban.casework import evidence
from tongban.casework.answers import ADDRESS, DELIVERY
from tongban.casework.catalogue import Material, Question, Service, pages, services
from tongban.core import clock
from tongban.core.entries import canonical
from tongban.core.errors import NotFound
from tongban.core.law_book import book
from tongban.law.articles import article
from tongban.law.book import Book
from tongban.law.rules import fees, limits
from tongban.law.text import Text
from tongban.outlets import elsewhere
from tongban.outlets import queries as outlets
from tongban.outlets.catalogue import IdOnlyKind, Item, View, shipped
from tongban.outlets.types import ACCEPT, Covering, OutletKind

ONLY_FROM = {"medical": OutletKind.HOSPITAL}  # an examination is a hospital's to report
VERSION_DIGITS = 16
CHANNEL_OF: dict[str, str] = {
    OutletKind.CITY_OFFICE: "window",
    OutletKind.COUNTY_OFFICE: "window",
    OutletKind.POLICE_STATION: "window",
    OutletKind.ONLINE: "online",
    OutletKind.KIOSK: "kiosk",
    OutletKind.POST: "post",
    OutletKind.HOSPITAL: "hospital",
}  # any other kind of outlet is a partner

IDENTITY = {"zh": "身份证明", "en": "identity document"}
VEHICLE = {"zh": "机动车（到场查验）", "en": "the vehicle, for the vehicle check"}
OLD_PAPER = Text(zh="{paper}（在窗口领新证时交回）", en="{paper} (at a window, for the new one)")


def may_be_brought(material: Material, kind: OutletKind | None = None) -> bool:
    """True where an outlet of this kind (without one: of some kind) may vouch for a material.

    What the population register, the drug-user register or the platform answer is theirs to say, and nobody else's.
    """
    only = ONLY_FROM.get(material.key)
    return "partner" in material.brought_by and (only is None or kind is None or kind == only)


def catalogue() -> dict[str, Any]:
    """All items of the catalogue today. Two statements: the delegation matrix and the rule book."""
    today, rules = clock.today(), book()
    matrix = outlets.delegations(today)
    content = {
        "on": today.isoformat(),
        "book": rules.digest,
        "items": [_item(one, services.get(one.code), matrix, today, rules) for one in shipped().items],
        "id_only_kinds": [_kind(kind) for kind in shipped().id_only_kinds if kind.holds(today)],
        "views": [_view(one) for one in shipped().views],
    }
    return {**content, "version": version(content)}


def item(code: str) -> dict[str, Any]:
    """One item of the catalogue by its code. Two statements. NotFound where the catalogue has none."""
    found = next((one for one in shipped().items if one.code == code), None)
    if found is None:
        raise NotFound(Text(zh="没有编号为 {code} 的业务。", en="There is no service {code}.").fill(code=code))
    today = clock.today()
    return _item(found, services.get(code), outlets.delegations(today, code), today, book())


def as_bytes(content: dict[str, Any]) -> bytes:
    """A document as everybody gets it: one line of UTF-8."""
    return json.dumps(content, ensure_ascii=False).encode() + b"\n"


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


def _item(one: Item, ours: Service | None, matrix: list[Covering], today: date, rules: Book) -> dict[str, Any]:
    kind = next((kind for kind in shipped().id_only_kinds if kind.holds(today) and one.code in kind.services), None)
    delegated = [row for row in matrix if row.covers(one.code)]
    content = {
        "code": one.code,
        "group": one.group,
        "handled_here": one.code in pages or (ours is not None and ours.offered_on(today)),
        "id_only": kind is not None or one.id_only == "yes",
        "id_only_kind": kind.number if kind else None,
        "id_only_evidence": kind.evidence if kind else one.id_only,
        **(_here(ours, today, rules) if ours else _page(one) if one.code in pages else _elsewhere(one, delegated)),
        "delegation": [_delegated(row) for row in delegated],
    }
    return {**content, "version": version(content)}


def _brought(one: Service) -> list[dict[str, str]]:
    """What a person still has with them."""
    old = [words(OLD_PAPER.fill(paper=one.old_paper))] if one.old_card_back else []
    return [IDENTITY, *([VEHICLE] if one.vehicle_check else []), *old]


def _here(one: Service, today: date, rules: Book) -> dict[str, Any]:
    """What a definition says."""
    return {
        "name": words(one.name),
        "gives": words(one.gives),
        "situation": one.situation,
        "page": None,
        "handled_by": None,
        "channels": list(one.channels),
        "materials_before": [IDENTITY, *(words(paper.name) for paper in one.materials if _was_a_paper(paper))],
        "materials_after": _brought(one),
        "materials": [_material(material) for material in one.materials],
        "questions": [question(asked) for asked in _questions(one)],
        "fee": f"{fees.fee(one.fee, today, rules):.2f}" if one.fee else None,
        "limit_days": limits.limit_days(one.limit, today, rules),
        "basis": [{"key": key, "citation": words(article(key).citation)} for key in one.basis],
        "confidence": None,
        "decided_by": one.decided_by,
        "opened_by_office_only": one.origin_only_office,
        "makes_card": one.delivers,
        "since": one.since.isoformat(),
        "until": one.until.isoformat() if one.until else None,
        "checked_until": rules.checked_until("limits").isoformat(),
    }


def _page(one: Item) -> dict[str, Any]:
    """An item that is a page of ours, without a case: open to everybody, or to staff, for those who bring it."""
    page = pages[one.code]
    known = _elsewhere(one, [])
    return {
        **known,
        "gives": words(page.gives),
        "situation": page.situation,
        "page": None if page.for_staff else reverse(page.view),
        "handled_by": known["handled_by"] if page.for_staff else None,
        "channels": list(page.channels),
        "materials_after": known["materials_after"] if page.for_staff else [],
        "decided_by": "nobody",
    }


def _elsewhere(one: Item, delegated: list[Covering]) -> dict[str, Any]:
    """Who handles an item today that has no definition here."""
    known = elsewhere.of(one)
    accepted = {CHANNEL_OF.get(row.outlet_kind, "partner") for row in delegated if row.level == ACCEPT}
    return {
        "name": words(one.name),
        "gives": None,
        "situation": None,
        "page": None,
        "handled_by": words(known.by),
        "channels": [name for name in ("online", "window", "kiosk", "partner", "post", "hospital") if name in accepted],
        "materials_before": [words(paper) for paper in (*known.bring, *known.before)],
        "materials_after": [words(paper) for paper in known.bring],
        "materials": [],
        "questions": [],
        "fee": f"{known.fee:.2f}" if known.fee is not None else None,
        "limit_days": known.days,
        "basis": [{"key": None, "citation": words(known.basis)}],
        "confidence": known.confidence,
        "decided_by": None,
        "opened_by_office_only": False,
        "makes_card": False,
        "since": known.since.isoformat() if known.since else None,
        "until": None,
        "checked_until": elsewhere.checked_until().isoformat(),
    }


def _was_a_paper(material: Material) -> bool:
    """What is waived, and what somebody might still bring: the rest was always the office's own to look up."""
    return material.key != "identity" and (material.waived or bool(material.brought_by))


def _questions(one: Service) -> list[Question]:
    return [*one.questions, DELIVERY, ADDRESS] if one.delivers else list(one.questions)


def _material(material: Material) -> dict[str, Any]:
    return {
        "key": material.key,
        "name": words(material.name),
        "why": words(material.why),
        "article": material.article,
        "holder": None if material.waived else words(evidence.holder(material)),
        "core": material.core,
        "waived": material.waived,
        "may_be_brought": may_be_brought(material),
    }


def _kind(kind: IdOnlyKind) -> dict[str, Any]:
    return {
        "number": kind.number,
        "name": words(kind.name),
        "codes": list(kind.services),
        "evidence": kind.evidence,
        "reconstructed": True,  # the number 18 is published, no list is
        "since": kind.since.isoformat(),
        "until": kind.until.isoformat() if kind.until else None,
        "checked_until": shipped().checked_until.isoformat(),
    }


def _view(one: View) -> dict[str, Any]:
    return {
        "region": one.region,
        "level": one.level,
        "name": words(one.name),
        "codes": sorted(one.services),
        "reconstructed": True,  # the figure is published, no list is
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
