"""`survey` prints the survey of a course, `frames` a drive as bytes; `drive` drives and reports over the wire."""

import argparse
import asyncio
import json
import sys
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tongban_sandbox.test_car.driver import Habits, drive
from tongban_sandbox.test_car.layout import LAYOUTS
from tongban_sandbox.test_car.wire import Faults, Unit

_FAULTS = {"cut": "cut_after", "twice": "twice", "swap": "swapped", "broken": "broken", "lost": "lost"}


def main(arguments: list[str]) -> int:
    """Do what the command line asks; 0 where the drive ended as it should."""
    parser = argparse.ArgumentParser(prog="python -m tongban_sandbox.test_car", description="Plays a test car.")
    parser.add_argument("what", choices=["survey", "frames", "drive"])
    parser.add_argument("course", choices=sorted(LAYOUTS))
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--car", default="T001")
    parser.add_argument("--key", default="", help="Ed25519 private key, 64 hexadecimal digits")
    parser.add_argument("--sitting", default="")
    parser.add_argument("--digest", default="", help="SHA-256 of the survey as the office keeps it")
    parser.add_argument("--habits", default="", help="name=value, by commas: belt=false,kerb=0.4")
    parser.add_argument("--faults", default="", help="kind=batch, by commas: cut=3,lost=7")
    parser.add_argument("--hz", type=int, default=10)
    parser.add_argument("--pause", type=float, default=0.0, help="seconds between batches; 5 is the speed of the drive")
    asked = parser.parse_args(arguments)
    layout = LAYOUTS[asked.course]()
    if asked.what == "survey":
        print(json.dumps(layout.survey()))
        return 0
    frames = drive(layout, _habits(asked.habits), hz=asked.hz)
    if asked.what == "frames":
        sys.stdout.buffer.write(b"".join(frames))
        return 0
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(asked.key))
    unit = Unit(asked.car, key, asked.sitting, asked.digest, datetime.now(UTC).isoformat())
    sent = asyncio.run(unit.send(frames, asked.port, _faults(asked.faults), pause=asked.pause))
    print(f"{len(frames)} frames, {len(sent.acknowledged)} batches acknowledged, {sent.lines} lines", sent.refused)
    return 0 if sent.done else 1


def _habits(words: str) -> Habits:
    kinds = {one.name: one.default for one in fields(Habits)}
    chosen: dict[str, Any] = {}
    for word in filter(None, words.split(",")):
        name, _, value = word.partition("=")
        if name == "commands":
            chosen[name] = tuple(int(code) for code in value.split("+"))
        else:
            chosen[name] = value == "true" if isinstance(kinds[name], bool) else float(value)
    return Habits(**chosen)


def _faults(words: str) -> Faults:
    chosen: dict[str, Any] = {}
    for word in filter(None, words.split(",")):
        name, _, value = word.partition("=")
        chosen[_FAULTS[name]] = chosen.get(_FAULTS[name], frozenset()) | {int(value)}
    return Faults(**chosen)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
