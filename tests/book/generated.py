"""Generated chapters: written by the test that checks them, when `./tongban check --write` asks for it."""

import os

from tests.conftest import PROJECT


def keep_true(name: str, content: str) -> None:
    """Compare a generated file of docs/generated with what it should be, or write it."""
    path = PROJECT / "docs" / "generated" / name
    if os.environ.get("TONGBAN_WRITE"):
        path.write_text(content, encoding="utf-8")
    assert path.exists(), f"docs/generated/{name} is missing: ./tongban check --write"
    assert path.read_text(encoding="utf-8") == content, f"docs/generated/{name} is old: ./tongban check --write"
