"""Message catalogues: compiled at first start, in pure Python, so that a user needs no gettext."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parents[1]


def compile_catalogues(folder: Path = PACKAGE) -> list[Path]:
    """Compile every django.po whose .mo is missing or older; return the files written."""
    written = []
    for source in sorted(folder.glob("**/locale/*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parents[1].name)
        with target.open("wb") as file:
            write_mo(file, catalogue)
        written.append(target)
    return written
