"""A new service costs three files, and works before a word in them is changed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import PROJECT

from tongban.config.embedded import Urls
from tongban.services import scaffold

IGNORED = shutil.ignore_patterns("__pycache__", "*.mo", "node_modules", "mdl")


def files_of(folder: Path) -> set[Path]:
    return {path.relative_to(folder) for path in folder.rglob("*.py")}


def run(copy: Path, server: Urls, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": f"{copy / 'src'}{os.pathsep}{copy}",
        "TONGBAN_TEST_URL": server.app,
        "TONGBAN_TEST_OWNER_URL": server.owner,
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return subprocess.run(
        [sys.executable, "-m", *arguments], cwd=copy, env=environment, capture_output=True, text=True, check=False
    )


def test_a_new_service_costs_three_files_and_its_story_passes_at_once(tmp_path, server, capsys):
    for part in ("src", "tests"):
        shutil.copytree(PROJECT / part, tmp_path / part, ignore=IGNORED)
    for part in ("pyproject.toml", "requirements.lock"):
        shutil.copy(PROJECT / part, tmp_path / part)
    before = files_of(tmp_path)
    written = scaffold.new("D99", tmp_path)
    assert files_of(tmp_path) - before == {path.relative_to(tmp_path) for path in written}
    assert len(written) == 3
    assert "/me/apply/D99/" in capsys.readouterr().out

    style = run(tmp_path, server, "ruff", "check", *map(str, written))
    assert style.returncode == 0, style.stdout
    story = run(tmp_path, server, "pytest", "-q", str(written[-1]))
    assert story.returncode == 0, story.stdout[-3000:] + story.stderr[-2000:]


@pytest.mark.parametrize("wrong", ["d99", "D9", "D999", "../D99", "", "DDD99"])
def test_what_is_no_code_is_refused(tmp_path, wrong):
    with pytest.raises(ValueError, match="no code"):
        scaffold.new(wrong, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_service_that_is_there_is_not_overwritten():
    with pytest.raises(FileExistsError):
        scaffold.new("D06")
