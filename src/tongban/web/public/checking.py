"""Checking a licence, a document of a vehicle and a receipt: for everybody, nothing is stored."""

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongban.core import clock, sealing
from tongban.core.errors import BadInput
from tongban.core.law_book import book
from tongban.documents import keyring, queries
from tongban.documents.mdoc.claims import ISO, NATIONAL
from tongban.documents.mdoc.reading import Unreadable
from tongban.documents.mdoc.verify import Outcome, Verification, driving_answers
from tongban.documents.mdoc.verify import verify as verify_licence
from tongban.documents.types import ReceiptView
from tongban.exchange.payment import queries as orders
from tongban.exchange.payment.types import METHODS
from tongban.law.names import CLASS_NAMES
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.web import forms, receipts, shown, vehicle_documents
from tongban.web.public import files
from tongban.web.rights import public

TEMPLATE = "public/verify.html"
CLASSES = [
    {"value": code, "label": Text(zh=f"{code} {name.zh}", en=f"{code} {name.en}")} for code, name in CLASS_NAMES.items()
]
NOT_HELD = Text(zh="没有 {code} 准驾车型。", en="Class {code} is not held.")
UNKNOWN = Text(zh="无法判断", en="cannot be said")
LABELS = {
    "family_name_national_character": Text(zh="姓", en="Family name"),
    "given_name_national_character": Text(zh="名", en="Given name"),
    "birth_date": Text(zh="出生日期", en="Born"),
    "expiry_date": Text(zh="有效期止", en="Valid to"),
    "document_number": Text(zh="证芯编号", en="Card serial number"),
    "issuing_authority": Text(zh="发证机关", en="Issued by"),
}
STATUS = Text(zh="状态", en="Status")
HELD = Text(zh="准驾车型", en="Licence classes")


@public
def verify(request: HttpRequest) -> HttpResponse:
    """Is it genuine and current, and, of a licence, may this person drive this class today: two answers apart."""
    context: dict[str, Any] = {"classes": CLASSES, "values": {}}
    if request.method != "POST":
        return render(request, TEMPLATE, context)
    try:
        given = files.given(request)
        context |= _answer(given, request.POST.get("class_code", ""))
    except BadInput as error:
        return forms.show_errors(request, TEMPLATE, context, error)
    except Unreadable as unreadable:
        place = "picture" if request.FILES else "text"
        return forms.show_errors(request, TEMPLATE, context, BadInput(place, unreadable.message))
    return render(request, TEMPLATE, {**context, "values": request.POST})


def _answer(given: files.Given, class_code: str) -> dict[str, Any]:
    if isinstance(given.content, bytes) and given.kind != "licence":
        return {"file": files.paper(given.content) if given.kind == "paper" else files.proof(given.content)}
    return {"result": _result(given.content, class_code)}


def _result(given: bytes | str, class_code: str) -> dict[str, Any]:
    now = clock.now()
    verification = verify_licence(given, anchors=keyring.keys().anchors(), at=now, fetch=_own_list)
    today = clock.today()
    kind = verification.vehicle_document
    answers = driving_answers(verification, today, covers=book().value("classes.covers", today)) or {}
    asked = class_code if class_code in CLASS_NAMES else ""
    allowed, word = _may_drive(answers, asked) if verification.genuine else (None, UNKNOWN)
    current = True if verification.genuine and verification.revocation_checked else None
    return {
        "tone": files.TONES[current if verification.genuine else False],
        "genuine_words": verification.headline,
        "of_vehicle": kind.title if kind else None,
        "may_drive": allowed,
        "drive_words": word,
        "class_code": asked,
        "checks": [
            {
                "name": one.title,
                "passed": None if one.outcome == Outcome.NOT_CHECKED else one.outcome == Outcome.PASSED,
                "detail": one.sentence,
            }
            for document in (verification, *verification.others)
            for one in document.checks
        ],
        "shown": _shown(verification),
        "photo": _photo(verification),
        "is_qr": verification.kind == "show_code",
        "status_checked_at": now if verification.check("status").outcome != Outcome.NOT_CHECKED else None,
    }


def _may_drive(answers: Mapping[str, Any], asked: str) -> tuple[bool | None, Text]:
    """The second answer, for the class asked about or for any class; None where the code does not say."""
    if not answers:
        return None, UNKNOWN
    if asked:
        answer = answers.get(asked)
        return (answer.allowed, answer.word) if answer else (False, NOT_HELD.fill(code=asked))
    best = next((one for one in answers.values() if one.allowed), next(iter(answers.values())))
    return best.allowed, best.word


def _own_list(uri: str) -> bytes:
    """Our own lists, from the database and the issuer's folder; another issuer's is not fetched by a public page."""
    if urlsplit(uri).path == reverse("public:crl"):  # whatever the public address was when the signer began
        return keyring.crl()
    for number in range(1, queries.last_list() + 1):
        if uri == keyring.list_uri(number):
            return queries.status_list(number)
    raise OSError("not a list of ours")


def _shown(verification: Verification) -> list[dict[str, Any]]:
    if kind := verification.vehicle_document:
        return vehicle_documents.rows(kind, verification.elements.get(kind.namespace, {}))
    iso, national = verification.elements.get(ISO, {}), verification.elements.get(NATIONAL, {})
    rows = [{"label": label, "value": str(iso[name])} for name, label in LABELS.items() if name in iso]
    classes = national.get("classes")
    if isinstance(classes, list):
        rows.append({"label": HELD, "value": "".join(str(one.get("code", "")) for one in classes)})
    if "status_letters" in national:
        rows.append({"label": STATUS, "value": str(national["status_letters"])})
    return rows


def _photo(verification: Verification) -> str:
    portrait = verification.elements.get(ISO, {}).get("portrait")
    return f"data:image/jpeg;base64,{base64.b64encode(portrait).decode()}" if isinstance(portrait, bytes) else ""


NOT_OURS = Text(zh="没有这份回执，请核对编码。", en="There is no such receipt. Please check the code.")
OURS = Text(zh="回执内容如下。", en="This is what it says.")


@public
def receipt_check(request: HttpRequest) -> HttpResponse:
    """Ask for the code of a receipt."""
    if request.method != "POST":
        return render(request, "public/receipt_check.html", {"values": {}})
    code = "".join(request.POST.get("code", "").split()).upper()
    if not (code.isascii() and code.isalnum() and len(code) <= 20):
        error = BadInput("code", Text(zh="请填写回执上的查验编码。", en="Enter the code on the receipt."))
        return forms.show_errors(request, "public/receipt_check.html", {}, error)
    return HttpResponseRedirect(reverse("public:receipt", args=[code]))


@public
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """What a receipt says: what was done, when, by which office, under which sealed root. Nothing of the person."""
    found = queries.find_receipt(code)
    result: dict[str, Any] = {"genuine": found is not None, "words": OURS if found else NOT_OURS}
    if found:
        result |= {"receipt": _receipt(found), "checks": [_root_check(found)]}
    context = {"values": {"code": code}, "result": result}
    return render(request, "public/receipt_check.html", context, status=200 if found else 404)


def _receipt(found: ReceiptView) -> dict[str, Any]:
    content = found.content
    order = orders.find_order(content["order"]) if content["order"] else None
    office = outlets.find_outlet(content["office"])
    paid_at: datetime = order.paid_at if order and order.paid_at else found.issued_at
    return {
        "number": content["number"],
        "code": found.code,
        "paid_at": paid_at,
        "amount": order.amount if order else 0,
        "payer": "",
        "lines": [{"label": Text(**content["service_name"]), "value": receipts.DONE[content["outcome"]]}],
        "method": METHODS.get(order.method, shown.BANK) if order and order.method else shown.NO_FEE,
        "office": office.name if office else shown.OFFICE,
        "root": {"day": found.issued_at, "root_hex": found.root_hex} if found.root_size else None,
    }


def _root_check(found: ReceiptView) -> dict[str, Any]:
    """The root on the receipt must still be one that was sealed: a rewritten history has another."""
    known = found.root_size == 0 or sealing.was_sealed(found.root_hex)
    return {
        "name": Text(zh="回执上的封印", en="The seal on the receipt"),
        "passed": known if found.root_size else None,
        "detail": Text(zh="与封存记录一致", en="agrees with the sealed records")
        if known
        else Text(zh="与封存记录不符", en="does not agree with the sealed records"),
    }
