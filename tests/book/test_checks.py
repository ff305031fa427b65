"""What can be judged without running the product: style, types, the direction of imports."""

import subprocess
import sys

import pytest
from tests.conftest import PROJECT

CHECKS = {
    "style": ["-m", "ruff", "check", "src", "tests", "bench"],
    "layout": ["-m", "ruff", "format", "--check", "src", "tests", "bench"],
    "types": ["-m", "mypy"],
    "imports": ["-c", "from importlinter.cli import lint_imports_command as lint; lint()"],
}


@pytest.mark.parametrize("name", CHECKS)
def test_the_tools_have_nothing_to_say(name: str) -> None:
    done = subprocess.run(
        [sys.executable, *CHECKS[name]],
        cwd=PROJECT,
        env={"PYTHONPATH": str(PROJECT / "src"), "PATH": "/usr/bin:/bin", "HOME": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
