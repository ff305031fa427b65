"""What a service costs: files written by hand and their lines. More than three files is a fault of the design."""

import re

from tests.book.generated import keep_true
from tests.conftest import PROJECT

from tongban.casework.catalogue import services

HEAD = """# What a service costs

Files written by hand for each service, with their lines. Written by `tests/book/test_cost_of_a_service.py`; a service
that names itself anywhere else in the source fails that test.

| code | service | definition | story test | files |
|---|---|---|---|---|
"""
SHARED = re.compile(r"services/driver/(papers|materials)\.py$")


def of_code(folder: str, code: str) -> list[tuple[str, int]]:
    """The files of a folder that are about one service: named after it, or defining it."""
    found = []
    for path in sorted((PROJECT / folder).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if path.name.startswith(f"{code.lower()}_") or re.match(rf'"""{code}\b', text):
            found.append((str(path.relative_to(PROJECT)), text.count("\n")))
    return found


def test_every_service_costs_at_most_three_files() -> None:
    rows = []
    for code, service in services.items():
        definition, story = of_code("src/tongban/services", code), of_code("tests/stories", code)
        assert len(definition) == 1, f"{code} has {len(definition)} definitions"
        assert len(story) == 1, f"{code} has {len(story)} story tests (the docstring begins with the code)"
        rows.append(
            f"| {code} | {service.name.en} | {definition[0][1]} lines | {story[0][1]} lines"
            f" | {len(definition + story)} |"
        )
    keep_true("services.md", HEAD + "\n".join(rows) + "\n")


def test_no_code_outside_its_files_knows_a_service() -> None:
    """Only the story of `up --check`, and the province's catalogue as data, name services."""
    allowed = {"src/tongban/config/story.py", "src/tongban/outlets/catalogue.py"}
    named = set()
    for path in (PROJECT / "src" / "tongban").rglob("*.py"):
        where = str(path.relative_to(PROJECT))
        if where.startswith(("src/tongban/services/", "src/tongban/demo", "src/tongban/law")) or "migrations" in where:
            continue
        if re.search(r'"[DV]\d\d"', path.read_text(encoding="utf-8")):
            named.add(where)
    assert named <= allowed, sorted(named - allowed)


def test_the_chapter_about_a_new_service_shows_the_real_file() -> None:
    chapter = (PROJECT / "docs" / "02-a-new-service.md").read_text(encoding="utf-8")
    [(path, _)] = of_code("src/tongban/services", "D09")
    assert (PROJECT / path).read_text(encoding="utf-8").rstrip() in chapter
