"""The public pages of plans: sessions, the rule, every file, one's own lines, and the way to work it out again."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.allocation import sessions as built
from tests.allocation.sessions import DRAWN, PLAN, TODAY, prefer

from tongban.core import clock

pytestmark = pytest.mark.django_db
FILES = ("announcement", "sessions", "applicants", "slots", "proof")


def page(name: str, *arguments: str, **query: str) -> Any:
    return Client().get(reverse(f"public:{name}", args=arguments), query)


def test_a_plan_shows_its_sessions_with_capacity_and_its_rule_and_has_no_file_yet() -> None:
    built.a_site()
    built.a_plan()
    with clock.frozen(TODAY):
        listed = page("test_plans").content.decode()
        assert "十二月第二周" in listed and "南京第一考场" in listed
        shown = page("test_plan", PLAN).content.decode()
        assert "有优先资格的在前" in shown and "106" in shown
        assert [page(f"test_{name}", PLAN).status_code for name in FILES] == [404] * 5
        assert page("test_check", PLAN).status_code == 404


def test_the_published_files_are_enough_for_the_program_that_is_published_with_them(tmp_path: Path) -> None:
    built.a_site()
    built.a_plan()
    for order in range(1, 6):
        prefer(order, 1, 2, school="A" if order % 2 else "")
    commitment = built.fix()
    built.draw()
    built.run()
    with clock.frozen(DRAWN):
        for name, kind in zip(("proof", "sessions", "applicants", "slots"), ("json", "txt", "txt", "txt"), strict=True):
            (tmp_path / f"{name}.{kind}").write_bytes(page(f"test_{name}", PLAN).content)
        (tmp_path / "verify_assignment.py").write_bytes(page("test_program").content)
        assert page("test_check", PLAN).status_code == 200
        code = (tmp_path / "slots.txt").read_text().split("\t")[0]
        assert code in page("test_plan", PLAN, code=code.lower()).content.decode()
        assert "名单上没有这个编码" in page("test_plan", PLAN, code="NOBODYATALL2").content.decode()
    command = [
        sys.executable, "-I", "verify_assignment.py", "proof.json", "sessions.txt", "applicants.txt", "slots.txt",
        "--commitment", commitment,
    ]  # fmt: skip
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.count("✓")) == (0, 9), done.stdout
    command[-1] = "0" * 64
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 1
    assert subprocess.run(command[:4], cwd=tmp_path, capture_output=True, check=False).returncode == 2
    assert json.loads((tmp_path / "proof.json").read_text())["format"] == "tongban-assignment-1"


def test_the_format_is_published() -> None:
    assert b"tongban-assignment-1" in page("test_format").content
