"""The electronic licence: shown, put on a phone, shown as a code."""

import json
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from tongban.core import clock
from tongban.core.errors import BadInput, NotFound
from tongban.core.law_book import book
from tongban.documents import actions as documents
from tongban.documents import queries as papers
from tongban.documents.jwk import public_key
from tongban.documents.mdoc import showcode
from tongban.law.rules import status
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.registers.drivers import queries as drivers
from tongban.registers.drivers.types import Driver
from tongban.services.driver import papers as licence_papers
from tongban.web import forms, shown
from tongban.web.base64url import decode
from tongban.web.request import Request
from tongban.web.rights import citizen

NO_PHONE = Text(
    zh="先把驾驶证添加到这部手机，再出示二维码。", en="Put the licence on this phone first, then show the code."
)
WRONG_PROOF = Text(
    zh="手机没有证明它持有这把密钥，请重试。", en="The phone did not prove that it holds the key. Please try again."
)
CONTACT = Text(
    zh="驾驶证状态不能出示，请联系发证机关。",
    en="The licence cannot be shown as it stands: contact the issuing office.",
)
CHALLENGE = "tongban.device-challenge"
SHOW = "?show=1"
SIGNATURE_BYTES = 64


@citizen
def licence(request: Request) -> HttpResponse:
    """The licence, what may be driven today, the phones; the code for showing where it is asked for (`?show=1`)."""
    driver = drivers.find_driver(request.actor.own_person)
    context: dict[str, Any] = {"here": "licence", "licence": None}
    if driver:
        context |= _licence_page(request, driver)
    return render(request, "citizen/licence.html", context)


def _licence_page(request: Request, driver: Driver) -> dict[str, Any]:
    actor = request.actor
    person, portrait = people.get_person(driver.person_id), papers.find_portrait(driver.id)
    devices = papers.devices_of(driver.person_id, actor)
    current = [one for one in papers.credentials_of(driver.person_id, actor) if one.revoked_at is None]
    may_be_shown = status.shown_as(driver.licence, clock.today(), book()).shown
    return {
        "licence": shown.licence_card(driver, person, portrait, clock.now()),
        "classes": shown.class_rows(driver.licence, driver.born),
        "qr": _code(driver, portrait, devices) if request.GET.get("show") else None,
        "show_href": SHOW if may_be_shown and current else "",
        "closed": NO_PHONE if may_be_shown else CONTACT,
        "closed_tone": "" if may_be_shown else "refused",
        "device": {
            "challenge": _challenge(request),
            "href": reverse("citizen:add_phone"),
            "devices": [
                {"name": one.label, "since": one.added_at, "remove_href": reverse("citizen:end_phone", args=[one.id])}
                for one in devices
            ],
        },
        "download_href": reverse("citizen:download", args=[current[0].id]) if current else "",
    }


def _code(driver: Driver, portrait: bytes | None, devices: list[Any]) -> dict[str, Any] | None:
    """The code for showing, or None where no phone holds the licence or its status does not allow it."""
    if portrait is None or not devices:
        return None
    look = status.shown_as(driver.licence, clock.today(), book())
    if not look.shown:
        return None
    claims = licence_papers.licence_claims(driver, portrait)
    try:
        text = documents.show_code(device_id=devices[-1].id, subject=driver.id, claims=claims)
    except NotFound:
        return None
    now = clock.now()
    drawn = showcode.svg(text, dark="#000" if look.usable else "#b42318")
    return {
        "svg": mark_safe(drawn),  # our own drawing, no input in it
        "text": text,
        "made_at": now,
        "until": now + showcode.LASTS,
        "refresh_href": reverse("citizen:code"),
    }


@citizen
def code(request: Request) -> HttpResponse:
    """A fresh code, for the page that shows it."""
    driver = drivers.find_driver(request.actor.own_person)
    devices = papers.devices_of(request.actor.own_person, request.actor)
    qr = _code(driver, papers.find_portrait(driver.id), devices) if driver else None
    if qr is None:
        raise NotFound(NO_PHONE)
    return render(request, "components/qr_picture.html", {"qr": qr})


@citizen
@require_POST
def add_phone(request: Request) -> HttpResponse:
    """Put the licence on the phone that made this key and signed our challenge with it."""
    jwk = _jwk(request.POST.get("jwk", ""))
    _proven(jwk, request.POST.get("proof", ""), _challenge(request))

    def add() -> str:
        licence_papers.add_to_phone(
            person_id=request.actor.own_person,
            jwk=jwk,
            label=_label(request.headers.get("user-agent", "")),
            actor=request.actor,
        )
        return reverse("citizen:licence") + SHOW

    return forms.redirect_once(request, add)


def _challenge(request: Request) -> str:
    """What a phone signs to prove its key: of this session alone, and nothing that has to be kept."""
    return salted_hmac(CHALLENGE, request.session.session_key or "").hexdigest()


def _jwk(text: str) -> dict[str, Any]:
    try:
        raw = json.loads(text)
    except ValueError as error:
        raise BadInput("jwk", WRONG_PROOF) from error
    return documents.check_jwk(raw)


def _proven(jwk: dict[str, Any], proof: str, challenge: str) -> None:
    """The phone signed the challenge with the private half: raw r‖s of ECDSA, as browsers make it."""
    signature = decode(proof)
    if len(signature) != SIGNATURE_BYTES or not challenge:
        raise BadInput("proof", WRONG_PROOF)
    half = SIGNATURE_BYTES // 2
    r, s = int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")
    try:
        public_key(jwk).verify(encode_dss_signature(r, s), challenge.encode(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as error:
        raise BadInput("proof", WRONG_PROOF) from error


def _label(agent: str) -> str:
    for word in ("iPhone", "iPad", "Android", "HarmonyOS", "Windows", "Macintosh", "Linux"):
        if word in agent:
            return word
    return "phone"


@citizen
@require_POST
def end_phone(request: Request, device: UUID) -> HttpResponse:
    """Take the licence off a phone."""

    def end() -> str:
        documents.end_device(device_id=device, person_id=request.actor.own_person, actor=request.actor)
        return reverse("citizen:licence")

    return forms.redirect_once(request, end)


@citizen
def download(request: Request, credential: UUID) -> HttpResponse:
    """The credential itself, for another wallet or for checking."""
    content = papers.credential_content(credential, request.actor)
    if content is None:
        raise NotFound(Text(zh="没有这份电子驾驶证。", en="There is no such credential."))
    response = HttpResponse(content, content_type="application/cbor")
    response["content-disposition"] = 'attachment; filename="licence.mdoc"'
    return response
