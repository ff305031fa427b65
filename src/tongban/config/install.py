"""What a copy is given once, at its first start: its folder, its id, its keys."""

import contextlib
import os
import secrets as random
import tempfile
from pathlib import Path

from tongban.config import secrets

PROJECT = Path(__file__).resolve().parents[3]
ID_BYTES = 4


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


def install(folder: Path) -> str:
    """Make what the copy in `folder` lacks (id, folders, keys) and return its id."""
    identity = copy_id(folder)
    for name in ("run", "log", "static"):
        (folder / name).mkdir(exist_ok=True)
    secrets.load(folder)
    return identity
