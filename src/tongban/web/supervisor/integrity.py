"""Do the entries still fit their seals, and the root of an old receipt?"""

import re
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from tongban.core import clock, sealing
from tongban.core.errors import BadInput
from tongban.law.text import Text
from tongban.web import forms
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff

ROOT = re.compile(r"(?:([0-9]{1,18}):)?([0-9a-fA-F]{64})")
BAD_ROOT = Text(
    zh="根是 64 位十六进制数，前面可以有“条数:”。", en='A root has 64 hexadecimal digits, "SIZE:" may stand before it.'
)


@staff("supervision")
def integrity(request: Request) -> HttpResponse:
    """Verify on demand: every entry is read again, so it takes as long as the log is."""
    context = frame.page(request, "integrity", report=None, seals=sealing.roots(limit=10), values=request.POST)
    if request.method != "POST":
        return render(request, "supervisor/integrity.html", context)
    try:
        roots = _roots(request.POST.get("root", ""))
    except BadInput as error:
        return forms.show_errors(request, "supervisor/integrity.html", context, error)
    return render(request, "supervisor/integrity.html", context | {"report": _report(sealing.verify(roots))})


def _roots(typed: str) -> list[tuple[int | None, str]]:
    """The root of a receipt, with its size where it stands there; none where nothing was typed."""
    given = "".join(typed.split())
    if not given:
        return []
    read = ROOT.fullmatch(given)
    if read is None:
        raise BadInput("root", BAD_ROOT)
    return [(int(read[1]) if read[1] else None, read[2].lower())]


def _report(found: sealing.Report) -> dict[str, Any]:
    return {
        "ok": found.ok,
        "entries": found.size,
        "root_hex": found.root,
        "checked_at": clock.now(),
        "findings": [{"what": problem, "entry": ""} for problem in found.problems],
    }
