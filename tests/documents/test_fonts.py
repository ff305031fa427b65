"""Finding and getting the Chinese type, with a stand-in for the tools of the system."""

import os
from pathlib import Path

import pytest

from tongban.documents import fonts
from tongban.law.text import Text


def a_tool(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH with nothing on it but a shell's own tools and what a test puts there."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in ("sh", "mkdir", "touch", "cp"):
        (folder / tool).symlink_to(Path("/bin") / tool)
    monkeypatch.setenv("PATH", str(folder))
    return folder


def as_user(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: number)


def test_fonts_of_this_copy_come_before_those_of_the_system(tmp_path: Path) -> None:
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "NotoSansCJK-Regular.ttc").touch()
    assert fonts.find(tmp_path) == [tmp_path / "fonts"]


def test_fonts_of_the_system_are_found_through_fontconfig(tools: Path, tmp_path: Path) -> None:
    a_tool(
        tools,
        "fc-list",
        'echo "/usr/share/x/NotoSansCJK-Bold.ttc: "; echo "/usr/share/x/NotoSansCJK-Regular.ttc: "',
    )
    assert fonts.find(tmp_path) == [Path("/usr/share/x")]


def test_without_fontconfig_nothing_is_found_and_nothing_raised(tools: Path, tmp_path: Path) -> None:
    assert fonts.find(tmp_path) == []


def test_an_ordinary_user_downloads_and_unpacks(tools: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    as_user(monkeypatch, 1000)
    a_tool(tools, "apt-get", 'test "$1" = download && touch fonts-noto-cjk_1_all.deb')
    a_tool(tools, "dpkg", 'mkdir -p "$3/usr/share" && touch "$3/usr/share/NotoSansCJK-Regular.ttc"')
    heard: list[Text] = []
    outcome = fonts.obtain(tmp_path / "home", heard.append)
    assert outcome.there and outcome.folders == (tmp_path / "home" / "fonts",)
    assert [path.name for path in (tmp_path / "home" / "fonts").iterdir()] == ["NotoSansCJK-Regular.ttc"]
    assert heard


def test_root_installs_the_package_and_fetches_the_index_where_it_is_missing(
    tools: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_user(monkeypatch, 0)
    mark = tmp_path / "updated"
    a_tool(tools, "apt-get", f'if [ "$1" = update ]; then touch {mark}; fi; test -e {mark}')
    a_tool(tools, "fc-list", f'if [ -e {mark} ]; then echo "/x/NotoSansCJK-Regular.ttc: "; fi')
    assert fonts.obtain(tmp_path / "home", lambda _: None).folders == (Path("/x"),)


@pytest.mark.parametrize("user", [0, 1000])
def test_where_it_cannot_be_had_the_words_say_why_and_nothing_is_raised(
    tools: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, user: int
) -> None:
    as_user(monkeypatch, user)
    a_tool(tools, "apt-get", 'echo "E: the network is cut" >&2; exit 100')
    outcome = fonts.obtain(tmp_path / "home", lambda _: None)
    assert not outcome.there
    assert "the network is cut" in outcome.message.en and "apt-get install fonts-noto-cjk" in outcome.message.zh


def test_a_machine_of_another_kind_is_told_that_it_has_no_apt(
    tools: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_user(monkeypatch, 1000)
    outcome = fonts.obtain(tmp_path / "home", lambda _: None)
    assert not outcome.there and "apt-get" in outcome.message.zh


def test_a_package_without_a_font_is_not_taken_for_one(
    tools: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_user(monkeypatch, 1000)
    a_tool(tools, "apt-get", "touch fonts-noto-cjk_1_all.deb")
    a_tool(tools, "dpkg", 'mkdir -p "$3"')
    assert not fonts.obtain(tmp_path / "home", lambda _: None).there


def test_what_is_there_is_not_fetched_again(tools: Path, tmp_path: Path) -> None:
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "NotoSansCJK-Regular.ttc").touch()
    assert fonts.obtain(tmp_path, lambda _: None).there
