"""What can be started, in the order in which people look for it."""

from typing import Any

from django.urls import reverse

from tongban.casework import offered
from tongban.casework.catalogue import SITUATIONS, Service

MOST_USED = 4
ICONS = {
    "lost": "licence",
    "due": "clock",
    "changed": "phone",
    "later": "clock",
    "proof": "qr",
    "vehicle": "licence",
    "classes": "person",
}


def startable(services: list[Service], page: str) -> dict[str, Any]:
    """What can be started: the most used first, then everything by what brings a person here."""
    jobs = {one.code: _job(one, page) for one in services if not one.origin_only_office}
    used = [jobs[code] for code in offered.most_used() if code in jobs][:MOST_USED]
    situations = [
        {"name": name, "jobs": [jobs[one.code] for one in services if one.situation == key and one.code in jobs]}
        for key, name in SITUATIONS.items()
    ]
    return {
        "used": used or list(jobs.values())[:MOST_USED],
        "situations": [one for one in situations if one["jobs"]],
    }


def _job(service: Service, page: str) -> dict[str, Any]:
    return {
        "name": service.name,
        "detail": service.gives,
        "href": reverse(page, args=[service.code]),
        "icon": ICONS.get(service.situation, "document"),
    }
