"""The shape of the house: who imports whom, how rooms open, how long a file and a function may be.

The layers themselves are contracts of import-linter in pyproject.toml; test_checks.py runs them.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import grimp
import pytest
from tests.conftest import PROJECT

SRC = PROJECT / "src"
PACKAGES = ("tongban", "tongban_sandbox", "tongban_site")
BANNED = {"utils.py", "helpers.py", "managers.py", "mixins.py", "common.py", "misc.py"}
LONGEST_FILE = 450
LONGEST_FUNCTION = 60
OPENING_PAGE = range(15, 41)
# Longer than a function should be, each with what excuses it. A name that is not needed any more fails, too.
LONG_FUNCTIONS: dict[str, str] = {}


def files() -> list[Path]:
    return [
        path for package in PACKAGES for path in sorted((SRC / package).rglob("*.py")) if "migrations" not in path.parts
    ]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports() -> grimp.ImportGraph:
    return grimp.build_graph(*PACKAGES, exclude_type_checking_imports=True, cache_dir=None)


def room_of(module: str) -> str:
    """The room a module belongs to: registers.drivers is one, so is a room inside one that keeps tables of its own."""
    parts = module.split(".")
    inner = [room for room in rooms_with_models() if f"{module}.".startswith(f"{room}.")]
    return max(inner, key=len, default=".".join(parts[:3] if parts[1:2] == ["registers"] else parts[:2]))


@cache
def rooms_with_models() -> list[str]:
    found = {module.rpartition(".models")[0] for module in imports().modules if module.endswith(".models")}
    return sorted(room for room in found if room.startswith("tongban."))


def test_there_are_rooms_to_judge() -> None:
    assert {"tongban.people", "tongban.casework", "tongban.registers.drivers"} <= set(rooms_with_models())


@pytest.mark.parametrize("room", rooms_with_models())
def test_nobody_imports_another_rooms_models(room: str) -> None:
    graph = imports()
    models = [one for one in graph.modules if one == f"{room}.models" or one.startswith(f"{room}.models.")]
    foreign = sorted(
        f"{importer} imports {model}"
        for model in models
        for importer in graph.find_modules_that_directly_import(model)
        if room_of(importer) != room
    )
    assert not foreign, "\n".join(foreign)


def test_the_law_knows_neither_django_nor_any_room() -> None:
    """A jurist can import it in a notebook."""
    for path in (SRC / "tongban" / "law").rglob("*.py"):
        for module in _imported(path):
            assert not module.startswith("django"), f"{path.name} imports {module}"
            assert not module.startswith("tongban.") or module.startswith("tongban.law"), f"{path.name}: {module}"


@pytest.mark.parametrize("room", rooms_with_models())
def test_a_room_opens_with_a_page_of_its_own_and_no_code(room: str) -> None:
    path = SRC / Path(*room.split(".")) / "__init__.py"
    tree = tree_of(path)
    page = ast.get_docstring(tree, clean=False) or ""
    assert len(page.strip().splitlines()) in OPENING_PAGE, f"{room}: {len(page.strip().splitlines())} lines"
    assert len(tree.body) == 1, f"{room} has code on its opening page"


def test_no_file_is_called_after_nothing() -> None:
    assert not [str(path) for path in files() if path.name in BANNED]


def test_a_file_fits_a_sitting() -> None:
    long = {str(path.relative_to(SRC)): _lines(path) for path in files() if _lines(path) > LONGEST_FILE}
    assert not long, long


def test_a_function_fits_the_eye() -> None:
    long = {name: length for path in files() for name, length in _functions(path) if length > LONGEST_FUNCTION}
    assert set(long) == set(LONG_FUNCTIONS), {
        name: length for name, length in long.items() if name not in LONG_FUNCTIONS
    }


def test_every_file_and_every_public_name_says_what_it_promises() -> None:
    silent = [name for path in files() for name in _silent(path)]
    assert not silent, "\n".join(silent)


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{path.relative_to(SRC)}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def _silent(path: Path) -> Iterator[str]:
    """Public functions and classes at the top of a module without a docstring; Django's own shapes excepted."""
    if path.name in ("apps.py", "__main__.py"):
        return
    tree = tree_of(path)
    if tree.body and not ast.get_docstring(tree):
        yield f"{path.relative_to(SRC)}: the file"
    for node in tree.body:
        named = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        if named and not node.name.startswith("_") and not ast.get_docstring(node):
            yield f"{path.relative_to(SRC)}: {node.name}"


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
