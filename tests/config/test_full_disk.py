"""A full disk: keys stay whole, logs are left out, work goes on. Each runs in a process with a limit on file size."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tongban.config import secrets

PROJECT = Path(__file__).resolve().parents[2]
LIMIT = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
FULL_DISK = LIMIT + "resource.setrlimit(resource.RLIMIT_FSIZE, (16, 16)); "


def run(code: str, home: Path, log: Path) -> int:
    """Run code in a process whose standard output and errors go to a file on a disk without room."""
    log.write_bytes(b"x" * 16)
    with log.open("ab") as full:
        environment = {
            **os.environ, "PYTHONPATH": str(PROJECT / "src"), "TONGBAN_HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1",
            "DJANGO_SETTINGS_MODULE": "tongban.config.settings",
        }  # fmt: skip
        return subprocess.run([sys.executable, "-c", code], env=environment, stdout=full, stderr=full).returncode


def test_keys_that_cannot_be_written_leave_the_old_ones_whole(tmp_path: Path) -> None:
    secrets.load(tmp_path)
    path = tmp_path / "secrets" / "keys.json"
    before = path.read_bytes()
    code = FULL_DISK + (
        "import sys; from pathlib import Path; from tongban.config import secrets\n"
        f"try: secrets.rotate_personal_key(Path({str(tmp_path)!r}))\n"
        "except secrets.NotKept: sys.exit(7)"
    )
    assert run(code, tmp_path, tmp_path / "log") == 7
    assert path.read_bytes() == before and json.loads(before)
    assert [one.name for one in path.parent.iterdir()] == ["keys.json"], "no half file is left"


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    secrets.load(tmp_path)
    code = (
        "import django; django.setup(); import logging, structlog, os; " + FULL_DISK +
        "structlog.get_logger('tongban.daily').info('done', files=3); logging.getLogger('tongban').error('a fault'); "
        "os._exit(5)"
    )  # fmt: skip
    assert run(code, tmp_path, tmp_path / "log") == 5
