"""What only a machine can do wrong. Everything else has its error in `core.errors`."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja.errors import HttpError, ValidationError

from tongban.core.errors import BadInput, Conflict, NotFound, TongbanError
from tongban.law.text import Text
from tongban.web.problems import body, problem

FIELD_WORDS: dict[str, Text] = {
    "missing": Text(zh="缺少必填项。", en="This is required."),
    "extra_forbidden": Text(zh="没有这一项。", en="There is no such member."),
    "string_type": Text(zh="这里应为文本。", en="This has to be a string."),
    "string_too_long": Text(zh="内容太长。", en="This is too long."),
    "string_too_short": Text(zh="内容太短。", en="This is too short."),
    "string_pattern_mismatch": Text(zh="格式不正确。", en="This does not have the right form."),
}
WRONG = Text(zh="内容或类型不正确。", en="This has the wrong type or value.")


class NoClient(TongbanError):
    """No token, or one that opens nothing (any more)."""

    status = 401
    code = "no_client"

    def __init__(self) -> None:
        super().__init__(
            Text(zh="请在 Authorization 头中提供有效的令牌。", en="Send a valid token in the Authorization header.")
        )


class TooMany(TongbanError):
    """More requests in this minute than the client was given; `wait_seconds` until the next one."""

    status = 429
    code = "too_many_requests"

    def __init__(self, wait_seconds: int) -> None:
        super().__init__(
            Text(zh="请求过于频繁，请在 {s} 秒后再试。", en="Too many requests: try again in {s} seconds.").fill(
                s=wait_seconds
            )
        )
        self.wait_seconds = wait_seconds


class TooLarge(TongbanError):
    """The body is larger than any request needs to be."""

    status = 413
    code = "body_too_large"

    def __init__(self, most: int) -> None:
        super().__init__(
            Text(zh="请求内容过大，最多 {n} 字节。", en="The body is too large: at most {n} bytes.").fill(n=most)
        )


class NotJson(TongbanError):
    """The body is not JSON as RFC 8259 and RFC 7493 (I-JSON) have it."""

    status = 400
    code = "not_json"

    def __init__(self) -> None:
        super().__init__(Text(zh="请求内容不是合法的 JSON。", en="The body is not well-formed JSON."))


class NotJsonType(TongbanError):
    """The body says it is something else than JSON."""

    status = 415
    code = "not_json_type"

    def __init__(self) -> None:
        super().__init__(Text(zh="请以 application/json 发送。", en="Send application/json."))


class MethodNotAllowed(TongbanError):
    """This address knows other methods."""

    status = 405
    code = "method_not_allowed"

    def __init__(self) -> None:
        super().__init__(Text(zh="此地址不支持该方法。", en="This address does not know this method."))


class OpenAlready(Conflict):
    """The person has an open case for this service: begun here, then its number is told, or elsewhere."""

    code = "case.open_already"

    def __init__(self, number: str = "") -> None:
        super().__init__(
            Text(zh="此人已有一件正在办理的同类业务。", en="This person has an open case for this service already.")
        )
        self.number = number


def nowhere() -> NotFound:
    """What another outlet's case, and no case at all, look like."""
    return NotFound(Text(zh="没有这个案件。", en="There is no such case."))


def of_domain(request: HttpRequest, error: TongbanError) -> HttpResponse:
    """An error of a room, or of ours, as a problem."""
    response = problem(error)
    if isinstance(error, TooMany):
        response["retry-after"] = str(error.wait_seconds)
    if isinstance(error, NoClient):
        response["www-authenticate"] = 'Bearer realm="tongban"'
    if isinstance(error, OpenAlready) and error.number:
        response["location"] = f"/api/v1/cases/{error.number}"
    return response


def of_form(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Members that are missing, unknown or of the wrong type, all at once; a number that cannot be one is no case."""
    if any(one["loc"][0] == "path" for one in error.errors):
        return of_domain(request, nowhere())
    found = [BadInput(_name(one["loc"]), FIELD_WORDS.get(one["type"], WRONG)) for one in error.errors]
    all_at_once = [{"field": one["field"], "detail": one["detail"]} for one in map(body, found)]
    members = {**body(found[0]), "errors": all_at_once}
    return JsonResponse(members, status=BadInput.status, content_type="application/problem+json")


def of_frame(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the framework refuses by itself: no token, a body it cannot read."""
    return of_domain(request, NoClient() if error.status_code == 401 else NotJson())


def _name(place: tuple[str | int, ...]) -> str:
    """`body.wish.person.name` is called `person.name` by whoever sent it."""
    parts = [str(part) for part in place]
    kept = parts[2:] if parts[0] == "body" else parts[1:]
    return ".".join(kept) or parts[-1]
