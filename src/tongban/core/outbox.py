"""How rooms talk upwards: `announce` makes one job per listener, in the caller's transaction.

    # casework/tasks.py
    @listens("paid")
    def go_on(order_id: str) -> None:
        actions.paid(UUID(order_id))

    # exchange/actions.py
    announce("paid", order_id=order.id)

A rollback takes the jobs along; one that fails is tried again alone. Arguments are ids, handed over as
strings. `tasks.py` of every room is imported when the apps are loaded, so each process knows every
listener.
"""

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db import connection
from procrastinate import App, RetryStrategy

Handler = TypeVar("Handler", bound=Callable[..., None])

# Written by Django's own connection: the worker gives procrastinate a pool of its own, and a job deferred there would
# neither wait for the commit of the transaction that announces it nor vanish with its rollback.
_DEFER = "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args) VALUES "
_JOB = "(%s, %s, %s, %s::jsonb)"
RETRY = RetryStrategy(max_attempts=10, exponential_wait=2)


@dataclass(frozen=True, slots=True)
class _Listener:
    function: Callable[..., None]
    name: str
    queue: str
    priority: int
    retry: RetryStrategy


@dataclass(frozen=True, slots=True)
class _Periodic:
    function: Callable[[int], None]
    name: str
    cron: str


_listeners: dict[str, list[_Listener]] = defaultdict(list)
_periodic: list[_Periodic] = []


def listens(
    topic: str, *, queue: str = "default", priority: int = 0, retry: RetryStrategy = RETRY
) -> Callable[[Handler], Handler]:
    """Mark a function of a `tasks.py` as a listener; it stays an ordinary function."""

    def register(function: Handler) -> Handler:
        _listeners[topic].append(_Listener(function, _name(function), queue, priority, retry))
        return function

    return register


def every(cron: str) -> Callable[[Callable[[int], None]], Callable[[int], None]]:
    """Run a function of a `tasks.py` at the times of a cron expression (UTC; a sixth field counts seconds).

    It is given the planned time in Unix seconds. It must bear being run twice at once and after a stop:
    procrastinate's locks are not used here, since a worker that was killed would leave them behind.
    """

    def register(function: Callable[[int], None]) -> Callable[[int], None]:
        _periodic.append(_Periodic(function, _name(function), cron))
        return function

    return register


def announce(topic: str, **ids: UUID | str | int | date) -> None:
    """Make one job per listener of the topic, in one statement. Without listeners nothing happens."""
    listeners = _listeners.get(topic)
    if not listeners:
        return
    arguments = json.dumps({name: value if isinstance(value, int) else str(value) for name, value in ids.items()})
    values = [part for one in listeners for part in (one.queue, one.name, one.priority, arguments)]
    with connection.cursor() as cursor:
        cursor.execute(_DEFER + ", ".join([_JOB] * len(listeners)), values)


def topics() -> dict[str, list[str]]:
    """Return every topic with the names of its listeners."""
    return {topic: [listener.name for listener in listeners] for topic, listeners in sorted(_listeners.items())}


def on_app_ready(ready: App) -> None:
    """Make procrastinate's tasks of what was marked (setting PROCRASTINATE_ON_APP_READY)."""
    for listener in (listener for listeners in _listeners.values() for listener in listeners):
        if listener.name not in ready.tasks:
            ready.task(name=listener.name, queue=listener.queue, retry=listener.retry)(listener.function)
    for periodic in _periodic:
        if periodic.name not in ready.tasks:
            ready.periodic(cron=periodic.cron)(ready.task(name=periodic.name)(_planned(periodic.function)))


def _planned(function: Callable[[int], None]) -> Callable[..., None]:
    """Procrastinate hands the planned time over by name; here it is an argument like any other."""

    def run(timestamp: int) -> None:
        function(timestamp)

    return run


def _name(function: Callable[..., None]) -> str:
    """The short name under which jobs are kept: "casework.go_on"; it must not change while jobs wait."""
    room = function.__module__.removeprefix("tongban.").removesuffix(".tasks")
    return f"{room}.{function.__name__}"
