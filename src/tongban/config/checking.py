"""`./tongban check`: everything that can be judged without running the product."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence

from tongban.config.install import PROJECT
from tongban.config.steps import Steps
from tongban.law.text import Text

CHECKS: tuple[tuple[Text, Sequence[str]], ...] = (
    (Text(zh="代码风格（ruff）", en="Lint (ruff)"), ("-m", "ruff", "check", "src", "tests", "bench")),
    (Text(zh="类型（mypy）", en="Types (mypy)"), ("-m", "mypy", "src")),
    (
        Text(zh="导入方向（import-linter）", en="Import contracts (import-linter)"),
        ("-c", "from importlinter.cli import lint_imports_command as lint; lint()"),
    ),
    (
        Text(zh="全书测试（tests/book）", en="Tests of the book (tests/book)"),
        ("-m", "pytest", "-q", "tests/book", "tests/web/api/test_catalogue.py"),  # both keep docs/generated true
    ),
)


def run(law: bool = False, write: bool = False) -> int:
    """Run every check and say which failed; 0 where none did.

    `law`: also change each parameter of the law and see that some case fails. `write`: let the tests of the
    book rewrite the generated tables (TONGBAN_WRITE=1) instead of comparing them.
    """
    steps, failed = Steps(), []
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "src"), "TONGBAN_WRITE": "1" if write else ""}
    for words, arguments in CHECKS:
        begun = time.monotonic()
        done = subprocess.run(
            [sys.executable, *(one for one in arguments if _is_there(one))],
            cwd=PROJECT, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        verdict = "FAIL" if done.returncode else "ok  "
        steps.line(f"{verdict} {steps.words(words)}  {time.monotonic() - begun:.1f} s")
        if done.returncode:
            failed.append(words)
            steps.line(done.stdout + done.stderr)
    if law and not _law_is_watched(steps):
        failed.append(Text(zh="法规参数", en="Law parameters"))
    return 1 if failed else 0


def _law_is_watched(steps: Steps) -> bool:
    """Change each parameter of the law; True where some jurist's case notices every change."""
    from tongban.law.mutation import unnoticed

    missed = unnoticed(PROJECT / "tests" / "law" / "cases")
    for change in missed:
        steps.line(f"     {change}")
    steps.say(
        Text(zh="法规参数：{n} 处改动没有案例发现", en="Law parameters: {n} changes that no case notices").fill(
            n=len(missed)
        )
    )
    return not missed


def _is_there(argument: str) -> bool:
    """A folder that a young project does not have yet is no fault."""
    return argument not in ("bench",) or (PROJECT / argument).is_dir()
