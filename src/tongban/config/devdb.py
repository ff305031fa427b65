"""A lasting server for the tests, in a folder of its own: `python -m tongban.config.devdb [--stop]`.

It never holds product data, so it trades safety in a crash for speed. Prints two lines a shell can evaluate.
"""

import sys
from pathlib import Path

from tongban.config import install
from tongban.config.embedded import Embedded, Urls


def server(home: Path | None = None) -> Embedded:
    """Return the tests' server, not started."""
    return Embedded((home or install.home()) / "dev", durable=False)


def start() -> Urls:
    """Start the tests' server if it does not run; it stays until `--stop`."""
    return server().start(lambda line: print(line, file=sys.stderr), lasting=True)


def main(arguments: list[str]) -> int:
    """Print the addresses, or stop the server."""
    if arguments == ["--stop"]:
        server().stop(lasting_too=True)
        return 0
    urls = start()
    print(f"DATABASE_URL='{urls.app}'\nTONGBAN_OWNER_URL='{urls.owner}'")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
