"""The control address for programs (contract, section 5)."""

import json
import socket

from tests.sandbox.builders import LI, WANG, Sandbox


def test_many_people_are_set_in_one_call(sandbox: Sandbox) -> None:
    lines = [{"identity_number": number, "person": {"name": name}} for number, name in ((LI, "李敏"), (WANG, "王秀英"))]
    body = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    assert sandbox.http.post("/control/people", content=body.encode()).json() == {"people": 2}
    assert sandbox.get_answer("population", "person", {"identity_number": WANG})["name"] == "王秀英"


def test_one_bad_line_leaves_nobody_changed_and_is_named(sandbox: Sandbox) -> None:
    good = json.dumps({"identity_number": LI, "person": {"name": "李敏"}})
    answer = sandbox.http.post("/control/people", content=f"{good}\n{{}}\n".encode())
    assert answer.status_code == 400 and "Line 2" in answer.json()["detail"]
    assert sandbox.get_answer("population", "person", {"identity_number": LI})["found"] is False


def test_objects_are_changed_field_by_field_and_null_removes(sandbox: Sandbox) -> None:
    sandbox.someone(person={"name": "李敏", "address": "甲路"}, points=3)
    sandbox.control("PUT", f"people/{LI}", {"person": {"alive": False}, "points": None})
    known = sandbox.control("GET", f"people/{LI}")
    assert (known["person"]["name"], known["person"]["alive"]) == ("李敏", False)
    assert "points" not in known


def test_facts_that_could_not_be_answered_are_refused(sandbox: Sandbox) -> None:
    for wrong in (
        {"shoe_size": 43},
        {"points": "three"},
        {"matters": [{"kind": "party"}]},
        {"cycles": [{}]},
        {"person": 1},
    ):
        sandbox.control("PUT", f"people/{LI}", wrong, status=400)
    sandbox.control("GET", f"people/{LI}", status=404)


def test_an_unknown_finding_is_refused_and_nothing_is_sent(sandbox: Sandbox) -> None:
    sandbox.control("POST", f"hospital/examine/{LI}", {"luck": "good"}, status=400)
    assert sandbox.product.received == []


def test_the_telephone_shows_what_was_sent_to_it(sandbox: Sandbox) -> None:
    for number, phone in (("M1", "13812340001"), ("M2", "13912340002")):
        message = {"message_id": number, "to": phone, "text": f"给 {number}", "language": "zh"}
        sandbox.get_answer("messages", "send", message)
    messages = sandbox.control("GET", "messages?to=13812340001")["messages"]
    assert [message["text"] for message in messages] == ["给 M1"]


def test_counters_and_log_tell_what_was_asked_without_numbers(sandbox: Sandbox) -> None:
    sandbox.get_answer("population", "person", {"identity_number": LI})
    sandbox.http.post("/population/person", json={})
    counters = sandbox.control("GET", "state")["partners"]["population"]["counters"]
    assert (counters["asked"], counters["answered"], counters["refused"]) == (2, 1, 1)
    log = sandbox.http.get("/control/log").text
    assert LI not in log and "3101************21" in log


def test_forgetting_keeps_keys_and_never_gives_out_a_number_again(sandbox: Sandbox) -> None:
    receipt = {"order": "O1", "payer": "李", "items": [{"label": "x", "amount": "1.00"}], "amount": "1.00"}
    first = sandbox.get_answer("fiscal", "receipt", receipt)["bill_number"]
    sandbox.someone()
    sandbox.control("DELETE", "all")
    assert sandbox.get_answer("fiscal", "receipt", receipt)["bill_number"] != first
    assert sandbox.control("GET", "state")["people"] == 0


def test_an_unknown_call_or_method_is_a_problem(sandbox: Sandbox) -> None:
    sandbox.control("GET", "weather", status=404)
    sandbox.control("DELETE", "state", status=405)
    sandbox.control("PUT", "partners/nobody", {}, status=404)


def test_bytes_that_are_not_http_are_answered_and_harm_nobody(sandbox: Sandbox) -> None:
    for sent in (b"hello\r\n\r\n", b"GET / HTTP/1.1\r\ncontent-length: -5\r\n\r\n", b"GET /" + b"a" * 70_000):
        with socket.create_connection(("127.0.0.1", sandbox.port), timeout=5) as connection:
            connection.sendall(sent)
            assert connection.recv(100).startswith(b"HTTP/1.1 400")
    assert sandbox.http.get("/healthz").status_code == 200


def test_a_body_in_chunks_is_read(sandbox: Sandbox) -> None:
    pieces = iter([b'{"person": {"name"', b': "\xe6\x9d\x8e"}}'])
    assert sandbox.http.put(f"/control/people/{LI}", content=pieces).json()["person"]["name"] == "李"
