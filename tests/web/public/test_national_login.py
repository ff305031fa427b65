"""Signing in with the national identity, against a provider of other make and against one that misbehaves."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.auth import authenticate
from django.core.cache import cache
from django.http import HttpRequest
from django.test import Client
from tests import builders
from tests.conftest import PROJECT, free_port, wait_until_answers
from tests.people.builders import PASSWORD, PHONE, an_account, population
from tests.people.builders import identity_number as number_of

from tongban.core import clock
from tongban.people import queries

NAME, BORN = "王小明", date(1980, 5, 17)
OTHER_MAKE = PROJECT / ".tongban" / "oidc"
PACKAGE = "oidc-provider-mock==0.3.4"
START, BACK = "/login/national/", "/login/national/back/"
IN_DATABASE = pytest.mark.django_db


@pytest.fixture(scope="session")
def other_make() -> Iterator[str]:
    """A provider of other make, in a virtual environment of its own that is made on first use."""
    python = OTHER_MAKE / "bin" / "python"
    made = [[sys.executable, "-m", "venv", OTHER_MAKE], [python, "-m", "pip", "install", "-q", PACKAGE]]
    if not (OTHER_MAKE / "bin" / "oidc-provider-mock").exists():
        for command in made:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                pytest.skip(f"The provider of other make could not be installed: {done.stderr[-300:]}")
    port = free_port()
    process = subprocess.Popen([OTHER_MAKE / "bin" / "oidc-provider-mock", "-p", str(port), "-n", "true"])
    wait_until_answers(f"http://127.0.0.1:{port}/.well-known/openid-configuration")
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(timeout=10)


class Crooked:
    """A provider that says what a test tells it to, in the way it is told to."""

    def __init__(self) -> None:
        self.key = self.published = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.claims: dict[str, Any] = {"sub": "s1", "identity_number": number_of(), "name": NAME, "acr": "face"}
        self.info: dict[str, Any] = {}
        self.token_status, self.algorithm, self.nonce, self.codes = 200, "RS256", "", {"good"}
        crooked = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                crooked.answer(self)

            def do_POST(self) -> None:
                self.form = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
                crooked.answer(self)

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def answer(self, request: Any) -> None:
        status, said = 200, {}
        match request.path:
            case "/.well-known/openid-configuration":
                said = {"issuer": self.issuer, **{
                    f"{name}_endpoint": f"{self.issuer}/{name}" for name in ("authorization", "token", "userinfo")
                }, "jwks_uri": f"{self.issuer}/keys"}  # fmt: skip
            case "/keys":
                said = {"keys": [jwt.algorithms.RSAAlgorithm.to_jwk(self.published.public_key(), as_dict=True)]}
            case "/token":
                known = request.form["code"][0] in self.codes
                self.codes -= set(request.form["code"])
                status = self.token_status if known else 400
                said = {"access_token": "a", "id_token": self.token()}
            case "/userinfo":
                said = self.info
        body = httpx.Response(status, json=said).content
        request.send_response(status)
        request.send_header("content-type", "application/json")
        request.end_headers()
        request.wfile.write(body)

    def token(self) -> str:
        now = clock.now()
        claims = {
            "iss": self.issuer,
            "aud": "tongban",
            "iat": now,
            "exp": now + timedelta(minutes=5),
            "nonce": self.nonce,
        }
        return jwt.encode({**claims, **self.claims}, self.key if self.algorithm != "none" else None, self.algorithm)


@pytest.fixture
def crooked(settings: Any) -> Iterator[Crooked]:
    provider = Crooked()
    configured(settings, provider.issuer)
    yield provider
    provider.server.shutdown()
    provider.server.server_close()


def configured(settings: Any, issuer: str) -> None:
    settings.TONGBAN_OIDC = {
        "issuer": issuer, "client_id": "tongban", "client_secret": "secret", "direct": True,
        "levels": {"face": 1, "window": 2},
    }  # fmt: skip


def someone(name: str = NAME) -> Any:
    return builders.people.register_person(
        identity_number=number_of(), name=name, actor=builders.TEST, cause="test", address="世纪大道1号"
    )


def comes_back(client: Client, provider: Crooked, code: str = "good") -> Any:
    """The person is sent to the crooked provider and comes back with a code."""
    asked = parse_qs(urlsplit(client.get(START)["location"]).query)
    provider.nonce = provider.nonce or asked["nonce"][0]
    return client.get(BACK, {"code": code, "state": asked["state"][0]})


def agrees(other_make: str, address: str) -> str:
    """The person agrees on the page of the provider of other make; returns where it sends them, without the host."""
    known = {"identity_number": number_of(), "name": NAME, "acr": "face"}
    httpx.put(f"{other_make}/users/u1", json=known, trust_env=False).raise_for_status()
    back = urlsplit(httpx.post(address, data={"sub": "u1"}, trust_env=False).headers["location"])
    return f"{back.path}?{back.query}"


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@IN_DATABASE
def test_the_button_is_there_only_where_a_provider_is_configured(client: Client, settings: Any) -> None:
    assert START not in client.get("/account/login/").content.decode()
    assert client.get(START).status_code == 404
    configured(settings, "http://127.0.0.1:9")
    assert START in client.get("/account/login/").content.decode()


@IN_DATABASE
def test_a_person_signs_in_through_a_provider_of_other_make(client: Client, settings: Any, other_make: str) -> None:
    configured(settings, other_make)
    person = someone()
    answered = agrees(other_make, client.get(START)["location"])
    answer = client.get(answered)
    assert (answer.status_code, answer["location"]) == (302, "/me/")
    assert NAME in client.get("/me/").content.decode()
    assert queries.get_person(person).assurance == 1
    assert client.get(answered).status_code == 400, "the same answer a second time is nobody's"


@IN_DATABASE
def test_a_nonce_of_another_log_in_is_refused_by_what_the_other_make_answers(
    client: Client, settings: Any, other_make: str
) -> None:
    configured(settings, other_make)
    someone()
    address = httpx.URL(client.get(START)["location"]).copy_merge_params({"nonce": "stolen"})
    assert client.get(agrees(other_make, str(address))).status_code == 502
    assert not is_in(client)


@IN_DATABASE
def test_the_honest_answer_of_the_crooked_provider_is_believed(client: Client, crooked: Crooked) -> None:
    """So that each crookedness below means something."""
    someone()
    assert comes_back(client, crooked)["location"] == "/me/"
    assert is_in(client)


LIES: dict[str, dict[str, Any]] = {
    "a nonce of another log-in": {"nonce": "another"},
    "for another client": {"claims": {"aud": "another"}},
    "for several, authorized for another": {"claims": {"aud": ["tongban", "another"], "azp": "another"}},
    "of another issuer": {"claims": {"iss": "http://elsewhere"}},
    "over": {"claims": {"exp": 1}},
    "without an end": {"claims": {"exp": None}},
    "without a name": {"claims": {"name": None}},
    "with a number that is a list": {"claims": {"identity_number": ["1"]}},
    "not signed": {"algorithm": "none"},
    "signed with a key it does not publish": {"key": rsa.generate_private_key(public_exponent=65537, key_size=2048)},
    "number from user information about somebody else": {
        "claims": {"identity_number": None}, "info": {"sub": "s2", "identity_number": number_of(), "name": NAME},
    },
}  # fmt: skip


@IN_DATABASE
@pytest.mark.parametrize("lie", LIES)
def test_what_cannot_be_trusted_signs_nobody_in(client: Client, crooked: Crooked, lie: str) -> None:
    someone()
    for name, value in LIES[lie].items():
        setattr(crooked, name, {**crooked.claims, **value} if name == "claims" else value)
    crooked.claims = {name: value for name, value in crooked.claims.items() if value is not None}
    if lie == "without an end":
        crooked.token = lambda: jwt.encode(  # type: ignore[method-assign]
            {"iss": crooked.issuer, "aud": "tongban", "iat": clock.now(), "nonce": crooked.nonce, **crooked.claims},
            crooked.key, "RS256",
        )  # fmt: skip
    answer = comes_back(client, crooked)
    assert answer.status_code == 502 and "不可信" in answer.content.decode()
    assert not is_in(client)


@IN_DATABASE
def test_a_provider_that_fails_or_is_down_is_named_and_the_password_offered(client: Client, crooked: Crooked) -> None:
    someone()
    crooked.token_status = 503
    answer = comes_back(client, crooked)
    assert answer.status_code == 503 and "/account/login/" in answer.content.decode()
    crooked.server.server_close()
    crooked.server.shutdown()
    cache.clear()
    assert client.get(START).status_code == 503


@IN_DATABASE
def test_a_code_is_good_once_and_an_answer_belongs_to_the_browser_that_asked(client: Client, crooked: Crooked) -> None:
    someone()
    comes_back(client, crooked)
    thief = Client()
    assert comes_back(thief, crooked).status_code == 502, "the provider refuses a used code"
    state = parse_qs(urlsplit(client.get(START)["location"]).query)["state"][0]
    assert Client().get(BACK, {"code": "good", "state": state}).status_code == 400, "nothing was begun here"
    crooked.codes.add("good")
    client.get(START)
    assert client.get(BACK, {"code": "good", "state": "another"}).status_code == 502
    assert not is_in(thief)


@IN_DATABASE
def test_another_persons_number_does_not_open_their_account(client: Client, crooked: Crooked) -> None:
    person = someone("李四")
    answer = comes_back(client, crooked)
    assert answer.status_code == 400 and "不一致" in answer.content.decode()
    assert not is_in(client) and queries.account_of_person(person) is None


@IN_DATABASE
def test_a_level_that_is_too_low_says_so_and_a_lower_one_takes_nothing_away(client: Client, crooked: Crooked) -> None:
    person = someone()
    builders.an_account(person)
    builders.people.verify_at_window(person_id=person, actor=builders.TEST)
    crooked.claims["acr"] = "password"
    assert comes_back(client, crooked).status_code == 403
    crooked.codes.add("good")
    crooked.nonce, crooked.claims["acr"] = "", "face"
    assert comes_back(client, crooked)["location"] == "/me/"
    assert queries.get_person(person).assurance == 2


@IN_DATABASE
def test_what_a_stranger_had_opened_in_somebodys_name_is_the_strangers_no_more(
    client: Client, crooked: Crooked
) -> None:
    opened = an_account(name=NAME, phone=PHONE, population=population(NAME))
    assert comes_back(client, crooked)["location"] == "/me/"
    assert queries.account_of_person(opened.person_id) == opened.account_id
    assert queries.phone_number(opened.person_id) == ""
    account = builders.Account.objects.get(pk=opened.account_id)
    assert authenticate(HttpRequest(), username=account.username, password=PASSWORD) is None
    assert queries.get_person(opened.person_id).assurance == 1


def test_somebody_new_gets_an_account_where_the_population_register_knows_them(
    city: Any, client: Client, crooked: Crooked
) -> None:
    facts = {"name": NAME, "sex": "1", "born": BORN.isoformat(), "region": "310115", "address": "新来路8号"}
    assert comes_back(client, crooked).status_code == 400, "nobody knows this number"
    city.control("PUT", f"people/{number_of()}", {"person": {**facts, "name": "别人"}})
    crooked.codes.add("good")
    crooked.nonce = ""
    assert comes_back(client, crooked).status_code == 400, "the register knows another name"
    city.control("PUT", f"people/{number_of()}", {"person": facts})
    crooked.codes.add("good")
    crooked.nonce = ""
    assert comes_back(client, crooked)["location"] == "/me/"
    assert NAME in client.get("/me/").content.decode()


@IN_DATABASE
def test_nothing_the_provider_said_is_kept(client: Client, crooked: Crooked) -> None:
    someone()
    comes_back(client, crooked)
    assert set(client.session.keys()) == {"_auth_user_id", "_auth_user_backend", "_auth_user_hash"}
