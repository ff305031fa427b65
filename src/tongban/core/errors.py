"""Errors that people read: what was asked, what is wrong, what to do, in both languages.

Every one carries `message` (Text), `status` (HTTP) and `code` (permanent, for machines).
"""

import errno
from typing import ClassVar

from tongban.law.text import Text
from tongban.law.verdict import Verdict


class TongbanError(Exception):
    """Something that the person asking can understand; anything else is a fault of ours."""

    status: ClassVar[int] = 500
    code: str = "error"

    def __init__(self, message: Text, *, code: str = "") -> None:
        super().__init__(message.en)
        self.message = message
        if code:
            self.code = code


class BadInput(TongbanError):
    """One field holds something that cannot be right. `field` is the name the form or the API uses."""

    status = 400
    code = "bad_input"

    def __init__(self, field: str, message: Text, *, code: str = "") -> None:
        super().__init__(message, code=code)
        self.field = field


class Refused(TongbanError):
    """A rule said no; `verdict` holds every reason with its article."""

    status = 422
    code = "refused"

    def __init__(self, verdict: Verdict) -> None:
        if verdict.allowed:
            raise ValueError("A verdict that allows is no refusal")
        sentences = [reason.sentence for reason in verdict.reasons]
        super().__init__(Text(zh="".join(s.zh for s in sentences), en=" ".join(s.en for s in sentences)))
        self.verdict = verdict


class NotAllowed(TongbanError):
    """The actor has no right to this."""

    status = 403
    code = "not_allowed"


class NotFound(TongbanError):
    """There is no such thing, or not for this actor: both look the same from outside."""

    status = 404
    code = "not_found"


class Conflict(TongbanError):
    """Somebody else was first, or the form shown is no longer how things stand."""

    status = 409
    code = "conflict"


class Unavailable(TongbanError):
    """Something outside does not answer now; asking again later is right."""

    status = 503
    code = "unavailable"


class NoRoom(Unavailable):
    """The database or a disk is full: nothing was changed, and nothing half."""

    code = "no_room"

    def __init__(self) -> None:
        super().__init__(
            Text(
                zh="系统暂时存不下新的内容，您的操作没有生效，什么都没有改变。请过一会儿再试。",
                en="There is no room to keep anything new just now. Nothing was changed. Please try again later.",
            )
        )


INSUFFICIENT_RESOURCES = "53"  # the class of PostgreSQL's codes: disk full, out of memory, too many connections
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def no_room(error: BaseException) -> NoRoom | None:
    """What to tell people where an error means that database or disk is full; None for any other error."""
    code = getattr(error.__cause__, "sqlstate", None) or getattr(error, "sqlstate", None) or ""
    full = isinstance(error, OSError) and error.errno in FULL
    return NoRoom() if full or str(code).startswith(INSUFFICIENT_RESOURCES) else None
