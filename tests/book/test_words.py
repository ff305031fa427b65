"""One word for each thing: docs/words.md says which, and no name in the source uses another.

Names are what counts: of modules, classes, functions, arguments, variables, fields of tables and members of answers.
Words in sentences are free.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import DateField, DateTimeField
from tests.conftest import PROJECT

SRC = PROJECT / "src"
BOOK = PROJECT / "docs" / "words.md"
LAST_CELL = re.compile(r"^\|(?:[^|\n]*\|)*([^|\n]*)\|$", re.MULTILINE)
# Names that use such a word and have to: the word, the name, why.
ALLOWED: dict[tuple[str, str], str] = {
    ("permit", "_PERMITS"): "residence permits of Hong Kong, Macao and Taiwan residents",
    ("permit", "_TAIWAN_PERMIT"): "one of them",
    ("category", "category"): "the member of ISO/IEC 18013-5 that holds the licence class",
    ("tolerance", "MFA_TOTP_TOLERANCE"): "a setting of django-allauth",
    ("reissue", "reissue"): "a credential is made again; no service of the law is meant",
    ("tolerance", "TOLERANCE_SECONDS"): "how far two clocks may differ",
}


INSTANTS = {"at", "valid_until", "last_login", "expire_date"}  # the last three: ISO/IEC 18013-5, and Django twice


def forbidden() -> set[str]:
    """The words of the last column."""
    cells = LAST_CELL.findall(BOOK.read_text(encoding="utf-8"))
    return {word for cell in cells for word in re.findall(r"`([a-z_]+)`", cell)}


@cache
def names() -> dict[str, set[str]]:
    """Every name in the source, with the files that use it."""
    found: dict[str, set[str]] = {}
    for path in sorted(SRC.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        for name in {path.stem, *_names(path)}:
            found.setdefault(name, set()).add(str(path.relative_to(SRC)))
    return found


def _names(path: Path) -> Iterator[str]:
    """Names that are ours: what is only imported or called from a library is its author's choice."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def uses(word: str, name: str) -> bool:
    """True where a name holds the word as a part of its own: permit in DrivingPermit, not in permitted."""
    parts = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().strip("_").replace("learner_permit", "")
    return re.search(rf"(?:^|_){word}(?:s|es)?(?:_|$)", parts) is not None


def test_the_book_names_words_to_avoid() -> None:
    assert {"permit", "keeper", "sticker", "category"} <= forbidden()
    assert uses("permit", "DrivingPermit") and uses("permit", "old_permits") and not uses("permit", "permitted")
    assert not uses("permit", "learner_permit_serial")


@pytest.mark.parametrize("word", sorted(forbidden()))
def test_no_name_uses_another_word(word: str) -> None:
    wrong = {name: sorted(where) for name, where in names().items() if uses(word, name) and (word, name) not in ALLOWED}
    assert not wrong, wrong


def test_every_exception_is_still_needed() -> None:
    idle = [(word, name) for word, name in ALLOWED if name not in names()]
    assert not idle, idle


def test_days_and_instants_are_named_as_what_they_are() -> None:
    """A field that holds an instant ends in _at. One that holds a day of the law never does."""
    wrong = []
    for model in apps.get_models():
        for field in model._meta.local_fields if model.__module__.startswith("tongban.") else ():
            instant = field.name.endswith("_at") or field.name in INSTANTS
            if isinstance(field, DateTimeField) and not instant:
                wrong.append(f"{model._meta.label}.{field.name} is an instant")
            elif type(field) is DateField and instant:
                wrong.append(f"{model._meta.label}.{field.name} is a day")
    assert not wrong, wrong


def test_comments_promise_nothing_for_later() -> None:
    """What is missing stands in an issue, not in a comment."""
    found = []
    for path in sorted(SRC.rglob("*.py")):
        with io.StringIO(path.read_text(encoding="utf-8")) as text:
            for token in tokenize.generate_tokens(text.readline):
                if token.type == tokenize.COMMENT and re.search(r"\b(?:TODO|FIXME|XXX|HACK|noqa)\b", token.string):
                    found.append(f"{path.relative_to(SRC)}:{token.start[0]} {token.string}")
    assert not found, found
