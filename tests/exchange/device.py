"""A machine of the sandbox in a process of its own, as the tests of its line protocol start, kill and talk to it."""

import contextlib
import socket
import subprocess
import sys
import time
from pathlib import Path

from tests.conftest import PROJECT, free_port


class Device:
    """A simulated machine: `program` is its module in the sandbox, `home` keeps what it remembers when it is killed."""

    program: str

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, free_port()
        self.start()

    def start(self) -> None:
        module = f"tongban_sandbox.{self.program}"
        command = [sys.executable, "-m", module, "--port", str(self.port), "--home", str(self.home)]
        self.process = subprocess.Popen(command, env={"PYTHONPATH": str(PROJECT / "src")})
        for _ in range(200):
            with contextlib.suppress(OSError), self.connection(timeout=1):
                return
            time.sleep(0.05)
        raise AssertionError(f"{module} does not start")

    def stop(self) -> None:
        self.process.kill()
        self.process.wait(timeout=10)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def connection(self, timeout: float = 5) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=timeout)
