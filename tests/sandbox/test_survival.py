"""What was acknowledged is there after `kill -9`."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.sandbox.builders import LI, SOURCE, Sandbox, eventually

RECEIPT = {"order": "O1", "payer": "李敏", "items": [{"label": "工本费", "amount": "1.00"}], "amount": "1.00"}
PARCEL = {"parcel": "P1", "to_name": "李", "to_phone": "1", "to_address": "路", "contents": "证"}


def test_everything_acknowledged_is_there_after_kill_9(own_sandbox: Sandbox) -> None:
    own_sandbox.someone(medical={"colour_blind": True})
    own_sandbox.switch("post", status=503)
    own_sandbox.pay("O1")
    receipt = own_sandbox.get_answer("fiscal", "receipt", RECEIPT, key="k1")
    keys = own_sandbox.http.get("/.well-known/tongban-keys").json()
    own_sandbox.kill()
    own_sandbox.start()
    assert own_sandbox.http.get("/.well-known/tongban-keys").json() == keys
    assert own_sandbox.get_answer("fiscal", "receipt", RECEIPT, key="k1") == receipt
    assert own_sandbox.get_answer("payment", "query", {"order": "O1"})["state"] == "paid"
    medical = own_sandbox.get_answer("hospital", "medical", {"identity_number": LI})
    assert medical["certificate"]["colour_blind"] is True
    assert own_sandbox.ask("post", "parcel", PARCEL).status_code == 503


def test_an_event_not_yet_taken_is_sent_after_kill_9(own_sandbox: Sandbox) -> None:
    own_sandbox.product.answers_with = 500
    own_sandbox.control("POST", f"hospital/examine/{LI}")
    eventually(lambda: own_sandbox.product.received, "it is tried")
    own_sandbox.kill()
    own_sandbox.product.answers_with = 200
    own_sandbox.product.received.clear()
    own_sandbox.start()
    eventually(lambda: own_sandbox.product.received, "it is sent by the new process")


def test_signatures_are_checked_after_a_restart_without_the_product(own_sandbox: Sandbox) -> None:
    own_sandbox.get_answer("population", "person", {"identity_number": LI})
    own_sandbox.kill()
    own_sandbox.product.stop()
    own_sandbox.start()
    own_sandbox.get_answer("population", "person", {"identity_number": LI})


def test_it_ends_quietly_when_asked_to(own_sandbox: Sandbox) -> None:
    assert own_sandbox.process is not None
    own_sandbox.process.send_signal(signal.SIGTERM)
    assert own_sandbox.process.wait(timeout=10) == 0


def test_a_port_that_is_taken_is_said_in_a_sentence(own_sandbox: Sandbox, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "tongban_sandbox",
        "--port",
        str(own_sandbox.port),
        "--home",
        str(tmp_path / "b"),
    ]
    ended = subprocess.run(
        [*command, "--callback", own_sandbox.product.url],
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert ended.returncode == 1
    assert "cannot serve" in ended.stderr and "Traceback" not in ended.stderr
