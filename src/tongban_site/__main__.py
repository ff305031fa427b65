"""`python -m tongban_site --data DIR [--office KEY] [--host H] [--port N]`: run a site until told to stop."""

import argparse
import sys
from pathlib import Path

from tongban_site.server import Server
from tongban_site.verbs import Site


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="tongban site")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--office", default="")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    asked = parser.parse_args(arguments)
    asked.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    known = asked.data / "office.key"
    if asked.office:
        known.write_text(asked.office)
    if not known.exists():
        print(
            "Give the office's key once: --office KEY (it stands on the office's page “Mobile sites”).", file=sys.stderr
        )
        return 1
    site = Site(asked.data, known.read_text().strip())
    server = Server((asked.host, asked.port), site)
    address = f"http://{asked.host}:{server.server_address[1]}"
    print(f"site keys: {site.keys.public}", flush=True)
    print(f"examiners: {address}/enter?key={server.key}", flush=True)
    print(f"candidates' desks: {address}/desk", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
