"""Refusals in the form of RFC 9457."""

import json

from .http import Response

TITLES = {
    400: "Bad request",
    401: "Not signed as agreed",
    403: "Refused",
    404: "Not found",
    405: "Wrong method",
    409: "Conflict",
    413: "Too large",
    422: "Not possible",
    429: "Too many questions",
    500: "Failure",
    502: "Bad gateway",
    503: "Out of service",
    504: "No answer in time",
}


class Problem(Exception):
    """An answer that is not 200: what was asked cannot be done, and why."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail

    def response(self) -> Response:
        """The problem as an unsigned HTTP answer; 429 and 503 say when to come back."""
        body = {
            "type": f"urn:tongban:partner:{self.code}",
            "title": TITLES.get(self.status, "Problem"),
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
        }
        headers = {"retry-after": "1"} if self.status in (429, 503) else {}
        return Response(self.status, json.dumps(body, ensure_ascii=False).encode(), "application/problem+json", headers)
