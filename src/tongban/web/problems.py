"""Problem details (RFC 9457) with the same reason codes as pages."""

from typing import Any

from django.http import JsonResponse
from django.utils.translation import get_language

from tongban.core.errors import BadInput, Refused, TongbanError
from tongban.law.verdict import Reason


def problem(error: TongbanError) -> JsonResponse:
    """An error that people understand, for machines: permanent code, words in the language asked for."""
    return JsonResponse(body(error), status=error.status, content_type="application/problem+json")


def body(error: TongbanError) -> dict[str, Any]:
    """The members of the problem; a refusal carries every reason."""
    language = get_language() or "zh-hans"
    members: dict[str, Any] = {
        "type": f"urn:tongban:problem:{error.code}",
        "title": error.code,
        "status": error.status,
        "code": error.code,
        "detail": error.message.in_language(language),
    }
    if isinstance(error, BadInput):
        members["field"] = error.field
    if isinstance(error, Refused):
        members["reasons"] = [reason(one, language) for one in error.verdict.reasons]
    return members


def reason(one: Reason, language: str) -> dict[str, Any]:
    """One reason for machines."""
    return {
        "code": one.code,
        "article": one.article,
        "sentence": one.sentence.in_language(language),
        "remedy": one.remedy.in_language(language),
        "possible_from": one.possible_from and one.possible_from.isoformat(),
        "act_by": one.act_by and one.act_by.isoformat(),
        "temporary": one.temporary,
        "matter": one.matter and {"kind": one.matter.kind, "number": one.matter.number},
    }
