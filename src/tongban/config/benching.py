"""`./tongban bench NAME`: run bench/NAME.py and print what it measured, for people or as one JSON object."""

import importlib
import json
import sys
import time
from contextlib import redirect_stdout
from pathlib import Path

from tongban.config.install import PROJECT

KEYS = ("name", "value", "unit", "p50_ms", "p95_ms", "p99_ms", "baseline", "ratio", "met", "seconds", "sizes")


def names(folder: Path = PROJECT / "bench") -> list[str]:
    """Return the benchmarks there are."""
    return sorted(path.stem for path in folder.glob("*.py") if not path.stem.startswith("_"))


def run(name: str, *, as_json: bool = False, quick: bool = False) -> int:
    """Run one benchmark; progress goes to stderr. Returns 1 where its bar was not met, 2 where there is no
    such one.

    The module's `measure(*, quick, progress) -> dict` returns the values of KEYS; `name` and `seconds` are
    ours.
    """
    if name not in names():
        print(f"No benchmark {name!r}; there are: {', '.join(names())}", file=sys.stderr)
        return 2
    sys.path.insert(0, str(PROJECT))
    begun = time.monotonic()
    with redirect_stdout(sys.stderr):  # whatever is started on the way says its progress there too
        measured = importlib.import_module(f"bench.{name}").measure(quick=quick, progress=_say)
    result = {key: measured.get(key) for key in KEYS}
    result |= {"name": name, "seconds": round(time.monotonic() - begun, 1)}
    if quick:
        result["sizes"] = {**(measured.get("sizes") or {}), "quick": True}
    if as_json:
        print(json.dumps(result, ensure_ascii=False))
    else:
        for key, value in {**measured, **result}.items():
            print(f"{key:<10} {value}")
    return 0 if result["met"] in (True, None) else 1


def _say(line: str) -> None:
    print(line, flush=True)
