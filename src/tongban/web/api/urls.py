"""Addresses of the partner API, each behind the gate and with its right beside it."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, include, path, re_path
from ninja.openapi.urls import get_openapi_urls

from tongban.web.api import errors
from tongban.web.api.api import api
from tongban.web.api.auth import Bearer
from tongban.web.api.gate import guarded

app_name = "api"


def elsewhere(request: HttpRequest, rest: str) -> HttpResponse:
    """Any other address: a problem, not a page."""
    return errors.of_domain(request, errors.nowhere())


def _right(roles: dict[str, str]) -> str:
    """How the book's test reads who may come in: every method with its role, or anybody."""
    if not all(roles.values()):
        return "public"
    return "partner:" + ",".join(f"{method}={role}" for method, role in sorted(roles.items()))


def _roles(view: object) -> dict[str, str]:
    """The role each method of an address asks for, "" for none."""
    roles: dict[str, str] = {}
    for operation in view.operations:  # type: ignore[attr-defined]
        doors = [door for door in operation.auth_callbacks if isinstance(door, Bearer)]
        roles |= dict.fromkeys(operation.methods, doors[0].role if doors else "")
    return roles


def _patterns() -> list[URLPattern]:
    described = [guarded(pattern, "public") for pattern in get_openapi_urls(api)]
    found: dict[str, URLPattern] = {}
    for bound in api._get_bound_routers():
        views = [view for view in bound.path_operations.values() for _ in view.operations]
        for pattern, view in zip(bound.urls_paths(bound.prefix), views, strict=True):
            found.setdefault(str(pattern.pattern), guarded(pattern, _right(_roles(view))))
    return [*described, *found.values(), guarded(re_path(r"^(?P<rest>.*)$", elsewhere, name="elsewhere"), "public")]


urlpatterns = [path("v1/", include(_patterns()))]
