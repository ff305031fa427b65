"""What a verifier fetches: status lists, the issuers' certificates, the revocation list of certificates."""

from pathlib import Path

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from tongban.core import verify_proof
from tongban.core.errors import NotFound
from tongban.documents import keyring, queries
from tongban.documents.mdoc.statuslist import MEDIA_TYPE
from tongban.law.text import Text
from tongban.web.rights import public

FRESH_SECONDS = 30  # a revocation is on the list after half a minute at the latest


@public
def status_list(request: HttpRequest, number: int) -> HttpResponse:
    """One token status list, whole: its keeper does not learn who looks at whom."""
    if number != 1 and number > queries.last_list():
        raise NotFound(Text(zh="没有这份状态列表。", en="There is no such list."))
    content = cache.get_or_set(f"status-list-{number}", lambda: queries.status_list(number), FRESH_SECONDS)
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    response["access-control-allow-origin"] = "*"
    response["cache-control"] = f"public, max-age={FRESH_SECONDS}"
    return response


@public
def issuers(request: HttpRequest) -> HttpResponse:
    """The root and the signers as PEM: what an offline verifier keeps."""
    return HttpResponse(keyring.keys().trust_bundle(), content_type="application/x-pem-file")


@public
def crl(request: HttpRequest) -> HttpResponse:
    """The revocation list of certificates (RFC 5280)."""
    return HttpResponse(keyring.crl(), content_type="application/pkix-crl")


@public
def proof_program(request: HttpRequest) -> HttpResponse:
    """The program that checks my proof without us: one file, to be kept."""
    content = Path(verify_proof.__file__).read_bytes()
    response = HttpResponse(content, content_type="text/x-python; charset=utf-8")
    response["content-disposition"] = 'attachment; filename="verify_proof.py"'
    return response
