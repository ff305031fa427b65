"""Catalogues are compiled without gettext, when they are older than their source."""

import gettext
import os
from pathlib import Path

from tongban.config.catalogues import compile_catalogues

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Renewal"\nmsgstr "期满换证"\n'


def a_catalogue(folder: Path) -> Path:
    source = folder / "web" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(PO, encoding="utf-8")
    return source


def test_a_catalogue_is_compiled_once(tmp_path: Path) -> None:
    source = a_catalogue(tmp_path)
    (written,) = compile_catalogues(tmp_path)
    with written.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Renewal") == "期满换证"
    assert compile_catalogues(tmp_path) == []
    later = written.stat().st_mtime + 10
    os.utime(source, (later, later))
    assert compile_catalogues(tmp_path) == [written]
