"""The launcher in a project of three files: the environment it makes, and where it lets a copy live."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.config.conftest import Ordinary

from tongban.config import obtain_pip
from tongban.config.install import PROJECT

CLI = "import os, sys; print('|'.join([os.environ['TONGBAN_HOME'], sys.prefix, *sys.argv[1:]]))"


def a_project(folder: Path) -> Path:
    package = folder / "src" / "tongban" / "config"
    package.mkdir(parents=True)
    for name in (package.parent / "__init__.py", package / "__init__.py"):
        name.touch()
    (package / "cli.py").write_text(CLI)
    shutil.copy(PROJECT / "src/tongban/config/obtain_pip.py", package)
    for lock in ("requirements.lock", "requirements-dev.lock"):
        (folder / lock).write_text(f"# nothing is needed here ({lock})\n")
    shutil.copy(PROJECT / "tongban", folder)
    return folder


def start(project: Path, *arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    given = {name: value for name, value in os.environ.items() if name not in ("TONGBAN_HOME", "PYTHONPATH")}
    return subprocess.run(
        [str(project / "tongban"), *arguments],
        cwd=cwd, env={**given, **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_launcher_works_from_anywhere_and_in_a_path_with_space_and_chinese(tmp_path: Path) -> None:
    project = a_project(tmp_path / "通 办" / "a b")
    first = start(project, "up", "--port", "8 0", cwd=tmp_path)
    assert first.stdout.strip() == f"{project}/.tongban|{project}/.venv|up|--port|8 0", first.stderr
    assert "requirements.lock" in first.stderr
    second = start(project, "up", cwd=project)
    assert second.stderr == "", "the second start installs nothing"


def test_the_launcher_installs_what_developers_need_only_for_their_commands(tmp_path: Path) -> None:
    project = a_project(tmp_path / "p")
    assert "requirements-dev.lock" not in start(project, "up", cwd=tmp_path).stderr
    assert "requirements-dev.lock" in start(project, "test", cwd=tmp_path).stderr
    assert start(project, "check", cwd=tmp_path).stderr == ""
    (project / "requirements.lock").write_text("# another version\n")
    assert "requirements.lock" in start(project, "up", cwd=tmp_path).stderr


def test_a_project_of_root_serves_an_ordinary_user_who_gets_a_copy_of_their_own(ordinary: Ordinary) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs to be root first")
    project = a_project(ordinary.home / "roots project")
    assert start(project, "up", cwd=project).returncode == 0
    code = "import subprocess, sys; sys.exit(subprocess.run([sys.argv[1], 'up']).returncode)"
    done = ordinary.run(code.replace("sys.argv[1]", repr(str(project / "tongban"))), check=False)
    assert done.returncode == 0, done.stderr
    home, prefix, command = done.stdout.strip().split("|")
    assert home.startswith(f"{ordinary.home}/.local/state/tongban/")
    assert prefix in (f"{project}/.venv", f"{home}/venv")
    assert command == "up"


def an_index(folder: Path, content: bytes) -> str:
    page = folder / "pip"
    page.mkdir(parents=True)
    (page / "index.html").write_text(f'<a href="../files/{obtain_pip.WHEEL}#sha256=0">{obtain_pip.WHEEL}</a>')
    (folder / "files").mkdir()
    (folder / "files" / obtain_pip.WHEEL).write_bytes(content)
    return folder.as_uri()


def test_pip_from_an_index_must_have_the_hash_that_is_pinned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = an_index(tmp_path, b"a wheel")
    with pytest.raises(ValueError, match="hash"):
        obtain_pip.fetch(index)
    monkeypatch.setattr(obtain_pip, "SHA256", hashlib.sha256(b"a wheel").hexdigest())
    assert obtain_pip.fetch(index) == b"a wheel"


def test_pip_is_asked_for_where_pip_would_ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "pip.conf"
    config.write_text("[global]\nindex-url = file:///from-config\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(config))
    monkeypatch.setenv("PIP_INDEX_URL", "file:///from-environment")
    assert list(obtain_pip.indexes())[:2] == ["file:///from-environment", "file:///from-config"]
    assert list(obtain_pip.indexes())[-1] == obtain_pip.PUBLIC_INDEX


def test_an_index_without_the_wheel_is_named(tmp_path: Path) -> None:
    (tmp_path / "pip").mkdir()
    (tmp_path / "pip" / "index.html").write_text("<a href='pip-1.whl'>")
    with pytest.raises(ValueError, match=obtain_pip.WHEEL):
        obtain_pip.fetch(tmp_path.as_uri())


def test_obtaining_pip_needs_the_standard_library_only(tmp_path: Path) -> None:
    script = str(PROJECT / "src/tongban/config/obtain_pip.py")
    code = f"import runpy; runpy.run_path({script!r}, run_name='x')"
    subprocess.run([sys.executable, "-I", "-S", "-c", code], check=True)
