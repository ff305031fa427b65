"""The materials of a case as pages show them: looked up, brought, promised, needed, or not asked for any more."""

from tongban.casework import evidence
from tongban.casework.catalogue import Material, Service
from tongban.casework.models import Evidence
from tongban.casework.types import EvidenceView
from tongban.core import sealed
from tongban.law.text import Text

GROUPS = {
    "fetched": "looked_up",
    "on_file": "looked_up",
    "promised": "promised",
    "shown": "brought",
    "uploaded": "brought",
}


def evidence_views(service: Service, rows: dict[str, Evidence]) -> list[EvidenceView]:
    """Every material of a service as a page shows it, given what is held."""
    views = []
    for material in service.materials:
        row = rows.get(material.key)
        if row is None and material.asked_if:
            continue  # this case does not need it
        views.append(
            EvidenceView(
                key=material.key,
                name=material.name,
                why=material.why,
                article=material.article,
                group="waived" if material.waived else GROUPS.get(row.state if row else "", "needed"),
                partner=None if material.waived else evidence.holder(material, row),
                obtained_at=row.obtained_at if row else None,
                seconds=row.seconds if row else 0.0,
                due_on=row.due_on if row else None,
                summary=_told(material, row) or material.wait_text,
            )
        )
    return views


def _told(material: Material, row: Evidence | None) -> Text | None:
    """What the answer itself tells the person, where it does."""
    if row is None or material.says is None or not row.content:
        return None
    return material.says(sealed.unpack(row.content))
