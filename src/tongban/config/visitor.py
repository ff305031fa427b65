"""A person outside: a browser that keeps cookies, and a phone with a key. Of the product it knows only pages."""

import base64
import html
import json
import re
from typing import Any

import httpx
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

PATIENCE_SECONDS = 30.0
SCALAR_BYTES = 32  # of a number on P-256
MOST_REDIRECTS = 5


class StepFailed(Exception):
    """A step of the story did not come out as it should; says which and why."""

    def __init__(self, step: str, why: str) -> None:
        super().__init__(f"{step}: {why}")
        self.step, self.why = step, why


def browser(web: str) -> httpx.Client:
    """A browser for one website; no proxy of the environment is asked."""
    return httpx.Client(base_url=web, timeout=PATIENCE_SECONDS, trust_env=False)


class Citizen:
    """A person with a browser for the product, one for the bank, and a phone.

    A benchmark gives leaner browsers; they need `get` and `post` as httpx has them.
    """

    def __init__(self, web: str, client: Any = None, elsewhere: Any = None) -> None:
        self.web = web
        self.client = client or browser(web)
        self.elsewhere = elsewhere or browser("")
        self.key = ec.generate_private_key(ec.SECP256R1())

    def page(self, address: str, step: str) -> str:
        """Open a page; anything but 200 after redirects fails the step with the page's own words."""
        return self.follow(self.client.get(address), step)

    def post(self, address: str, fields: dict[str, str], step: str, *, shown: str) -> Any:
        """Send the form of the page that was shown, with its token and key; return the answer, not yet followed."""
        hidden = dict(re.findall(r'name="(csrfmiddlewaretoken|key)" value="([^"]*)"', shown))
        answer = self.client.post(address, data={**hidden, **fields}, headers={"referer": self.web + address})
        if not answer.is_redirect:
            check_ok(answer, step)
        return answer

    def follow(self, answer: Any, step: str) -> str:
        """The page that an answer leads to."""
        for _ in range(MOST_REDIRECTS):
            if not answer.is_redirect:
                break
            answer = self.client.get(answer.headers["location"])
        check_ok(answer, step)
        return str(answer.text)

    def prove_key(self, challenge: str) -> dict[str, str]:
        """The fields that bind this phone: its public key, and the challenge signed with the private half."""
        r, s = decode_dss_signature(self.key.sign(challenge.encode(), ec.ECDSA(hashes.SHA256())))
        proof = r.to_bytes(SCALAR_BYTES, "big") + s.to_bytes(SCALAR_BYTES, "big")
        return {"jwk": json.dumps(jwk_of(self.key)), "proof": _base64url(proof)}


def check_ok(answer: Any, step: str) -> None:
    """Fail the step with the page's own words unless the answer is a page."""
    if answer.status_code != httpx.codes.OK:
        raise StepFailed(step, f"{answer.request.url.path} answered {answer.status_code}: {words(answer.text)}")


def words(page: str) -> str:
    """The words of a page's main part, for an error message."""
    main = page.partition("<main")[2].partition("</main>")[0].partition(">")[2] or page
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))).strip()[:300]


def timeline(page: str) -> list[tuple[str, str]]:
    """What a case's page says has happened: words and instant, oldest first."""
    part = page.partition('<ol class="timeline">')[2].partition("</ol>")[0]
    rows = re.findall(r'<li[^>]*>(.*?)(?:<time datetime="([^"]*)".*?)?</li>', part, re.DOTALL)
    return [(html.unescape(re.sub(r"<[^>]+>", "", said)).strip(), at) for said, at in rows]


def jwk_of(key: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    """The public half of a phone's key as the product takes it."""
    numbers = key.public_key().public_numbers()
    x, y = (number.to_bytes(SCALAR_BYTES, "big") for number in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": _base64url(x), "y": _base64url(y)}


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
