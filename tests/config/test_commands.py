"""The commands of developers, and how the command line behaves."""

import io
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from tongban.config import benching, checking, cli, testing
from tongban.config.embedded import DatabaseError
from tongban.config.steps import Steps, language
from tongban.law.text import Text

ASKED_FOR = (
    *("up", "test", "check", "bench", "service", "entries", "licence"),
    *("catalogue", "migrate", "manage", "worker", "keys", "pages"),
)


def test_every_command_is_in_the_help() -> None:
    told = CliRunner().invoke(cli.app, ["--help"]).output
    assert [name for name in ASKED_FOR if f" {name} " not in told] == []


def test_a_failure_that_was_foreseen_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(**_: object) -> int:
        raise DatabaseError("PostgreSQL did not start.")

    monkeypatch.setattr("tongban.config.up.up", fail)
    monkeypatch.setattr(sys, "argv", ["tongban", "up"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    assert capsys.readouterr().err == "PostgreSQL did not start.\n"


class Ran:
    """Stands in for subprocess.run; remembers what was asked for."""

    def __init__(self, code: int) -> None:
        self.code = code
        self.commands: list[Sequence[str]] = []

    def __call__(self, command: Sequence[str], **_: object) -> subprocess.CompletedProcess[str]:
        self.commands.append(command)
        return subprocess.CompletedProcess(command, self.code)


@pytest.mark.parametrize(("in_ci", "code"), [("", 0), ("true", 1)])
def test_without_a_browser_the_suite_says_so_and_fails_in_ci_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], in_ci: str, code: int
) -> None:
    ran = Ran(0)
    monkeypatch.setattr(subprocess, "run", ran)
    monkeypatch.setattr(testing, "find_chromium", lambda: None)
    monkeypatch.setattr(testing, "_install_chromium", lambda steps: None)
    monkeypatch.setenv("CI", in_ci)
    assert testing.run(["-k", "fees"]) == code
    assert list(ran.commands[0][1:]) == ["-m", "pytest", *testing.SPREAD, "-k", "fees", "--ignore=tests/browser"]
    assert "tests/browser" in capsys.readouterr().out


def test_with_a_browser_the_whole_suite_runs_and_its_answer_is_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    ran = Ran(3)
    monkeypatch.setattr(subprocess, "run", ran)
    monkeypatch.setattr(testing, "find_chromium", lambda: "/usr/bin/chromium")
    assert testing.run() == 3
    assert list(ran.commands[0][1:]) == ["-m", "pytest", *testing.SPREAD]


def test_a_file_or_two_stay_in_one_process() -> None:
    assert not testing.worth_spreading(["tests/law/test_days.py", "-q"])
    assert not testing.worth_spreading(["-n", "1", "tests/law"])
    assert testing.worth_spreading(["tests/law"])
    assert testing.worth_spreading(["tests/a.py", "tests/b.py", "tests/c.py"])


@pytest.mark.parametrize(("end", "code"), [("pass", 0), ("raise SystemExit('a fault on line 7')", 1)])
def test_one_check_that_fails_fails_the_whole_and_shows_what_it_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], end: str, code: int
) -> None:
    good, tried = Text(zh="好", en="good"), Text(zh="试", en="tried")
    monkeypatch.setattr(checking, "CHECKS", ((good, ("-c", "pass")), (tried, ("-c", end))))
    assert checking.run() == code
    assert ("a fault on line 7" in capsys.readouterr().out) is bool(code)


A_BENCHMARK = """
def measure(*, quick, progress):
    progress("measuring")
    print("a program that was started")
    return {"value": 10, "unit": "cases/s", "ratio": 0.5, "met": not quick, "sizes": {"cases": 3}}
"""


@pytest.fixture
def benchmarks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bench").mkdir()
    (tmp_path / "bench" / "little.py").write_text(A_BENCHMARK)
    monkeypatch.setattr(benching, "names", lambda: ["little"])
    monkeypatch.setattr(benching, "PROJECT", tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "bench", raising=False)


def test_a_benchmark_prints_one_object_on_stdout_and_progress_beside_it(
    benchmarks: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert benching.run("little", as_json=True) == 0
    told = capsys.readouterr()
    result = json.loads(told.out)
    assert set(result) == set(benching.KEYS)
    assert result["name"] == "little"
    assert result["sizes"] == {"cases": 3}
    assert "measuring" in told.err and "a program that was started" in told.err


def test_a_quick_run_says_that_it_was_one_and_a_bar_not_met_is_an_error(
    benchmarks: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert benching.run("little", as_json=True, quick=True) == 1
    assert json.loads(capsys.readouterr().out)["sizes"] == {"cases": 3, "quick": True}


def test_a_benchmark_that_does_not_exist_names_those_that_do(
    benchmarks: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert benching.run("large") == 2
    assert "little" in capsys.readouterr().err


def test_steps_in_a_log_are_lines_with_what_was_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGBAN_LANGUAGE", "zh")
    shown = io.StringIO()
    steps = Steps(Console(file=shown))
    with steps.step(Text(zh="数据库", en="Database")) as tell:
        tell("[recovery] 10%")
    with pytest.raises(ValueError, match="no"), steps.step(Text(zh="表", en="Tables")):
        raise ValueError("no")
    lines = shown.getvalue().splitlines()
    assert lines[0].strip() == "[recovery] 10%"
    assert lines[1].startswith("✓ 数据库")
    assert lines[2].startswith("✗ 表")


@pytest.mark.parametrize(("lang", "expected"), [("zh_CN.UTF-8", "zh"), ("de_DE.UTF-8", "en"), ("", "en")])
def test_the_terminal_is_spoken_to_in_its_language(monkeypatch: pytest.MonkeyPatch, lang: str, expected: str) -> None:
    for name in ("TONGBAN_LANGUAGE", "LC_ALL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", lang)
    assert language() == expected
