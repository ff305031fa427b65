"""`./tongban up`: from nothing to a running product, and back to nothing on Ctrl-C.

`running` starts one copy and stops it when its block ends; `throwaway` does so with a copy that is deleted
afterwards (`up --check`, browser tests, benchmarks). Both give a `Copy`: where everything is.
"""

import contextlib
import json
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tongban.config import catalogues, database, ports
from tongban.config.alive import Mark, locked
from tongban.config.embedded import Embedded, Progress, Urls
from tongban.config.install import PROJECT, home, install, region_of
from tongban.config.processes import ChildFailed, Program, Supervisor, end_orphans, follow
from tongban.config.server import External, database_of
from tongban.config.steps import Steps
from tongban.demo.words import CITY
from tongban.documents import fonts
from tongban.law.book import Book
from tongban.law.text import Text

LOOK_SECONDS = 0.5
WEB_WORKERS, BLOCKING_THREADS = 2, 4  # threads of one worker share one interpreter: two cores want two workers
ROAM_SECONDS = "20"  # between two passages of the demo's delivery bikes
OWN_ADDRESSES = ("DATABASE_URL", "TONGBAN_PUBLIC_URL", "TONGBAN_SANDBOX_URL", "TONGBAN_PRESS", "TONGBAN_ROADSIDE")


@dataclass(frozen=True)
class Copy:
    """A copy at work: its folder, id, addresses, and the environment its programs run in."""

    home: Path
    id: str
    public_url: str
    sandbox_url: str
    urls: Urls
    environment: dict[str, str]
    supervisor: Supervisor
    server: Embedded | External


def up(*, port: int | None = None, host: str = "127.0.0.1", demo: bool | None = None) -> int:
    """Start this copy, print where it is, look after it until told to stop; 1 where it runs already.

    `demo` None: the demo city is for the embedded database only; a real server is filled when somebody says so.
    """
    steps, folder = Steps(), home()
    server = database_of(folder)
    demo = isinstance(server, Embedded) if demo is None else demo
    with locked(folder / "run" / "up.lock", wait=False) as first:
        if not first:
            _say_already_running(steps, folder)
            return 1
        _make_stoppable()
        with (
            contextlib.suppress(KeyboardInterrupt),
            running(folder, steps, server, dict(os.environ), port=port, host=host, demo=demo) as copy,
        ):
            _announce(steps, copy)
            _look_after(steps, copy)
        steps.say(Text(zh="已停止。", en="Stopped."))
    return 0


@contextlib.contextmanager
def running(
    folder: Path,
    steps: Steps,
    server: Embedded | External,
    given: Mapping[str, str],
    *,
    port: int | None = None,
    host: str = "127.0.0.1",
    demo: bool = True,
) -> Iterator[Copy]:
    """Start the copy in `folder` with this database, and stop it when the block ends.

    `given` is the environment its programs inherit. The caller holds the copy's lock.
    """
    copy_id = install(folder)
    end_orphans(copy_id)
    getting_fonts = _Fonts(folder)
    getting_fonts.start()
    with contextlib.ExitStack() as stack:
        with steps.step(Text(zh="数据库", en="Database")) as tell:
            urls = server.start(tell)
            stack.callback(server.stop)
        _prepare(steps, urls)
        chosen = ports.choose(folder, web=port)
        environment = environment_of(folder, copy_id, urls, chosen, given, demo=demo)
        supervisor = Supervisor(home=folder, copy=copy_id, environment=environment, say=steps.say)
        stack.callback(supervisor.stop)
        stack.callback(steps.say, Text(zh="正在停止……", en="Stopping ..."))
        copy = Copy(
            folder, copy_id, environment["TONGBAN_PUBLIC_URL"], environment["TONGBAN_SANDBOX_URL"], urls,
            environment, supervisor, server,
        )  # fmt: skip
        _start_programs(steps, copy, chosen, host, fill=demo and database.is_empty(urls))
        (folder / "run" / "up.json").write_text(json.dumps({"url": copy.public_url}))
        _wait_for_fonts(steps, getting_fonts)
        yield copy


@contextlib.contextmanager
def throwaway(steps: Steps | None = None, *, demo: bool = True) -> Iterator[Copy]:
    """Start a copy of its own on free ports with an embedded database, and delete it when the block ends.

    DATABASE_URL is not touched. What an earlier throw-away left because it was killed is deleted first.
    """
    parent = home()
    parent.mkdir(parents=True, exist_ok=True)
    for left in parent.glob("throwaway-*"):
        with locked(left / "run" / "up.lock", wait=False) as free:
            if free:
                end_orphans(install(left))
                _delete(left)
    folder = Path(tempfile.mkdtemp(prefix="throwaway-", dir=parent))
    given = {name: value for name, value in os.environ.items() if name not in OWN_ADDRESSES}
    try:
        with (
            locked(folder / "run" / "up.lock"),
            running(folder, steps or Steps(), Embedded(folder), given, demo=demo) as copy,
        ):
            yield copy
    finally:
        _delete(folder)


def environment_of(
    folder: Path,
    copy_id: str,
    urls: Urls,
    chosen: ports.Ports,
    given: Mapping[str, str],
    *,
    demo: bool = True,
) -> dict[str, str]:
    """Return the environment a program of the copy runs in; the owner's address is not in it."""
    return {
        **{name: value for name, value in given.items() if name != "TONGBAN_OWNER_URL"},
        "TONGBAN_HOME": str(folder),
        "TONGBAN_ID": copy_id,
        "TONGBAN_PUBLIC_URL": given.get("TONGBAN_PUBLIC_URL") or f"http://localhost:{chosen.web}",
        "TONGBAN_SANDBOX_URL": given.get("TONGBAN_SANDBOX_URL") or f"http://127.0.0.1:{chosen.sandbox}",
        "TONGBAN_PRESS": given.get("TONGBAN_PRESS", "TONGBAN_ROADSIDE") or f"127.0.0.1:{chosen.press}",
        "TONGBAN_ROADSIDE": given.get("TONGBAN_ROADSIDE") or f"127.0.0.1:{chosen.roadside}",
        "TONGBAN_REGION": given.get("TONGBAN_REGION") or region_of(folder) or (CITY if demo else ""),
        "TONGBAN_DEMO": given.get("TONGBAN_DEMO") or ("1" if demo else ""),
        "TONGBAN_TODAY": given.get("TONGBAN_TODAY") or (Book.shipped().last_checked_day().isoformat() if demo else ""),
        "DATABASE_URL": urls.app,
        "DJANGO_SETTINGS_MODULE": "tongban.config.settings",
        "PYTHONPATH": str(PROJECT / "src"),
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
        "MALLOC_ARENA_MAX": "2",  # threads that share their memory: a third less of it
    }


def _prepare(steps: Steps, urls: Urls) -> None:
    with steps.step(Text(zh="表、权限、视图、译文", en="Tables, rights, views, translations")) as tell:
        database.prepare(urls, tell)
        try:
            catalogues.compile_catalogues()
        except PermissionError as error:  # the project is another user's, who has not started this version yet
            tell(f"translations stay as they are: {error}")


def _start_programs(steps: Steps, copy: Copy, chosen: ports.Ports, host: str, *, fill: bool) -> None:
    """Start sandbox, web and worker together; an empty database is filled before the last two."""
    with steps.step(Text(zh="外部单位模拟、网站、后台任务", en="Partner sandbox, web, worker")):
        sandbox = _sandbox(copy, chosen)
        if not fill:
            for program in (_web(chosen, host), _worker(copy), _readers(copy), sandbox, *_machines(copy, chosen)):
                copy.supervisor.start(program)
            copy.supervisor.wait_until_ready()
            return
        for program in (sandbox, *_machines(copy, chosen)):
            copy.supervisor.start(program)
        copy.supervisor.wait_until_ready()
    with steps.step(Text(zh="演示城市", en="Demo city")) as tell:
        _fill(copy, tell)
    with steps.step(Text(zh="网站、后台任务", en="Web, worker")):
        for program in (_web(chosen, host), _worker(copy), _readers(copy)):
            copy.supervisor.start(program)
        copy.supervisor.wait_until_ready()


def _web(chosen: ports.Ports, host: str) -> Program:
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws",
        "--host", host, "--port", str(chosen.web),
        "--workers", str(WEB_WORKERS), "--blocking-threads", str(BLOCKING_THREADS), "--workers-kill-timeout", "5",
        "tongban.config.wsgi:application",
    ]  # fmt: skip
    return Program("web", command, lambda pid: ports.answers(f"http://127.0.0.1:{chosen.web}/health"))


def _sandbox(copy: Copy, chosen: ports.Ports) -> Program:
    command = [
        sys.executable, "-m", "tongban_sandbox", "--port", str(chosen.sandbox),
        "--home", str(copy.home / "sandbox"), "--callback", f"http://127.0.0.1:{chosen.web}",
    ]  # fmt: skip
    address = f"http://127.0.0.1:{chosen.sandbox}/control/state"
    return Program("sandbox", command, lambda pid: ports.answers(address))


def _machines(copy: Copy, chosen: ports.Ports) -> list[Program]:
    """The simulated plate press and the simulated roadside with its readers, each with a process of its own."""
    press = [
        sys.executable, "-m", "tongban_sandbox.press", "--port", str(chosen.press),
        "--home", str(copy.home / "sandbox" / "press"),
    ]  # fmt: skip
    roadside = [
        sys.executable, "-m", "tongban_sandbox.readers", "--port", str(chosen.roadside),
        "--home", str(copy.home / "sandbox" / "roadside"), "--roam", ROAM_SECONDS,
    ]  # fmt: skip
    return [
        Program("press", press, lambda pid: ports.listens(chosen.press)),
        Program("roadside", roadside, lambda pid: ports.listens(chosen.roadside)),
    ]


def _readers(copy: Copy) -> Program:
    """The lines to RFID readers. Nobody waits for it: a reader keeps what it read until it is asked."""
    command = [sys.executable, "-m", "tongban.config.readers"]
    return Program("readers", command, lambda pid: True, orphaned=signal.SIGKILL)


def _cars(chosen: ports.Ports, host: str) -> Program:
    """What test cars report to."""
    command = [sys.executable, "-m", "tongban.config.test_cars", "--host", host, "--port", str(chosen.cars)]
    return Program("test-cars", command, lambda pid: ports.listens(chosen.cars))


def _worker(copy: Copy) -> Program:
    ready = copy.home / "run" / "worker.json"

    def is_ready(pid: int) -> bool:
        mark = Mark.read(ready)
        return mark is not None and mark.pid == pid

    command = [sys.executable, "-m", "tongban.config.worker", str(ready)]
    # KILL: a gentle end would wait half a minute for the database, which dies with `up` too
    return Program("worker", command, is_ready, orphaned=signal.SIGKILL)


def _fill(copy: Copy, tell: Progress) -> None:
    """Load the demo city in a process of its own; its lines are shown as progress."""
    command = [sys.executable, "-m", "tongban.demo.load"]
    failed = follow(command, copy.environment, tell)
    if failed is not None:
        raise ChildFailed(f"The demo city could not be loaded:\n{failed}")


class _Fonts(threading.Thread):
    """Gets a Chinese typeface for papers while the rest starts; throw-away copies share it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(daemon=True)
        self.folder = folder
        self.told: list[Text] = []

    def run(self) -> None:
        shared = home()
        self.told.append(fonts.obtain(shared, self.told.append).message)
        if self.folder != shared and (shared / "fonts").is_dir():
            (self.folder / "fonts").symlink_to(shared / "fonts")


def _wait_for_fonts(steps: Steps, getting: _Fonts) -> None:
    """Without a typeface the product runs, and says what it cannot print."""
    with steps.step(Text(zh="中文字体", en="Chinese typeface")) as tell:
        while getting.is_alive():
            if getting.told:
                tell(steps.words(getting.told[-1]))
            getting.join(LOOK_SECONDS)
    if getting.told:
        steps.say(getting.told[-1])


def _announce(steps: Steps, copy: Copy) -> None:
    seconds = time.monotonic() - steps.begun
    steps.line()
    steps.say(Text(zh="通办已就绪（{s:.0f} 秒）", en="Tongban is ready ({s:.0f} s)").fill(s=seconds))
    steps.line(f"  {copy.public_url}")
    steps.line(f"  {copy.sandbox_url}  " + steps.words(Text(zh="外部单位模拟", en="partner sandbox")))
    if copy.environment["TONGBAN_DEMO"]:
        from tongban.demo.accounts import accounts

        steps.say(Text(zh="演示账号：", en="Demo accounts:"))
        for account in accounts(copy.environment["TONGBAN_REGION"]):
            steps.line(f"  {account.login:<14} {account.password:<16} {steps.words(account.label)}")
    steps.say(Text(zh="按 Ctrl-C 停止。", en="Ctrl-C stops everything."))


def _look_after(steps: Steps, copy: Copy) -> None:
    """Keep database and programs alive until interrupted."""
    while True:
        if not copy.server.running():
            steps.say(
                Text(
                    zh="数据库意外结束，正在重新启动。",
                    en="The database ended unexpectedly; starting it again.",
                )
            )
            copy.server.start(steps.line)
        copy.supervisor.look_after()
        time.sleep(LOOK_SECONDS)


def _say_already_running(steps: Steps, folder: Path) -> None:
    said = folder / "run" / "up.json"
    address = json.loads(said.read_text())["url"] if said.exists() else "?"
    steps.say(
        Text(
            zh="这个副本已在运行：{address}（或另一条命令正在使用它的数据库）。",
            en="This copy is running already: {address} (or another command is using its database).",
        ).fill(address=address)
    )


def _make_stoppable() -> None:
    """Make TERM and HUP stop us as Ctrl-C does, and let nothing interrupt the stopping itself."""

    def interrupt(number: int, frame: object) -> None:
        for again in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(again, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # nohup stays nohup
            signal.signal(number, interrupt)


def _delete(folder: Path) -> None:
    Embedded(folder).remove()
    shutil.rmtree(folder, ignore_errors=True)
