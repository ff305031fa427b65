"""`./tongban test`: the whole suite, browser included, or a plain word about what could not be run."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

from tongban.config.install import PROJECT
from tongban.config.steps import Steps
from tongban.law.text import Text

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
BROWSER_TESTS = "tests/browser"
# two workers, each with a database and a sandbox of its own: the machine the budgets are for has two cores
SPREAD = ("-n", "2", "--dist", "loadfile")
APT = (
    ("apt-get", "update", "-qq"),
    ("apt-get", "install", "-y", "-qq", "--no-install-recommends"),
)
HARDWARE = ("softhsm2-util", "softhsm2")  # a hardware module for tests: its program and Debian's package


def run(arguments: Sequence[str] = ()) -> int:
    """Run pytest with the arguments; returns its exit code, or 1 where CI lacks a browser."""
    steps = Steps()
    browser = find_chromium() or _install_chromium(steps)
    if not shutil.which(HARDWARE[0]):
        _install(steps, Text(zh="安装 SoftHSM", en="Installing SoftHSM"), HARDWARE[1])
    spread = SPREAD if worth_spreading(arguments) else ()
    command = [sys.executable, "-m", "pytest", *spread, *arguments]
    if not browser:
        command.append(f"--ignore={BROWSER_TESTS}")
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "src")}
    if browser:
        environment["TONGBAN_CHROMIUM"] = browser
    code = subprocess.run(command, cwd=PROJECT, env=environment, check=False).returncode
    if browser:
        return code
    steps.say(
        Text(
            zh="没有 Chromium 浏览器：{tests} 中的测试没有运行。请安装软件包 chromium。",
            en="There is no Chromium: the tests in {tests} were not run. Install the package chromium.",
        ).fill(tests=BROWSER_TESTS)
    )
    return 1 if os.environ.get("CI") else code


def worth_spreading(arguments: Sequence[str]) -> bool:
    """False where one process is as fast: a file or two is named; and where the arguments say it themselves."""
    files = sum(".py" in one for one in arguments)
    return not 1 <= files <= 2 and not any(one.startswith("-n") for one in arguments)


def find_chromium() -> str | None:
    """Return the path of an installed Chromium, None where there is none."""
    return next((found for name in CHROMIUM if (found := shutil.which(name))), None)


def _install_chromium(steps: Steps) -> str | None:
    """Install Debian's Chromium; None where that is not possible."""
    _install(steps, Text(zh="安装 Chromium 浏览器", en="Installing Chromium"), "chromium")
    return find_chromium()


def _install(steps: Steps, doing: Text, package: str) -> None:
    """Install one of Debian's packages where we may (root, apt); what needs it says so where it is missing."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    with steps.step(doing) as tell:
        for command in (APT[0], (*APT[1], package)):
            environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
            if done.returncode:
                tell(done.stderr)
