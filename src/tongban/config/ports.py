"""The ports of a copy: free ones, kept between starts while they stay free, so that links stay valid."""

import json
import socket
from dataclasses import asdict, dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

ANSWER_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Ports:
    """Where web, sandbox, the simulated press, the simulated roadside and what test cars report to listen."""

    web: int
    sandbox: int
    press: int
    roadside: int = 0
    cars: int = 0


def choose(home: Path, *, web: int | None = None) -> Ports:
    """Return the ports of the copy in `home`: the last ones where free, `web` itself where asked for."""
    last = remembered(home)
    chosen = Ports(
        web=web or _free(last.web if last else 0),
        sandbox=_free(last.sandbox if last else 0),
        press=_free(last.press if last else 0),
        roadside=_free(last.roadside if last else 0),
        cars=_free(last.cars if last else 0),
    )
    (home / "run" / "ports.json").write_text(json.dumps(asdict(chosen)))
    return chosen


def remembered(home: Path) -> Ports | None:
    """Return the ports of the last start, None before the first."""
    try:
        return Ports(**json.loads((home / "run" / "ports.json").read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def answers(address: str) -> bool:
    """True where a program answers, with anything but a fault of its own; no proxy is asked."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", parts.path)
        return connection.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def listens(port: int) -> bool:
    """True where a program listens on a port of this machine."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=ANSWER_SECONDS):
            return True
    except OSError:
        return False


def _free(wish: int) -> int:
    """Return `wish` if nobody listens there, any free port otherwise."""
    for port in (wish, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port")
