"""Signing in with the national identity (国家网络身份认证): an OpenID Connect client for one configured provider.

The authorization code flow with PKCE (RFC 7636). What begins stays in the caller's session as a `Begun`; what comes
back is believed only where state, issuer, audience, signature, time and nonce of the ID token are right and it names a
person. Nothing is kept: neither tokens nor the provider's claims. The setting TONGBAN_OIDC configures it; empty is off.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx
import jwt
from django.conf import settings
from django.core.cache import cache

from tongban.exchange.types import BadAnswer, ExchangeError, PartnerUnavailable
from tongban.law.text import Text

PARTNER = "national_login"
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
KEPT_SECONDS = 300  # configuration and keys of the provider
LEEWAY_SECONDS = 30
TIMEOUT = httpx.Timeout(5.0, connect=2.0)
DOWN = Text(
    zh="国家身份认证暂时没有答复。请稍后再试，或者用密码登录。",
    en="The national identity service does not answer just now. Try again later, or sign in with your password.",
)
WRONG = Text(
    zh="国家身份认证的答复不可信，没有采用。请重新登录。",
    en="The answer of the national identity service cannot be trusted and was not used. Please sign in again.",
)


@dataclass(frozen=True, slots=True)
class Provider:
    """What the setting TONGBAN_OIDC says. `levels` gives the assurance (1 or 2) for each value of `level_claim`."""

    issuer: str
    client_id: str
    client_secret: str = ""
    scope: str = "openid profile"
    number_claim: str = "identity_number"
    name_claim: str = "name"
    level_claim: str = "acr"
    levels: Mapping[str, int] = field(default_factory=dict)
    direct: bool = False  # not by the way out that the machine's variables name


@dataclass(frozen=True, slots=True)
class Begun:
    """A log-in that was begun: kept in the session, used once."""

    state: str
    nonce: str
    verifier: str

    def kept(self) -> dict[str, str]:
        """As it stands in the session."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom the provider vouches for, and how surely (0: it does not say)."""

    number: str
    name: str
    level: int


def provider() -> Provider | None:
    """The configured provider, None where there is none. Raises TypeError for a setting that is not understood."""
    return Provider(**settings.TONGBAN_OIDC) if settings.TONGBAN_OIDC else None


def begin(chosen: Provider, back: str) -> tuple[str, Begun]:
    """Where to send the person, and what has to be there when they come back. Raises ExchangeError."""
    begun = Begun(*(secrets.token_urlsafe(32) for _ in range(3)))
    challenge = base64.urlsafe_b64encode(hashlib.sha256(begun.verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code", "client_id": chosen.client_id, "redirect_uri": back, "scope": chosen.scope,
        "state": begun.state, "nonce": begun.nonce, "code_challenge": challenge, "code_challenge_method": "S256",
    }  # fmt: skip
    return f"{_configuration(chosen)['authorization_endpoint']}?{urlencode(asked)}", begun


def finish(chosen: Provider, back: str, begun: Begun, answer: Mapping[str, str]) -> Identity:
    """Who came back. Raises ExchangeError where the provider is silent or its answer cannot be trusted."""
    code = answer.get("code", "")
    if not code or not secrets.compare_digest(answer.get("state", ""), begun.state):
        raise _wrong("state or code is missing or another's")
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": begun.verifier}
    tokens = _json(chosen, "POST", _configuration(chosen)["token_endpoint"], data=form, auth=_auth(chosen))
    claims = _verified(chosen, str(tokens.get("id_token", "")), begun.nonce)
    if not claims.get(chosen.number_claim):
        claims = claims | _user_info(chosen, str(tokens.get("access_token", "")), claims["sub"])
    number, name = claims.get(chosen.number_claim), claims.get(chosen.name_claim)
    if not (isinstance(number, str) and isinstance(name, str) and number and name):
        raise _wrong("no number or no name")
    return Identity(number, name, int(chosen.levels.get(str(claims.get(chosen.level_claim, "")), 0)))


def _auth(chosen: Provider) -> tuple[str, str]:
    return chosen.client_id, chosen.client_secret


def _verified(chosen: Provider, token: str, nonce: str) -> dict[str, Any]:
    """The claims of an ID token of this provider, for us, of this log-in, and not over."""
    try:
        claims: dict[str, Any] = jwt.decode(
            token, _key(chosen, token), algorithms=ALGORITHMS, audience=chosen.client_id, issuer=chosen.issuer,
            leeway=LEEWAY_SECONDS, options={"require": ["exp", "iat", "aud", "iss", "sub"]},
        )  # fmt: skip
    except jwt.PyJWTError as error:
        raise _wrong(str(error)) from error
    if not secrets.compare_digest(str(claims.get("nonce", "")), nonce):
        raise _wrong("nonce of another log-in")
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != chosen.client_id:
        raise _wrong("authorized for somebody else")
    return claims


def _key(chosen: Provider, token: str) -> Any:
    """The provider's key that the token names; keys are read anew once where it names one we do not know."""
    wanted = jwt.get_unverified_header(token).get("kid")
    address = _configuration(chosen)["jwks_uri"]
    for fresh in (False, True):
        for key in jwt.PyJWKSet.from_dict(_kept(chosen, address, fresh)).keys:
            if wanted is None or key.key_id == wanted:
                return key
    raise jwt.InvalidKeyError("signed with a key the provider does not publish")


def _user_info(chosen: Provider, access_token: str, subject: str) -> dict[str, Any]:
    """More claims about the same subject. Raises BadAnswer for an answer about another."""
    headers = {"Authorization": f"Bearer {access_token}"}
    found = _json(chosen, "GET", _configuration(chosen)["userinfo_endpoint"], headers=headers)
    if found.get("sub") != subject:
        raise _wrong("user information about somebody else")
    return found


def _configuration(chosen: Provider) -> dict[str, Any]:
    found = _kept(chosen, f"{chosen.issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != chosen.issuer:
        raise _wrong("the configuration is another issuer's")
    return found


def _kept(chosen: Provider, address: str, fresh: bool = False) -> dict[str, Any]:
    key = f"oidc-{hashlib.sha256(address.encode()).hexdigest()}"
    found = None if fresh else cache.get(key)
    if found is None:
        found = _json(chosen, "GET", address)
        cache.set(key, found, KEPT_SECONDS)
    return dict(found)


def _json(chosen: Provider, method: str, address: str, **more: Any) -> dict[str, Any]:
    """One call; redirects are not followed. A refusal (4xx) means that the code, the client or the token is wrong."""
    try:
        answer = httpx.request(method, address, timeout=TIMEOUT, trust_env=not chosen.direct, **more)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise PartnerUnavailable(PARTNER, DOWN, detail=str(error)) from error
    if answer.status_code >= 500:
        raise PartnerUnavailable(PARTNER, DOWN, detail=f"{address}: {answer.status_code}")
    try:
        found = answer.json()
    except ValueError as error:
        raise _wrong("no JSON") from error
    if answer.status_code != 200 or not isinstance(found, dict):
        raise _wrong(f"{address}: {answer.status_code}")
    return found


def _wrong(detail: str) -> ExchangeError:
    return BadAnswer(PARTNER, WRONG, detail=detail)
