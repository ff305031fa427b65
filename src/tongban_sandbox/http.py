"""A small HTTP/1.1 server over asyncio.

Written by hand for two reasons: a partner must be able to cut the connection without an answer, which no
application server offers, and the sandbox shares two cores with the product, so a request has to cost tens
of microseconds. It understands what the contract and a browser need: keep-alive, bodies with a length or in
chunks, `expect: 100-continue`. No TLS, no upgrade, no pipelining beyond one after the other.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from urllib.parse import parse_qsl

MAX_BODY = 64 * 1024 * 1024  # many people with portraits in one call
MAX_HEAD = 32 * 1024


@dataclass
class Request:
    """One request. Header names are lower case, repeated fields joined with a comma."""

    method: str
    path: str  # as sent, without the query
    query: str
    headers: dict[str, str]
    body: bytes = b""

    @cached_property
    def params(self) -> dict[str, str]:
        """The query as a dictionary; the last of repeated names wins."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    @cached_property
    def form(self) -> dict[str, str]:
        """The body of a submitted HTML form; bytes that are not UTF-8 become replacement characters."""
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))


@dataclass
class Response:
    """One answer; `content-type` and `content-length` are added on sending."""

    status: int
    body: bytes = b""
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


class Malformed(Exception):
    """What arrived is not HTTP as understood here; the text says why."""


Handler = Callable[[Request], Awaitable[Response | None]]


async def serve(handler: Handler, host: str, port: int) -> asyncio.Server:
    """Listen on host and port. A handler that returns None has its connection cut."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await _converse(handler, reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            writer.transport.abort()  # the other side has gone, or the process is ending
        finally:
            writer.close()

    return await asyncio.start_server(connected, host, port, limit=MAX_HEAD, backlog=512)


async def _converse(handler: Handler, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:
        try:
            request = await _read_request(reader, writer)
        except Malformed as error:
            writer.write(_encode(Response(400, str(error).encode(), "text/plain"), close=True))
            await writer.drain()
            return
        if request is None:
            return
        response = await handler(request)
        if response is None:
            writer.transport.abort()
            return
        close = request.headers.get("connection", "").lower() == "close"
        writer.write(_encode(response, close=close, without_body=request.method == "HEAD"))
        await writer.drain()
        if close:
            return


async def _read_request(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Request | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        if error.partial:
            raise Malformed("the request ended in its head") from error
        return None
    except asyncio.LimitOverrunError as error:
        raise Malformed("the head is too long") from error
    request = _parse_head(head)
    if request.headers.get("expect", "").lower() == "100-continue":
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    request.body = await _read_body(reader, request.headers)
    return request


def _parse_head(head: bytes) -> Request:
    first, *lines = head[:-4].decode("latin-1").split("\r\n")
    words = first.split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1.") or not words[1].startswith("/"):
        raise Malformed("the first line is not that of HTTP/1.1")
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip():
            raise Malformed("a header has no name")
        name, value = name.lower(), value.strip()
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    path, _, query = words[1].partition("?")
    return Request(words[0], path, query, headers)


async def _read_body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if "transfer-encoding" in headers:
        if headers["transfer-encoding"].lower() != "chunked" or "content-length" in headers:
            raise Malformed("this transfer encoding is not understood")
        return await _read_chunks(reader)
    length = headers.get("content-length", "0")
    if not (length.isascii() and length.isdigit()):
        raise Malformed("content-length is not a number")
    if int(length) > MAX_BODY:
        raise Malformed("the body is too long")
    return await reader.readexactly(int(length)) if int(length) else b""


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    while True:
        line = await reader.readuntil(b"\r\n")
        try:
            size = int(line.split(b";")[0], 16)
        except ValueError as error:
            raise Malformed("a chunk has no size") from error
        if size < 0 or len(body) + size > MAX_BODY:
            raise Malformed("the body is too long")
        if size == 0:
            while await reader.readuntil(b"\r\n") != b"\r\n":
                pass  # trailers are read and dropped
            return bytes(body)
        body += (await reader.readexactly(size + 2))[:-2]


def _encode(response: Response, *, close: bool = False, without_body: bool = False) -> bytes:
    status = response.status
    phrase = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "Status"
    lines = [f"HTTP/1.1 {status} {phrase}", f"content-length: {len(response.body)}"]
    lines.append(f"content-type: {response.content_type}")
    lines += [f"{name}: {value}" for name, value in response.headers.items()]
    if close:
        lines.append("connection: close")
    head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")
    return head if without_body else head + response.body
