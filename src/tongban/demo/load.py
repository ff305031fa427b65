"""The door to loading the demo city, and the program that does it: `python -m tongban.demo.load [--size N] [--seed N]`.

The same seed, size and day make the same people. `--candidates` adds two years of tests to the city (and loads the city
first where there is none), `--open-list` prints who of them cheats to whoever has the key. `filling` is imported late:
its models need Django to be set up, which is what the program does first.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from tongban.demo.filling import Loaded

SIZE, SEED = 2_000, 20_261_122


def load(*, size: int = SIZE, seed: int = SEED, progress: Callable[[str], None] = lambda line: None) -> "Loaded":
    """Fill an empty database with `size` people besides those of the situations, telling each step.

    The sandbox is told too where TONGBAN_SANDBOX_URL is set. Raises Conflict where a city was loaded, Unavailable and
    httpx.HTTPError where the sandbox does not answer.
    """
    from tongban.demo import filling

    return filling.fill(size=size, seed=seed, progress=progress)


def load_here(*, size: int, seed: int) -> None:
    """Fill the database of this copy: with the demo city, or with the office of the other city that it is."""
    from django.conf import settings

    from tongban.demo import elsewhere, neighbour

    if elsewhere.is_elsewhere(settings.TONGBAN_REGION):
        neighbour.fill(settings.TONGBAN_REGION)
    else:
        load(size=size, seed=seed, progress=lambda line: print(line, flush=True))


def teach_sandbox(*, url: str = "") -> int:
    """Tell the sandbox (at TONGBAN_SANDBOX_URL, or `url`) what partners know of everybody in the loaded city.

    Returns of how many. May be called again at any time, as after the sandbox was emptied. Raises Conflict where no
    city is loaded, httpx.HTTPError where the sandbox does not answer.
    """
    from tongban.demo import filling

    return filling.teach_sandbox(url=url)


def is_loaded() -> bool:
    """Is there a demo city in this database?"""
    from tongban.demo import filling

    return filling.find_loaded() is not None


def learn(*, candidates: int, keep_key: bool) -> None:
    """Add a history of tests to the city, telling how far it is; print where the sealed list is, and its key once."""
    from tongban.core.errors import Conflict
    from tongban.demo import filling
    from tongban.law.text import Text

    city = filling.find_loaded()
    if city is None:
        raise Conflict(Text(zh="尚未装入演示城市。", en="No demo city is loaded."))
    made = filling.learn(city, candidates, keep_key=keep_key, progress=lambda line: print(line, flush=True))
    print(f"{made.files} exam files, {made.tests} tests; who cheats: {made.path}", flush=True)
    print(f"its key: {made.path.with_suffix('.key')}" if keep_key else f"its key, told once: {made.key}", flush=True)


def open_list(path: Path, key: str) -> None:
    """Print the sealed list as JSON, with the hash that the database holds checked."""
    from tongban.demo.learning import sealing

    print(json.dumps(sealing.opened(path, key), ensure_ascii=False, indent=1))


def main(arguments: list[str]) -> int:
    """Load the city as the command line asks, one line of progress a step."""
    parser = argparse.ArgumentParser(prog="python -m tongban.demo.load")
    parser.add_argument("--size", type=int, default=SIZE)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--candidates", type=int, default=0, help="add so many who were tested in two years")
    parser.add_argument("--keep-key", action="store_true", help="keep the key of the sealed list beside it")
    parser.add_argument("--open-list", nargs=2, metavar=("FILE", "KEY"), help="print a sealed list")
    parser.add_argument("--teach", action="store_true", help="only tell the sandbox again")
    asked = parser.parse_args(arguments)
    begun = time.monotonic()
    django.setup()
    if asked.teach:
        print(f"partners know {teach_sandbox()} people", flush=True)
    elif asked.open_list:
        open_list(Path(asked.open_list[0]), asked.open_list[1])
    elif asked.candidates:
        if not is_loaded():
            load_here(size=asked.size, seed=asked.seed)
        learn(candidates=asked.candidates, keep_key=asked.keep_key)
    else:
        load_here(size=asked.size, seed=asked.seed)
    print(f"{time.monotonic() - begun:.1f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
