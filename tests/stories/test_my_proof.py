"""My proof: what a person holds can be checked by anybody, without the authority, and shows every change."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests import builders

from tongban.casework import proofs
from tongban.core import clock, entries, seal_key, sealing, verify_proof
from tongban.core.actor import Actor
from tongban.core.errors import NotFound, Unavailable
from tongban.documents import queries as papers
from tongban.law.text import Text

PROGRAM = Path(__file__).parents[2] / "tools" / "verify_proof.py"
NAME = Text(zh="驾驶证遗失补证", en="Replace a lost licence")


@pytest.fixture
def wang(told: Any) -> Actor:
    """A person with a licence, a root sealed before she came."""
    person = told.person()
    builders.a_licence(person)
    sealing.seal()
    return builders.a_citizen(person)


def decided(told: Any, wang: Actor) -> Any:
    case = told.applies("D06", wang.own_person, delivery="office")
    told.pays(case.order_number)
    sealing.seal()
    return case


@pytest.fixture
def proof(told: Any, wang: Actor) -> bytes:
    return proofs.make(decided(told, wang).number, NAME, wang)


def run(folder: Path, content: bytes, *options: str) -> subprocess.CompletedProcess[str]:
    """The program of one file in a Python that sees nothing but its own library."""
    path = folder / "my.proof"
    path.write_bytes(content)
    return subprocess.run(
        [sys.executable, "-I", str(PROGRAM), str(path), *options], capture_output=True, text=True, timeout=60
    )


def failed(content: bytes, **options: Any) -> list[str]:
    checks, _ = verify_proof.check(content, **options)
    return [part for part, held in checks if held is False]


def forged(proof: bytes, change: Callable[[dict[str, Any]], None]) -> bytes:
    """The proof with its content changed, signed again by somebody who has the authority's key."""
    body = json.loads(proof.splitlines()[0])
    change(body)
    line = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    _, signature = seal_key.sign(verify_proof.FORMAT.encode() + b"\n" + line)
    return line + b"\n" + signature.hex().encode() + b"\n"


def test_the_program_of_one_file_confirms_every_part(told: Any, wang: Actor, tmp_path: Path) -> None:
    case = decided(told, wang)
    [receipt] = papers.receipts_of(case.id, wang)
    key = tmp_path / "key.pem"
    key.write_text(seal_key.public_pem())
    root = f"{receipt.root_size}:{receipt.root_hex}"
    done = run(tmp_path, proofs.make(case.number, NAME, wang), "--key", str(key), "--root", root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("✓") == len(verify_proof.CHECKS) and case.number in done.stdout


def test_it_says_which_facts_and_which_values_of_law(proof: bytes) -> None:
    body = json.loads(proof.splitlines()[0])
    facts = {one["name"]: json.loads(one["value"]) for one in body["facts"]}
    assert facts["applicant"]["drug_listed"] is False and facts["licence"]["classes"]
    rows = {one["key"]: one["row"] for one in body["parameters"]}
    assert rows["letters.no_replacement"][5].startswith("O162")
    assert body["decision"]["outcome"] == "granted" and body["decision"]["law_on"] == clock.today().isoformat()


def test_another_key_and_another_root_are_named(proof: bytes, tmp_path: Path) -> None:
    done = run(tmp_path, proof, "--key", "00" * 32, "--root", "7:" + "ab" * 32)
    assert done.returncode == 1
    assert [line.split()[1] for line in done.stdout.splitlines() if "✗" in line] == ["key", "root"]


def test_a_change_of_any_byte_is_found(proof: bytes) -> None:
    for place in range(0, len(proof), 61):
        changed = proof[:place] + bytes([proof[place] ^ 1]) + proof[place + 1 :]
        try:
            assert "file" in failed(changed), place
        except verify_proof.NotAProof:
            assert place < 40  # the name of the format itself
    for cut in (proof[:-1], proof + b"\n", proof[:200], proof.replace(b",", b", ", 1)):
        assert "file" in failed(cut)


def entry_of(body: dict[str, Any], **changes: Any) -> str:
    said = json.loads(body["entry"])
    said["facts"].update(changes)
    return json.dumps(said)


def test_who_holds_the_key_cannot_change_one_part_without_another(proof: bytes) -> None:
    def outcome(body: dict[str, Any]) -> None:
        body["decision"]["outcome"] = "refused"

    def entry(body: dict[str, Any]) -> None:
        body["decision"]["outcome"] = "refused"
        body["entry"] = entry_of(body, outcome="refused")

    def fact(body: dict[str, Any]) -> None:
        applicant = next(one for one in body["facts"] if one["name"] == "applicant")
        applicant["value"] = applicant["value"].replace("false", "true")

    def book(body: dict[str, Any]) -> None:
        body["book"] = body["book"].replace("O162", "O163", 1)

    def parameter(body: dict[str, Any]) -> None:
        body["parameters"][0]["row"][3] = "another value"

    def left_out(body: dict[str, Any]) -> None:
        del body["parameters"][0]

    def seal(body: dict[str, Any]) -> None:
        body["seal"] = body["seal"].replace('"size":', '"size":1')

    def receipt(body: dict[str, Any]) -> None:
        body["receipt"]["root"] = "ab" * 32

    assert failed(forged(proof, outcome)) == ["decision"]
    assert failed(forged(proof, entry)) == ["inclusion"]
    assert failed(forged(proof, fact)) == ["facts"]
    assert failed(forged(proof, book)) == ["book"]
    assert failed(forged(proof, parameter)) == failed(forged(proof, left_out)) == ["parameters"]
    assert failed(forged(proof, seal)) == ["inclusion", "seal", "receipt"]
    assert failed(forged(proof, receipt)) == ["receipt"]


def test_a_fact_left_out_leaves_the_rest_standing(proof: bytes) -> None:
    assert failed(forged(proof, lambda body: body["facts"].pop())) == []


@pytest.mark.parametrize("content", [b"", b"{}", b"%PDF-1.7", b"[" * 100_000, b"\xff" * 100])
def test_what_is_no_proof_exits_with_2(content: bytes, tmp_path: Path) -> None:
    assert run(tmp_path, content).returncode == 2


def test_a_proof_of_something_absurd_is_refused_by_part(tmp_path: Path) -> None:
    absurd = b'{"format":"tongban-proof-1","entry":' + b"[" * 50_000 + b"}\n" + b"0" * 128 + b"\n"
    assert run(tmp_path, absurd).returncode == 1


def test_nobody_else_gets_it_and_not_before_it_is_sealed(told: Any, wang: Actor) -> None:
    case = told.applies("D06", wang.own_person, delivery="office")
    for error in (NotFound, Unavailable):
        with pytest.raises(error):
            proofs.make(case.number, NAME, wang)
        if error is NotFound:
            told.pays(case.order_number)
    sealing.seal()
    for other in (builders.a_citizen(told.person(date(1986, 6, 6), "李四")), builders.a_clerk("review")):
        with pytest.raises(NotFound):
            proofs.make(case.number, NAME, other)


def test_when_the_facts_are_erased_the_rest_can_still_be_shown(told: Any, wang: Actor) -> None:
    case = decided(told, wang)
    entries.erase_personal(
        subject=case.id, register="cases", effective_on=clock.today(), actor=builders.a_clerk("review"),
        cause="retention", reason="test",
    )  # fmt: skip
    content = proofs.make(case.number, NAME, wang)
    checks = dict(verify_proof.check(content)[0])
    assert checks["facts"] is None and checks["inclusion"] and checks["parameters"]
