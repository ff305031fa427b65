"""A web worker is small: it carries no charts and no columns of data."""

import os
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src"
NOT_HERE = ("altair", "vl_convert", "duckdb", "pyarrow", "pandas", "numpy")
MOST_MB = 250  # loaded, before its first request; 300 after a day
LOADED = f"""
import sys, psutil
import tongban.config.wsgi
from django.urls import get_resolver
get_resolver().url_patterns
print(",".join(name for name in {NOT_HERE!r} if name in sys.modules))
print(psutil.Process().memory_info().rss // 1024**2)
"""


def test_a_web_worker_loads_neither_charts_nor_duckdb_and_stays_small() -> None:
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "DJANGO_SETTINGS_MODULE": "tongban.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", LOADED], env=environment, capture_output=True, text=True, check=True, timeout=120
    )
    found, megabytes = done.stdout.splitlines()
    assert found == ""
    assert int(megabytes) < MOST_MB
