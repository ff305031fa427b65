"""The plate press (号牌压制机): a machine on a line, asked by docs/partners/press-protocol.md.

One job is one blank and one plate. Whoever is not sure whether a plate was made asks for its state; MAKE is only said
of a job under which nothing was pressed.
"""

import base64
import binascii
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from tongban.core.plates import Plate
from tongban.exchange.types import BadAnswer, NotSent, PartnerRefused, PartnerUnavailable
from tongban.law.text import Text

CODE, VERSION = "press", "1"
SILENCE, LONGEST = 10.0, 60.0  # seconds: without any line, and in all (protocol, point 4)
LONGEST_LINE = 1 << 20
UNREAD = "-"
STOPPED = {
    "JAM": Text(
        zh="压制机卡住了。清理后再按一次“压制”：已经做好的不会重做。",
        en="The press has jammed. Clear it and press again: what was made is not made twice.",
    ),
    "EMPTY": Text(zh="压制机里没有半成品，请放入后再试。", en="There is no blank in the press: lay one in, try again."),
    "KIND": Text(zh="放入的半成品种类不对。", en="The blank in the press is of another kind."),
}
SILENT = Text(
    zh="压制机没有应答。稍后再按一次“压制”：已经做好的不会重做。",
    en="The press does not answer. Press again later: what was made is not made twice.",
)
NO_PRESS = Text(zh="这个制作点没有接入压制机。", en="No press is connected here.")
CONFLICT = Text(zh="这块半成品上已经压制了别的号码，请报废。", en="Another number was pressed on this blank: scrap it.")
NONSENSE = Text(zh="压制机的应答无法识别。", en="The answer of the press makes no sense.")


@dataclass(frozen=True, slots=True)
class Pressed:
    """A plate in the tray. `read`: the number that the camera sees, "" where it reads none."""

    job: str
    number: str
    machine: str
    at: datetime
    read: str
    picture: bytes
    picture_type: str


def make(*, job: str, plate: Plate, kind: str, maker: str, address: str = "") -> Pressed:
    """Press a plate under a job and take its picture; asked again, the same plate is answered.

    `address`: host:port of the press, else the one of this copy. Raises NotSent without a press or a line to it,
    PartnerUnavailable where it jams or is silent (ask again later), PartnerRefused where the blank bears another
    number.
    """
    try:
        return _made(job, plate, kind, maker, address, again=False)
    except ConnectionError:  # the line was lost on the way: what became of it, the press knows
        try:
            return _made(job, plate, kind, maker, address, again=True)
        except ConnectionError as error:
            raise PartnerUnavailable(CODE, SILENT, detail=str(error)) from error


def _made(job: str, plate: Plate, kind: str, maker: str, address: str, *, again: bool) -> Pressed:
    with _line(address) as line:
        line.ask("HELLO", VERSION, maker, first=("PRESS",))
        said = line.ask("STATE", job, job=job)
        if said[0] == "NONE":
            if again:
                raise PartnerUnavailable(CODE, SILENT, detail="line lost before anything was made")
            said = line.ask("MAKE", job, plate.type, plate.number, kind, job=job)
        if said[0] == "FAIL":
            said = _after_a_stop(line, job, said)
        return _pressed(line, job, plate, said)


def _after_a_stop(line: "_Line", job: str, said: list[str]) -> list[str]:
    """A press that stands still may have made the plate before: its state says."""
    reason = STOPPED.get(said[2] if len(said) > 2 else "", NONSENSE)
    now = line.ask("STATE", job, job=job)
    if now[0] != "MADE":
        raise PartnerUnavailable(CODE, reason, detail=" ".join(said))
    return now


def _pressed(line: "_Line", job: str, plate: Plate, said: list[str]) -> Pressed:
    if said[0] == "CONFLICT":
        raise PartnerRefused(CODE, CONFLICT)
    try:
        _, _, number, machine, at = said
        _, _, read, media, drawn = line.ask("PICTURE", job, job=job)
        made_at, picture = datetime.fromisoformat(at), base64.b64decode(drawn, validate=True)
    except (ValueError, binascii.Error) as error:
        raise BadAnswer(CODE, NONSENSE, detail=str(error)) from error
    if number != plate.number:
        raise PartnerRefused(CODE, CONFLICT)
    return Pressed(job, number, machine[:40], made_at, "" if read == UNREAD else read[:9], picture, media[:20])


class _Line:
    """One connection. Answers that name another job belong to an earlier question and are passed over."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection, self._reader = connection, connection.makefile("rb")
        self._ends = time.monotonic() + LONGEST

    def ask(self, *words: str, job: str = "", first: tuple[str, ...] = ()) -> list[str]:
        self._connection.sendall((" ".join(words) + "\n").encode())
        wanted = first or _ANSWERS[words[0]]
        while time.monotonic() < self._ends:
            said = self._next()
            if said[0] in wanted and (not job or said[1:2] == [job]):
                return said
        raise TimeoutError("no end in time")

    def _next(self) -> list[str]:
        raw = self._reader.readline(LONGEST_LINE)
        if not raw.endswith(b"\n"):
            raise ConnectionResetError("the line was cut")
        return raw.decode("utf-8", "replace").split() or [""]


_ANSWERS = {"STATE": ("MADE", "NONE"), "MAKE": ("MADE", "FAIL", "CONFLICT"), "PICTURE": ("PICTURE",)}


@contextmanager
def _line(address: str) -> Iterator[_Line]:
    host, _, port = (address or settings.TONGBAN_PRESS).rpartition(":")
    if not host or not port.isdigit():
        raise NotSent(CODE, NO_PRESS)
    try:
        connection = socket.create_connection((host, int(port)), timeout=SILENCE)
    except OSError as error:
        raise NotSent(CODE, SILENT, detail=str(error)) from error
    try:
        with connection:
            yield _Line(connection)
    except TimeoutError as error:
        raise PartnerUnavailable(CODE, SILENT, detail=str(error)) from error
