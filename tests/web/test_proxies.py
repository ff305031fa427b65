"""Behind a proxy: limits count by person where the proxy is trusted, and nobody makes up an address."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from tongban.web import proxies
from tongban.web.public.pages import TRIES_PER_MINUTE

PROXY, PERSON, OTHER = "10.0.0.7", "203.0.113.5", "203.0.113.6"


def seen(setting: str, nearest: str, header: str | None) -> str:
    """The address the product works with."""
    kept: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        kept.append(str(request.META["REMOTE_ADDR"]))
        return HttpResponse()

    middleware = proxies.ForwardedMiddleware(view)
    middleware.trusted = proxies.networks(setting)
    told = {} if header is None else {"HTTP_X_FORWARDED_FOR": header}
    middleware(RequestFactory().get("/", REMOTE_ADDR=nearest, **told))
    return kept[0]


@pytest.mark.parametrize(
    ("setting", "nearest", "header", "address"),
    [
        ("", PROXY, PERSON, PROXY),
        (PROXY, PERSON, OTHER, PERSON),
        (PROXY, PROXY, PERSON, PERSON),
        (PROXY, PROXY, f"{OTHER}, {PERSON}", PERSON),
        ("10.0.0.0/8", PROXY, f"{OTHER}, {PERSON}, 10.9.9.9", PERSON),
        (PROXY, PROXY, None, PROXY),
        (PROXY, PROXY, "", PROXY),
        (PROXY, PROXY, f"{PERSON}, unknown", PROXY),
        (PROXY, PROXY, "unknown, " + PERSON, PERSON),
        ("::1, 10.0.0.7", "::1", "2001:db8::9", "2001:db8::9"),
        (PROXY, PROXY, f"::ffff:{PERSON}", PERSON),
    ],
)
def test_only_a_trusted_proxy_says_whose_request_it_is(
    setting: str, nearest: str, header: str | None, address: str
) -> None:
    assert seen(setting, nearest, header) == address


def test_a_setting_that_is_no_address_is_refused_at_start() -> None:
    with pytest.raises(ImproperlyConfigured, match="TONGBAN_PROXIES"):
        proxies.networks("the proxy")


@pytest.mark.django_db
def test_a_made_up_header_does_not_escape_the_limit_of_public_forms() -> None:
    client, address = Client(), reverse("public:progress")
    for number in range(TRIES_PER_MINUTE):
        client.post(address, {"number": "1", "last4": "1"}, headers={"x-forwarded-for": f"198.51.100.{number}"})
    answer = client.post(address, {"number": "1", "last4": "1"}, headers={"x-forwarded-for": "198.51.100.99"})
    assert "查询太频繁" in answer.content.decode()
