"""`./tongban law check`: packs are judged without a database, in words that help."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tongban.config import cli

EXAMPLES = Path(__file__).parents[2] / "docs" / "packs"
WINDOW = EXAMPLES / "renewal-window-120.toml"


def check(*paths: Path) -> tuple[int, str]:
    answer = CliRunner().invoke(cli.app, ["law", "check", *map(str, paths)])
    return answer.exit_code, answer.output


def test_the_examples_can_be_laid_over_the_book_together() -> None:
    code, told = check(*EXAMPLES.glob("*.toml"))
    assert code == 0
    assert "ok  renewal-window-120: new_rule from 2027-01-01 in 320000; renewal.open_days" in told


def test_two_packs_that_contradict_each_other_are_both_named(tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    text = WINDOW.read_text(encoding="utf-8").replace('"renewal-window-120"', '"window-150"')
    other.write_text(text.replace("value = 120", "value = 150"), encoding="utf-8")
    code, told = check(WINDOW, other)
    assert code == 1
    for part in ("renewal-window-120", "window-150", "renewal.open_days", "2027-01-01", "region 320000"):
        assert part in told


def test_a_file_that_is_not_there_or_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "picture.toml").write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "picture.toml", tmp_path / "nowhere.toml"):
        code, told = check(path)
        assert code == 1
        assert f"{path}: cannot be read" in told


def test_the_authoritys_own_folder_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "renewal.toml").write_text(
        '[topic]\nname = "renewal"\nchecked_until = 2026-11-22\n[[open_days]]\nsince = 2027-01-01\nvalue = 100\n'
        'unit = "days"\nsource = "own"\nconfidence = "known"\nregion = "320000"\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("TONGBAN_LAW", str(tmp_path))
    code, told = check(WINDOW)
    assert code == 1
    assert "renewal-window-120 and the book contradict each other" in told
