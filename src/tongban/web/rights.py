"""Who may open a page: decorators that say it beside the view, and that a test walks."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from tongban.core import clock
from tongban.core.actor import CONFIGURE, SEE, Actor
from tongban.core.errors import NotAllowed, NotFound
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.outlets.types import OutletKind
from tongban.people import queries as people
from tongban.web.request import Request

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Anybody."""
    view.right = "public"  # type: ignore[attr-defined]
    return view


def _home_of(actor: Actor) -> str:
    """Where somebody who works here begins: at the desk, at the school's learners, or with their own passes."""
    if actor.kind == "staff":
        return "desk:search"
    own = outlets.find_outlet(actor.office) if actor.office else None
    return "school:learners" if own and own.kind is OutletKind.DRIVING_SCHOOL else "training:mine"


def account_holder(view: View) -> View:
    """A citizen who is signed in, even one whose face nobody has compared yet."""

    @wraps(view)
    def checked(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.actor.kind != "citizen":
            return HttpResponseRedirect(reverse(_home_of(request.actor)))
        return view(request, *args, **kwargs)

    checked.right = "citizen"  # type: ignore[attr-defined]
    return checked


def citizen(view: View) -> View:
    """A citizen who is signed in and known to be their person, for their own things.

    Before the comparison of faces has passed an account is nobody's: such a citizen is told what is missing.
    """

    @wraps(view)
    def checked(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.actor.person_id is None:
            return HttpResponseRedirect(reverse("citizen:identity"))
        return view(request, *args, **kwargs)

    return account_holder(checked)


def staff(*posts: str) -> Callable[[View], View]:
    """Staff with a second factor who hold one of the posts (any, where none is named)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if request.actor.kind != "staff":
                raise NotFound(Text(zh="没有这个页面。", en="There is no such page."))
            if not (settings.TONGBAN_DEMO or people.has_second_factor(request.user.pk)):
                return HttpResponseRedirect(reverse("mfa_activate_totp"))
            if posts and not request.actor.posts & set(posts):
                raise NotAllowed(
                    Text(
                        zh="您的岗位不能打开这个页面。工作需要的，请本单位负责人授权。",
                        en="Your post does not open this page. If your work needs it, ask whoever grants rights here.",
                    )
                )
            return view(request, *args, **kwargs)

        checked.right = "staff:" + ",".join(sorted(posts))  # type: ignore[attr-defined]
        return checked

    return decorate


def school(view: View) -> View:
    """Staff of a driving school that is open, with a second factor, who may see what their school sees."""

    @wraps(view)
    def checked(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        actor = request.actor
        own = outlets.find_outlet(actor.office) if actor.kind == "partner" and actor.office else None
        if (
            own is None
            or own.kind is not OutletKind.DRIVING_SCHOOL
            or (own.closed_on and own.closed_on <= clock.today())
        ):
            raise NotFound(Text(zh="没有这个页面。", en="There is no such page."))
        if not (settings.TONGBAN_DEMO or people.has_second_factor(request.user.pk)):
            return HttpResponseRedirect(reverse("mfa_activate_totp"))
        if not actor.may(SEE, office=actor.office):
            raise NotAllowed(
                Text(
                    zh="您还没有查看学员的权限，请联系车辆管理所。",
                    en="You may not see learners yet. Ask the vehicle administration office.",
                )
            )
        return view(request, *args, **kwargs)

    checked.right = "school"  # type: ignore[attr-defined]
    return checked


def works(view: View) -> View:
    """Whoever works at an office or at a partner's service point, with a second factor, for their own things."""

    @wraps(view)
    def checked(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.actor.kind not in ("staff", "partner"):
            raise NotFound(Text(zh="没有这个页面。", en="There is no such page."))
        if not (settings.TONGBAN_DEMO or people.has_second_factor(request.user.pk)):
            return HttpResponseRedirect(reverse("mfa_activate_totp"))
        return view(request, *args, **kwargs)

    checked.right = "work"  # type: ignore[attr-defined]
    return checked


def configures(view: View) -> View:
    """Staff with a second factor who hold the power to configure somewhere; what and where, each verb checks."""

    @wraps(view)
    def checked(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if not any(grant.power == CONFIGURE for grant in request.actor.grants):
            raise NotAllowed(Text(zh="您没有管理设置的权限。", en="You may not configure anything."))
        return view(request, *args, **kwargs)

    guarded = staff()(checked)
    guarded.right = "configure"  # type: ignore[attr-defined]
    return guarded
