"""Which address leads where."""

from urllib.parse import urlsplit

from . import control, questions
from .http import Request, Response
from .keys import KEYS_PATH
from .pages import cashier, routes
from .problems import Problem
from .store import dump
from .world import PARTNERS, World


async def answer(world: World, request: Request) -> Response | None:
    """Answer any request; None has the connection cut."""
    first, _, rest = request.path[1:].partition("/")
    try:
        if request.path == "/payment/cashier":
            return await cashier.answer(world, request)
        if first in PARTNERS and rest:
            return await questions.answer(world, request, first, rest)
        if request.path == "/healthz":
            return Response(200, b'{"ok":true}')
        if request.path == KEYS_PATH:
            return Response(200, dump(world.keys.published()).encode(), headers={"cache-control": "max-age=60"})
        _refuse_other_sites(request)
        if first == "control":
            return await control.answer(world, request)
        return await routes.answer(world, request)
    except Problem as problem:
        return problem.response()


def _refuse_other_sites(request: Request) -> None:
    """A page of another site must not press the switches through a visitor's browser."""
    origin = request.headers.get("origin", "")
    if origin and urlsplit(origin).netloc != request.headers.get("host", ""):
        raise Problem(403, "other_site", "This address is not for pages of other sites.")
