"""Events on their way to the product: a queue on disk, sent signed, tried again until taken.

An event is written in the transaction of what caused it, so neither exists without the other. Events about
one thing (an order, a parcel) go one after the other; those about different things side by side.
"""

import asyncio
import json
import sqlite3
import time
import uuid
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from .clock import Clock
from .delivery import Delivery, deliver
from .journal import Journal
from .keys import PartnerKeys
from .signing import REQUEST_PARTS, digest, sign
from .store import Store, dump
from .switches import SwitchBoard

LONGEST_PAUSE_SECONDS = 600
GIVE_UP_SECONDS = 24 * 3600
AT_ONCE = 8  # how many are under way at the same time
OLD_SIGNATURE_SECONDS = 3600
REVIVAL_PAUSE_SECONDS = 2.0


class Callbacks:
    """The queue of events and the one who sends them."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        keys: PartnerKeys,
        switches: SwitchBoard,
        journal: Journal,
        callback_url: str,
    ) -> None:
        self._store, self._clock, self._keys = store, clock, keys
        self._switches, self._journal = switches, journal
        self._url = callback_url.rstrip("/")
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="event")
        self._wake = asyncio.Event()
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._awaited: dict[int, asyncio.Future[bool]] = {}
        self._unreachable = False
        self._revived_at = 0.0

    def tell(self, partner: str, event: str, body: Mapping[str, Any], *, about: str, key: str = "") -> int:
        """Queue an event as the partner's switches say; joins the running transaction. Returns its id.

        With `key` an earlier message is repeated: the product sees the same idempotency key.
        """
        switches, now = self._switches[partner], self._clock.seconds()
        due_at, lane, place = now + switches.wait_seconds, f"{partner}/{about}", 0
        if switches.callbacks == "reversed":
            due_at, lane, place = self._reversed(partner, due_at)
        state = "withheld" if switches.callbacks == "never" else "waiting"
        key = key or str(uuid.uuid4())
        first = 0
        for copy in range(2 if switches.callbacks == "twice" else 1):
            values = (partner, event, dump(body), key, f"{lane}#{copy}", place, due_at, now, state)
            row = self._store.run(
                "INSERT INTO callbacks (partner, event, body, key, lane, place, due_at, made_at, state)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                *values,
            )
            first = first or row
        self._wake.set()
        return first

    def _reversed(self, partner: str, due_at: float) -> tuple[float, str, int]:
        """Due time, lane and place behind which an event waits so that the last of a batch is sent first."""
        lane = f"{partner}/reversed"
        open_batch = self._store.one(
            "SELECT due_at, min(place) AS place FROM callbacks"
            " WHERE lane = ? AND state = 'waiting' AND due_at > ?"
            " GROUP BY due_at ORDER BY due_at DESC LIMIT 1",
            f"{lane}#0",
            self._clock.seconds(),
        )
        return (open_batch["due_at"], lane, open_batch["place"] - 1) if open_batch else (due_at, lane, 0)

    async def taken(self, row_id: int, seconds: float) -> bool:
        """Wait until the product has taken an event; False if it has not in that time."""
        row = self._store.one("SELECT state, due_at FROM callbacks WHERE id = ?", row_id)
        if row is None:
            return True
        if row["state"] != "waiting" or row["due_at"] > self._clock.seconds() + seconds:
            return False
        future = self._awaited.setdefault(row_id, asyncio.get_running_loop().create_future())
        done, _ = await asyncio.wait([future], timeout=seconds)
        self._awaited.pop(row_id, None)
        return bool(done) and future.result()

    def pending(self) -> Sequence[sqlite3.Row]:
        """Events not yet taken, the next one first."""
        return self._store.all("SELECT * FROM callbacks ORDER BY state DESC, due_at, place LIMIT 200")

    def pending_counts(self) -> dict[str, dict[str, int]]:
        """Per partner, how many events are `waiting`, `withheld` and `given_up`."""
        counts: dict[str, dict[str, int]] = {}
        for row in self._store.all("SELECT partner, state, count(*) AS n FROM callbacks GROUP BY partner, state"):
            counts.setdefault(row["partner"], {})[row["state"]] = row["n"]
        return counts

    def send_now(self) -> int:
        """Send everything that is held back or waits for its next try; returns how many."""
        with self._store.transaction():
            rows = self._store.all(
                "UPDATE callbacks SET state = 'waiting', due_at = ? RETURNING id", self._clock.seconds()
            )
        self._wake.set()
        return len(rows)

    def product_is_alive(self) -> None:
        """The product was heard: try at once what could not be delivered because it was not there."""
        now = self._clock.seconds()
        if not self._unreachable or now - self._revived_at < REVIVAL_PAUSE_SECONDS:
            return
        self._unreachable, self._revived_at = False, now
        with self._store.transaction():
            self._store.run(
                "UPDATE callbacks SET due_at = ? WHERE state = 'waiting' AND last_status = 0 AND due_at > ?",
                now,
                now,
            )
        self._wake.set()

    async def send_for_ever(self) -> None:
        """Send what is due, as long as the process lives."""
        while True:
            self._wake.clear()
            self._start_due()
            try:
                await asyncio.wait_for(self._wake.wait(), self._seconds_to_next())
            except TimeoutError:
                continue

    def _start_due(self) -> None:
        due = self._store.all(
            "SELECT * FROM callbacks WHERE state = 'waiting' AND due_at <= ? ORDER BY due_at, place, id LIMIT 100",
            self._clock.seconds(),
        )
        for row in due:
            if len(self._busy) >= AT_ONCE:
                return
            if row["lane"] not in self._busy:
                self._busy[row["lane"]] = asyncio.create_task(self._send(row))

    def _seconds_to_next(self) -> float | None:
        """Until the next due event that is not due yet; a task that ends wakes the loop for the others."""
        row = self._store.one(
            "SELECT min(due_at) AS due_at FROM callbacks WHERE state = 'waiting' AND due_at > ?",
            self._clock.seconds(),
        )
        return max(0.01, row["due_at"] - self._clock.seconds()) if row and row["due_at"] else None

    async def _send(self, row: sqlite3.Row) -> None:
        request_id, started = str(uuid.uuid4()), time.perf_counter()
        try:
            delivery = self._signed(row, request_id)
            status, answer = await asyncio.get_running_loop().run_in_executor(self._threads, deliver, delivery)
            self._note_outcome(row, status)
            self._journal.note(
                direction="told",
                partner=row["partner"],
                name=row["event"],
                status=status,
                ms=(time.perf_counter() - started) * 1000,
                sent=json.loads(row["body"]),
                answer=answer,
                request_id=request_id,
            )
        finally:
            self._busy.pop(row["lane"], None)
            self._wake.set()

    def _signed(self, row: sqlite3.Row, request_id: str) -> Delivery:
        partner, body = row["partner"], row["body"].encode()
        url = f"{self._url}/partners/{partner}/{row['event']}"
        headers = {
            "content-type": "application/json",
            "content-digest": digest(body),
            "request-id": request_id,
            "idempotency-key": row["key"],
        }
        delivery = Delivery(url, headers, body)
        values = {"@method": "POST", "@path": delivery.path, **headers}
        parts = {name: values[name] for name in REQUEST_PARTS}
        manner = self._switches[partner].signature
        created = int(self._clock.seconds()) - (OLD_SIGNATURE_SECONDS if manner == "old" else 0)
        if manner == "wrong":
            parts["@path"] += "/another"
        headers.update(sign(parts, key=self._keys[partner], keyid=partner, created=created))
        return delivery

    def _note_outcome(self, row: sqlite3.Row, status: int) -> None:
        """A taken event leaves the queue; another waits 1, 2, 4 ... seconds, at most ten minutes, for a
        day.
        """
        self._unreachable = self._unreachable or status == 0
        now, tries = self._clock.seconds(), row["tries"] + 1
        with self._store.transaction():
            if status == 200:
                self._store.run("DELETE FROM callbacks WHERE id = ?", row["id"])
            else:
                pause = min(2 ** min(row["tries"], 12), LONGEST_PAUSE_SECONDS)
                state = "given_up" if now - row["made_at"] > GIVE_UP_SECONDS else "waiting"
                self._store.run(
                    "UPDATE callbacks SET tries = ?, last_status = ?, due_at = ?, state = ? WHERE id = ?",
                    tries,
                    status,
                    now + pause,
                    state,
                    row["id"],
                )
        future = self._awaited.get(row["id"])
        if future and not future.done():
            future.set_result(status == 200)
