"""The Chinese type of PDFs and charts: finding Debian's Noto CJK, and getting it where it is missing.

Looked for in the folder of this copy first, then through fontconfig. Got as root by installing the package,
as an ordinary user by downloading it and unpacking it into the copy's folder. Nothing here ever raises: a
machine without the font still starts, and says in words what it cannot do.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tongban.law.text import Text

PACKAGE = "fonts-noto-cjk"
FAMILY = "Noto Sans CJK SC"
PATTERN = "NotoSans*CJK*"
TIME_LIMIT_SECONDS = 240

_found: dict[Path, list[Path]] = {}
_FOUND = Text(zh="中文字体已就绪：{where}", en="The Chinese font is there: {where}")
_INSTALLING = Text(zh="正在安装中文字体（fonts-noto-cjk）", en="installing the Chinese font (fonts-noto-cjk)")
_FETCHING = Text(zh="正在下载中文字体（fonts-noto-cjk）", en="fetching the Chinese font (fonts-noto-cjk)")
_NOT_HAD = Text(
    zh="没有取得中文字体：{why}。回执和通知的 PDF 暂时无法生成，其余功能不受影响。"
    "可由管理员运行：apt-get install fonts-noto-cjk",
    en="The Chinese font could not be had: {why}. PDFs of receipts and notices cannot be made, everything "
    "else works. An administrator may run: apt-get install fonts-noto-cjk",
)
_NO_APT = Text(zh="这台机器没有 apt-get", en="this machine has no apt-get")
_TOOL_FAILED = Text(zh="{tool} 失败（{detail}）", en="{tool} failed ({detail})")
_NOTHING_INSIDE = Text(zh="软件包中没有字体文件", en="the package held no font file")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether the font is there, in which folders, and the words for it."""

    there: bool
    folders: tuple[Path, ...]
    message: Text


class _Failed(Exception):
    """A step of getting the font failed; carries the words."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


def find(home: Path) -> list[Path]:
    """Return the folders that hold Noto Sans CJK: of this copy (`home`/fonts), else of the system."""
    if home not in _found:  # asking fontconfig starts a program: a font that is there stays there
        folders = sorted({path.parent for path in (home / "fonts").rglob(PATTERN)}) or _of_the_system()
        if not folders:
            return []
        _found[home] = folders
    return _found[home]


def obtain(home: Path, progress: Callable[[Text], None]) -> Outcome:
    """Get the font where it is missing; `progress` is told what happens. Takes up to four minutes a step."""
    folders = find(home)
    if not folders:
        try:
            if os.geteuid() == 0:
                _install(progress)
            else:
                _unpack(home / "fonts", progress)
            folders = find(home)
            if not folders:
                raise _Failed(_NOTHING_INSIDE)
        except _Failed as failure:
            return Outcome(False, (), _NOT_HAD.fill(why=failure.why))
    return Outcome(True, tuple(folders), _FOUND.fill(where=", ".join(map(str, folders))))


def _of_the_system() -> list[Path]:
    """Ask fontconfig; a machine without it has no fonts that we could name."""
    try:
        listed = _run(["fc-list", f":family={FAMILY}", "file"])
    except _Failed:
        return []
    files = [Path(line.split(":")[0].strip()) for line in listed.splitlines() if line.strip()]
    return sorted({path.parent for path in files if path.match(PATTERN)})


def _install(progress: Callable[[Text], None]) -> None:
    """As root: the package. Without an index of packages (a fresh image) fetch that first."""
    progress(_INSTALLING)
    install = ["apt-get", "install", "-y", "--no-install-recommends", PACKAGE]
    try:
        _run(install)
    except _Failed:
        _run(["apt-get", "update"])
        _run(install)


def _unpack(folder: Path, progress: Callable[[Text], None]) -> None:
    """As an ordinary user: download the package, unpack it aside, move the fonts in when all are there."""
    progress(_FETCHING)
    with tempfile.TemporaryDirectory(prefix="tongban-fonts-") as name:
        work = Path(name)
        _run(["apt-get", "download", PACKAGE], cwd=work)
        for package in work.glob("*.deb"):
            _run(["dpkg", "-x", str(package), str(work / "unpacked")])
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for font in sorted((work / "unpacked").rglob(PATTERN)):
                draft = folder / f".{font.name}.draft"
                shutil.copyfile(font, draft)
                os.replace(draft, folder / font.name)
        except OSError as error:
            raise _Failed(_TOOL_FAILED.fill(tool=str(folder), detail=error.strerror or str(error))) from error


def _run(command: list[str], cwd: Path | None = None) -> str:
    """Run a tool of the system and return what it printed; raise `_Failed` with its last line."""
    if shutil.which(command[0]) is None:
        raise _Failed(_NO_APT if command[0] == "apt-get" else _TOOL_FAILED.fill(tool=command[0], detail="?"))
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    try:
        done = subprocess.run(
            command, cwd=cwd, env=environment, capture_output=True, text=True,
            timeout=TIME_LIMIT_SECONDS, check=True,
        )  # fmt: skip
    except subprocess.CalledProcessError as error:
        said = (error.stderr or error.stdout or "").strip().splitlines()
        detail = said[-1] if said else f"exit {error.returncode}"
        raise _Failed(_TOOL_FAILED.fill(tool=command[0], detail=detail)) from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _Failed(_TOOL_FAILED.fill(tool=command[0], detail=str(error))) from error
    return done.stdout
