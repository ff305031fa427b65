"""Everything that differs between deployments is an environment variable, and every one stands in one table."""

import re

from tests.conftest import PROJECT

from tongban.config import settings

SRC = PROJECT / "src"
READ = re.compile(r"environ(?:\.get\(|\.setdefault\(|\[|\.pop\()\s*[\"']([A-Z][A-Z0-9_]+)[\"']")
ROW = re.compile(r"^\| ([A-Z][A-Z0-9_]+) \|", re.MULTILINE)
# The machine's own: what any program on it finds, and no setting of ours.
OF_THE_MACHINE = {"PATH", "HOME", "USER", "LANG", "LANGUAGE", "LC_ALL", "CI", "TMPDIR", "NO_COLOR"}
OF_THE_MACHINE |= {"XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "SSL_CERT_FILE", "DJANGO_SETTINGS_MODULE"}
OF_THE_MACHINE |= {"PIP_CERT", "PIP_CONFIG_FILE", "PIP_INDEX_URL"}


def read_in_code() -> set[str]:
    return {name for path in SRC.rglob("*.py") for name in READ.findall(path.read_text(encoding="utf-8"))}


def documented() -> set[str]:
    return set(ROW.findall(settings.__doc__ or ""))


def test_every_environment_variable_the_code_reads_is_in_the_table() -> None:
    missing = read_in_code() - documented() - OF_THE_MACHINE
    assert not missing, f"say what they mean in config/settings.py: {sorted(missing)}"


def test_the_table_names_nothing_that_nobody_reads() -> None:
    code = [path for folder in ("src", "tests", "bench") for path in (PROJECT / folder).rglob("*.py")]
    text = "".join(path.read_text(encoding="utf-8") for path in code if path.name != "settings.py")
    idle = {name for name in documented() if f'"{name}"' not in text} - read_in_code()
    assert not idle, f"nobody reads {sorted(idle)}"


def test_cookies_carry_the_deployment_because_they_ignore_ports() -> None:
    for name in ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME"):
        assert settings.TONGBAN_ID in getattr(settings, name)
