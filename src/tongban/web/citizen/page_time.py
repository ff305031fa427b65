"""How much of a person's time an application takes: with our pages open, from the first one to sending.

Counted on the server: the time between a page and the next request for the same case, at most ten minutes a page (it
was left open). It stands in the session until the case is sent; then service, office, day and seconds are kept, and
nothing that says whose they were.
"""

from tongban.casework import preparing
from tongban.casework.types import CaseRow
from tongban.core import clock
from tongban.web.request import Request

SESSION = "page_time"
LONGEST_PAGE = 600.0


def tick(request: Request, case: CaseRow) -> None:
    """A page of a case that is not sent yet was opened, or came back."""
    known = request.session.get(SESSION, {})
    now = clock.now().timestamp()
    spent = 0.0
    if known.get("case") == case.number:
        spent = known["seconds"] + min(max(now - known["at"], 0.0), LONGEST_PAGE)
    request.session[SESSION] = {"case": case.number, "seconds": spent, "at": now}


def sent(request: Request, case: CaseRow) -> None:
    """The person has sent it: the sum is kept without the person, and the session forgets it."""
    known = request.session.pop(SESSION, {})
    if known.get("case") == case.number:
        preparing.keep_time(case_id=case.id, seconds=round(known["seconds"], 1))
