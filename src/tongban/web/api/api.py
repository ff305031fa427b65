"""The endpoints, and the description of them that partners build on."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from ninja import Body, Header, NinjaAPI, Path, Query
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.responses import Status

from tongban.core.errors import TongbanError
from tongban.outlets.types import EVIDENCE, START, STATUS
from tongban.web.api import cases, errors, learners, shown
from tongban.web.api import catalogue as books
from tongban.web.api.auth import Bearer
from tongban.web.api.schemas import (
    CODE,
    CURSOR,
    NUMBER,
    Case,
    Cases,
    Catalogue,
    GivenEvidence,
    Item,
    Learner,
    Learners,
    MoreAnswers,
    NewCase,
    Problem,
)

DESCRIPTION = (
    "Start cases, add evidence, read where a case stands. Every error is problem details (RFC 9457) with a permanent "
    "code. See docs/api.md."
)
PREFIX = "/api/v1/"
PROBLEM = "application/problem+json"
READ, WRITE = (400, 401, 403, 404, 429), (400, 401, 403, 404, 409, 413, 415, 429)
Number = Annotated[str, Path(..., pattern=NUMBER)]
NEXT = {"getCase": "number", "withdrawCase": "number", "answerCase": "number", "addEvidence": "number"}
LINKS = {
    name: {"operationId": name, "parameters": {member: f"$response.body#/{member}"}} for name, member in NEXT.items()
}


class Api(NinjaAPI):
    """Ninja's own description, with the media type that problems really have."""

    def get_openapi_schema(self, **where: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=PREFIX)
        for methods in schema["paths"].values():
            for operation in methods.values():
                _as_problems(operation["responses"])
        return schema


def _as_problems(responses: dict[Any, Any]) -> None:
    for status, response in responses.items():
        if int(status) >= 400 and "content" in response:
            response["content"] = {PROBLEM: response["content"].pop("application/json")}


api = Api(title="Tongban partner API", version="1", description=DESCRIPTION, docs_url=None, urls_namespace="api")
api.exception_handler(TongbanError)(errors.of_domain)
api.exception_handler(ValidationError)(errors.of_form)
api.exception_handler(HttpError)(errors.of_frame)


def _answers(success: dict[int, Any], problems: tuple[int, ...]) -> dict[int, Any]:
    return {**success, **dict.fromkeys(problems, Problem)}


@api.get("/catalogue", auth=None, operation_id="getCatalogue", response=_answers({200: Catalogue, 304: None}, (400,)))
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every item of the catalogue today. Answers 304 where If-None-Match names the version you hold."""
    return _versioned(request, books.catalogue())


@api.get(
    "/catalogue/{code}", auth=None, operation_id="getService", response=_answers({200: Item, 304: None}, (400, 404))
)
def service(request: HttpRequest, code: Annotated[str, Path(..., pattern=CODE)]) -> HttpResponse:
    """One item: names, basis, materials, fee, limit, questions, where it may be applied for, or who handles it."""
    return _versioned(request, books.item(code))


def _versioned(request: HttpRequest, content: dict[str, Any]) -> HttpResponse:
    etag = f'"{content["version"]}"'
    response = HttpResponse(books.as_bytes(content), content_type="application/json")
    response["etag"] = etag
    response["cache-control"] = "public, max-age=60"
    return get_conditional_response(request, etag=etag, response=response) or response


@api.post(
    "/cases",
    auth=Bearer(START),
    operation_id="startCase",
    response=_answers({201: Case}, WRITE),
    openapi_extra={"responses": {201: {"links": LINKS}}},
)
def start_case(
    request: HttpRequest,
    response: HttpResponse,
    wish: Body[NewCase],
    key: Annotated[str, Header(..., alias="Idempotency-Key", min_length=1, max_length=200)],
) -> Any:
    """Start a case. The same key and body again get the same case; an open question leaves it a draft."""
    number = cases.start(request.auth, key, request.body, wish)  # type: ignore[attr-defined]
    response["location"] = f"/api/v1/cases/{number}"
    return Status(201, _case(request, number))


@api.get("/cases", auth=Bearer(STATUS), operation_id="listCases", response=_answers({200: Cases}, READ))
def list_cases(
    request: HttpRequest,
    cursor: Annotated[str, Query(pattern=f"{CURSOR}|^$")] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Any:
    """The cases your outlet began, newest first."""
    rows, following = cases.page(request.auth, cursor, limit)  # type: ignore[attr-defined]
    return {"cases": [shown.line(row) for row in rows], "next": following}


@api.get("/cases/{number}", auth=Bearer(STATUS), operation_id="getCase", response=_answers({200: Case}, READ))
def get_case(request: HttpRequest, number: Number) -> Any:
    """Where a case stands. The person can read that you looked."""
    return _case(request, number)


@api.post(
    "/cases/{number}/answers", auth=Bearer(START), operation_id="answerCase", response=_answers({200: Case}, WRITE)
)
def answer_case(request: HttpRequest, number: Number, more: Body[MoreAnswers]) -> Any:
    """Answer open questions of a draft; once none is left it is sent."""
    cases.add_answers(request.auth, number, more.answers, more.delivery)  # type: ignore[attr-defined]
    return _case(request, number)


@api.put(
    "/cases/{number}/evidence/{material}",
    auth=Bearer(EVIDENCE),
    operation_id="addEvidence",
    response=_answers({200: Case}, WRITE),
)
def add_evidence(
    request: HttpRequest,
    number: Number,
    material: Annotated[str, Path(..., pattern="^[a-z_]{1,20}$")],
    brought: Body[GivenEvidence],
) -> Any:
    """Add evidence your outlet may vouch for: a portrait anywhere, an examination at a hospital."""
    cases.add_evidence(request.auth, number, material, brought.content)  # type: ignore[attr-defined]
    return _case(request, number)


@api.post(
    "/cases/{number}/withdrawal", auth=Bearer(START), operation_id="withdrawCase", response=_answers({200: Case}, WRITE)
)
def withdraw_case(request: HttpRequest, number: Number) -> Any:
    """Take a case back before it is decided."""
    cases.withdraw(request.auth, number)  # type: ignore[attr-defined]
    return _case(request, number)


@api.get("/learners", auth=Bearer(STATUS), operation_id="listLearners", response=_answers({200: Learners}, READ))
def list_learners(
    request: HttpRequest,
    after: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Any:
    """The learners who name your driving school now. Each of them can read that you looked."""
    found, following = learners.page(request.auth, after, limit)  # type: ignore[attr-defined]
    return {"learners": found, "next": following}


@api.get("/learners/{learner}", auth=Bearer(STATUS), operation_id="getLearner", response=_answers({200: Learner}, READ))
def get_learner(request: HttpRequest, learner: UUID) -> Any:
    """One of them. Who names another school, or nobody, does not exist."""
    return learners.one(request.auth, learner)  # type: ignore[attr-defined]


def _case(request: HttpRequest, number: str) -> dict[str, Any]:
    client = request.auth  # type: ignore[attr-defined]
    return shown.case(cases.look_at(client, number), client.outlet_kind)
