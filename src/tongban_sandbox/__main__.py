"""`python -m tongban_sandbox --port N --home DIR --callback URL [--host 127.0.0.1] [--today DAY] [--log]`."""

import argparse
import asyncio
import gc
import os
import signal
import sys
from datetime import date
from pathlib import Path

from . import app
from .clock import Clock
from .http import Request, Response, serve
from .questions import forget_old_answers
from .world import World


def main() -> int:
    """Play the partners until told to stop; 1 with a sentence on stderr if that is not possible."""
    options = _options()
    try:
        return asyncio.run(_play(options))
    except OSError as error:
        print(
            f"tongban_sandbox: cannot serve {options.host}:{options.port} from {options.home}: {error}",
            file=sys.stderr,
        )
        return 1


async def _play(options: argparse.Namespace) -> int:
    world = World.open(options.home, options.callback, Clock(options.today), aloud=options.log)
    forget_old_answers(world)

    async def handler(request: Request) -> Response | None:
        return await app.answer(world, request)

    server = await serve(handler, options.host, options.port)
    stop = asyncio.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signum, stop.set)
    gc.freeze()  # what is loaded by now stays; the collector need not look at it again
    learner = asyncio.create_task(world.product.learn())
    sender = asyncio.create_task(world.callbacks.send_for_ever())
    ended = asyncio.create_task(stop.wait())
    await asyncio.wait({ended, sender}, return_when=asyncio.FIRST_COMPLETED)
    learner.cancel()
    server.close()
    world.store.close()
    if sender.done():
        sender.result()  # it never ends by itself: show why it did
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tongban_sandbox", description="Plays every partner of Tongban.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--home", type=Path, required=True, help="folder of the SQLite file")
    parser.add_argument("--callback", required=True, help="address of the product")
    parser.add_argument(
        "--today",
        type=date.fromisoformat,
        default=os.environ.get("TONGBAN_TODAY") or None,
        help="the day partners write on papers (default: TONGBAN_TODAY, else the real one)",
    )
    parser.add_argument("--log", action="store_true", help="write a JSON line to stderr for every question and event")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
