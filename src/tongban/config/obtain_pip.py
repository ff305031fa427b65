"""Put pip into this environment where Python came without it (Debian keeps ensurepip in a package of its
own).

A script for the launcher, standard library only. Tries what Python itself brings, then the wheels the
system carries, then the package index that pip is set up for (PIP_INDEX_URL, pip.conf), or the public one;
whatever comes over the network must have the hash written here.
"""

import configparser
import hashlib
import os
import re
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from urllib.request import urlopen

WHEEL = "pip-26.3-py3-none-any.whl"
SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"
PUBLIC_INDEX = "https://{}{}.org/simple".format("py", "pi")  # pip's own default; no index host is written here
SYSTEM_WHEELS = Path("/usr/share/python-wheels")
SECONDS = 60


def main() -> int:
    """Install pip by the first way that works; say what to do where none does."""
    if subprocess.run([sys.executable, "-I", "-m", "ensurepip"], capture_output=True, check=False).returncode == 0:
        return 0
    for wheel in sorted(SYSTEM_WHEELS.glob("pip-*.whl")):
        if install(wheel):
            return 0
    with tempfile.TemporaryDirectory() as folder:
        tried = []
        for index in indexes():
            try:
                wheel = Path(folder) / WHEEL
                wheel.write_bytes(fetch(index))
                return 0 if install(wheel) else 1
            except (OSError, ValueError) as error:
                tried.append(f"{urlsplit(index).hostname or index}: {error}")
    print(
        "pip could not be had. Install python3-venv, or set PIP_INDEX_URL.",
        *tried,
        sep="\n  ",
        file=sys.stderr,
    )
    return 1


def install(wheel: Path) -> bool:
    """Run the pip inside the wheel to install the wheel itself."""
    command = [sys.executable, "-I", f"{wheel}/pip", "install", "--no-index", "--quiet", str(wheel)]
    return subprocess.run(command, check=False).returncode == 0


def indexes() -> Iterator[str]:
    """Yield the package indexes to ask: as pip would choose, then the public one."""
    said = os.environ.get("PIP_INDEX_URL")
    if said:
        yield said
    config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "pip" / "pip.conf"
    files = [
        os.environ.get("PIP_CONFIG_FILE", ""),
        str(config),
        str(Path.home() / ".pip/pip.conf"),
        "/etc/pip.conf",
    ]
    parser = configparser.RawConfigParser()
    for name in filter(None, files):
        parser.read(name)
        for section in ("install", "global"):
            if parser.has_option(section, "index-url"):
                yield parser.get(section, "index-url")
    yield PUBLIC_INDEX


def fetch(index: str) -> bytes:
    """Return the wheel from an index; raises ValueError where it is not there or is not the one meant."""
    page_address = f"{index.rstrip('/')}/pip/"
    page = read(page_address + ("index.html" if page_address.startswith("file:") else "")).decode()
    link = re.search(rf'href="([^"]*{re.escape(WHEEL)}[^"]*)"', page)
    if link is None:
        raise ValueError(f"does not have {WHEEL}")
    content = read(urljoin(page_address, link[1]))
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise ValueError(f"{WHEEL} does not have the hash it should have")
    return content


def read(address: str) -> bytes:
    """Return what stands at an address, trusting the certificates pip trusts."""
    trusted = ssl.create_default_context(cafile=os.environ.get("PIP_CERT") or os.environ.get("SSL_CERT_FILE"))
    with urlopen(address, timeout=SECONDS, context=None if address.startswith("file:") else trusted) as answer:
        return bytes(answer.read())


if __name__ == "__main__":
    sys.exit(main())
