"""The first thing a child process runs: ties its life to its parent, changes user if asked, becomes the
program.

Run as a script (`python -I -S child.py SIGNAL PARENT UID GID program arguments...`), because it must work
before any package is importable, and because code between fork and exec is not safe in a process with
threads. The program is a full path. UID and GID are `-` for "stay who you are". On systems without prctl(2)
the child only becomes the program.
"""

import ctypes
import os
import sys
from collections.abc import Sequence

PR_SET_PDEATHSIG = 1


def wrapped(program: Sequence[str], *, signal: int, owner: tuple[int, int] | None = None) -> list[str]:
    """Return the command that runs `program` as our child: it gets `signal` (0: none) when we end."""
    uid, gid = owner or ("-", "-")
    starter = [sys.executable, "-I", "-S", __file__, int(signal), os.getpid(), uid, gid]
    return [*map(str, starter), *program]


def main(arguments: list[str]) -> None:
    """Tie, change user, become the program; exits 1 where the parent has died meanwhile."""
    signal_number, parent, uid, gid, *program = arguments
    if uid != "-":
        os.setgroups([])
        os.setgid(int(gid))
        os.setuid(int(uid))
    if signal_number != "0" and sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(signal_number), 0, 0, 0)
        if os.getppid() != int(parent):
            sys.exit(1)
    os.execv(program[0], program)  # not execvp: it imports, which the new user may not be allowed to


if __name__ == "__main__":
    main(sys.argv[1:])
