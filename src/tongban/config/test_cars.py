"""The process that test cars report to: `python -m tongban.config.test_cars --port N [--host H]`."""

import argparse
import asyncio
import contextlib
import os
import signal
import sys

import django


async def _take_in(host: str, port: int) -> None:
    from tongban.assessment.exams.driving.taking_in import TakingIn

    serving = asyncio.create_task(TakingIn().serve(host, port, lambda port: print(f"listens on {port}", flush=True)))
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, serving.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await serving


def main(arguments: list[str]) -> int:
    """Set Django up and take in until told to stop; 1 with a sentence where the port is taken."""
    parser = argparse.ArgumentParser(prog="python -m tongban.config.test_cars")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    asked = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")
    django.setup()
    try:
        asyncio.run(_take_in(asked.host, asked.port))
    except OSError as error:
        print(f"tongban.config.test_cars: cannot serve {asked.host}:{asked.port}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
