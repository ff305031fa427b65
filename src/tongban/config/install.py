"""What a copy is given once, at its first start: its folder, its id, its keys."""

import contextlib
import os
import secrets as random
import tempfile
from pathlib import Path

from tongban.config import secrets

PROJECT = Path(__file__).resolve().parents[3]
ID_BYTES = 4


class WrongRegion(Exception):
    """A copy belongs to one city for ever: other offices know it by that."""


def home() -> Path:
    """Return the folder of this copy: TONGBAN_HOME, or `.tongban` in the project."""
    return Path(os.environ.get("TONGBAN_HOME") or PROJECT / ".tongban").absolute()


def copy_id(folder: Path) -> str:
    """Return the id of the copy that lives in `folder`, made at its first start (short, random, kept)."""
    path = folder / "id"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=folder, prefix="id.") as part:
            part.write(random.token_hex(ID_BYTES))
            part.flush()
            os.chmod(part.name, 0o644)
            with contextlib.suppress(FileExistsError):  # another process was first: its id is the id
                os.link(part.name, path)
    return path.read_text().strip()


def region_of(folder: Path) -> str:
    """Return the city whose office the copy in `folder` is, as it was told at its first start; "" where it was not."""
    path = folder / "region"
    return path.read_text().strip() if path.exists() else ""


def settle_in(folder: Path, region: str) -> None:
    """Keep the city of a copy. Raises WrongRegion where it is that of another city already."""
    known = region_of(folder)
    if known and known != region:
        raise WrongRegion(f"The copy in {folder} is the office of {known}: give {region} a folder of its own (--data).")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "region").write_text(region)


def install(folder: Path) -> str:
    """Make what the copy in `folder` lacks (id, folders, keys) and return its id."""
    identity = copy_id(folder)
    for name in ("run", "log", "static"):
        (folder / name).mkdir(exist_ok=True)
    secrets.load(folder)
    return identity
