"""The algorithm, against the format page: by a second program, by hand, and by what chance must look like."""

import hashlib
import json
import math
import os
import subprocess
import sys
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import PROJECT

from tongban.allocation import drawing
from tongban.allocation.program import verify_draw

SEED = "5e" * 32


def listed(*people: tuple[str, int, str]) -> bytes:
    return drawing.lines(f"{code}\t{weight}\t{wishes}" for code, weight, wishes in sorted(people))


def published(
    people: bytes, pool: bytes, values: tuple[tuple[str, ...], ...] = (("07", "31", "02"), ("9f3a-00c2",))
) -> tuple[dict[str, Any], str]:
    """A whole proof with its commitment, as the engine publishes it."""
    kinds = (drawing.NUMBERS, drawing.TEXT)
    named = [
        {"name": f"s{place}", "kind": kind, "zh": "源", "en": "source", "due_at": "2026-11-28T12:00:00Z", "demo": True}
        for place, kind in enumerate(kinds)
    ]
    facts = {
        "number": "1", "authority": "http://localhost", "title": {"zh": "摇号", "en": "Draw"},
        "basis": {"zh": "试点", "en": "pilot"}, "pilot": True, "sources": named,
        "opened_at": "2026-11-23T01:00:00Z", "closed_at": "2026-11-25T01:00:00Z",
        "announced_at": "2026-11-25T02:00:00Z",
    }  # fmt: skip
    lots = sum(int(line.split("\t")[1]) for line in people.decode().splitlines())
    document = drawing.announcement(facts, pool=pool, applicants=people, lots=lots)
    texts = [drawing.text_of(kind, each) for kind, each in zip(kinds, values, strict=True)]
    seed = drawing.seed(drawing.commitment(document), texts)
    proof = {
        "format": drawing.FORMAT, "announcement": document.decode(), "seed": seed,
        "values": [
            {"source": one["name"], "published": list(each), "published_at": "2026-11-28T12:00:00Z", "witness": "test"}
            for one, each in zip(named, values, strict=True)
        ],
        "allotted": drawing.draw(seed, pool=pool, applicants=people),
        "program_sha256": drawing.program_sha256(), "drawn_at": "2026-11-28T12:01:00Z",
    }  # fmt: skip
    return json.loads(json.dumps(proof)), drawing.commitment(document)


def test_the_examples_of_the_format_page_hold() -> None:
    assert drawing.text_of(drawing.NUMBERS, ["07", "31", "02"]) == "2.7.31./"
    assert drawing.text_of(drawing.TEXT, ["9f3a-00c2"]) == "9F3A00C2/"
    assert drawing.text_of(drawing.NUMBERS, ["0", "5", "5"]) == "0.5.5./"


@pytest.mark.parametrize("nothing", [[], ["x"], ["1", ""], ["-3"], ["٣"]])
def test_what_is_no_number_is_no_seed(nothing: list[str]) -> None:
    with pytest.raises(ValueError):
        drawing.text_of(drawing.NUMBERS, nothing)


def test_a_person_can_work_out_their_own_key_with_sha256sum() -> None:
    people = listed(("AAAA", 1, "*"), ("BBBB", 1, "*"), ("CCCC", 2, "*"))
    keys = {
        code: min(hashlib.sha256(f"{SEED}:{code}:{k}".encode()).hexdigest() for k in range(1, weight + 1))
        for code, weight in (("AAAA", 1), ("BBBB", 1), ("CCCC", 2))
    }
    order = [code for code, _ in drawing.draw(SEED, pool=drawing.lines("123"), applicants=people)]
    assert order == sorted(keys, key=lambda code: keys[code])


def test_each_takes_the_best_of_their_wishes_that_is_left() -> None:
    pool = drawing.lines(["一", "二", "三"])
    people = listed(("AAAA", 1, "2"), ("BBBB", 1, "2,3"), ("CCCC", 1, "2,3,1"), ("DDDD", 1, "*"))
    allotted = drawing.draw(SEED, pool=pool, applicants=people)
    wishes = {"AAAA": ["二"], "BBBB": ["二", "三"], "CCCC": ["二", "三", "一"], "DDDD": ["一", "二", "三"]}
    taken: list[str] = []
    for code, item in allotted:
        assert item == next(wish for wish in wishes[code] if wish not in taken)
        taken.append(item)
    assert len(taken) == 3


@given(st.data())
def test_two_programs_written_from_one_page_agree(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 6))
    places = st.lists(st.integers(1, size), min_size=1, max_size=size, unique=True)
    wishes = st.one_of(st.just("*"), places.map(lambda each: ",".join(map(str, each))))
    person = st.tuples(st.text("23456789ABCDEF", min_size=4, max_size=8), st.integers(1, 4), wishes)
    people = listed(*data.draw(st.lists(person, min_size=1, max_size=12, unique_by=lambda one: one[0])))
    pool = drawing.lines(f"苏A{place:05d}" for place in range(size))
    proof, commitment = published(people, pool)
    assert verify_draw.check(proof, pool, people, commitment) == [
        (name, True) for name in ("commitment", "rules", "pool", "applicants", "values", "seed", "result")
    ]


POOL, PEOPLE = drawing.lines("一二"), listed(("AAAA", 1, "*"), ("BBBB", 3, "2,1"), ("CCCC", 1, "1"))


def swapped(content: bytes, old: bytes, new: bytes) -> bytes:
    assert old in content
    return content.replace(old, new, 1)


@pytest.mark.parametrize(
    ("failed", "forged"),
    [
        ("applicants", lambda proof, pool, people: (proof, pool, people + b"DDDD\t1\t*\n")),
        ("applicants", lambda proof, pool, people: (proof, pool, swapped(people, b"AAAA\t1", b"AAAA\t9"))),
        ("applicants", lambda proof, pool, people: (proof, pool, swapped(people, b"2,1", b"1,2"))),
        ("pool", lambda proof, pool, people: (proof, swapped(pool, "一".encode(), "三".encode()), people)),
        ("seed", lambda proof, pool, people: ({**proof, "seed": "00" * 32}, pool, people)),
        ("result", lambda proof, pool, people: ({**proof, "allotted": proof["allotted"][::-1]}, pool, people)),
        ("values", lambda proof, pool, people: ({**proof, "values": proof["values"][:1]}, pool, people)),
        ("commitment", lambda proof, pool, people: (
            {**proof, "announcement": proof["announcement"].replace("试点", "正式")}, pool, people)),
        ("rules", lambda proof, pool, people: (
            {**proof, "announcement": proof["announcement"].replace("11-25T02", "11-29T02")}, pool, people)),
        ("rules", lambda proof, pool, people: (
            {**proof, "announcement": proof["announcement"].replace('person":true', 'person":false')}, pool, people)),
    ],
)  # fmt: skip
def test_the_verifier_names_what_was_forged(failed: str, forged: Any) -> None:
    proof, commitment = published(PEOPLE, POOL)
    checks = dict(verify_draw.check(*forged(proof, POOL, PEOPLE), commitment))
    assert checks[failed] is False


def test_the_verifier_says_that_it_was_given_no_commitment() -> None:
    proof, _ = published(PEOPLE, POOL)
    assert dict(verify_draw.check(proof, POOL, PEOPLE))["commitment"] is None


def test_the_verifier_is_a_program_of_its_own(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    proof, commitment = published(PEOPLE, POOL)
    files = [tmp_path / name for name in ("proof.json", "pool.txt", "applicants.txt")]
    for path, content in zip(files, (json.dumps(proof).encode(), POOL, PEOPLE), strict=True):
        path.write_bytes(content)
    names = [str(path) for path in files]
    program = PROJECT / "tools" / "verify_draw.py"
    alone = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run([sys.executable, program, *names], env=alone, cwd=tmp_path, check=True)
    assert verify_draw.main([*names, "--commitment", commitment]) == 0
    assert "演示" in capsys.readouterr().out
    assert verify_draw.main([*names, "--commitment", "00" * 32]) == 1
    assert "✗ commitment" in capsys.readouterr().out
    assert verify_draw.main(names[1:]) == 2
    assert verify_draw.main([names[1], *names[1:]]) == 2


def test_who_has_more_tickets_wins_as_often_as_their_share() -> None:
    """Weights 1, 2 and 5 for one item: shares 1/8, 2/8, 5/8 in 4,000 draws, each within four standard deviations."""
    people = listed(("AAAA", 1, "*"), ("BBBB", 2, "*"), ("CCCC", 5, "*"))
    draws, pool = 4_000, drawing.lines(["一"])
    won = Counter(
        drawing.draw(drawing.sha256(b"%d" % number), pool=pool, applicants=people)[0][0] for number in range(draws)
    )
    for code, share in (("AAAA", 1 / 8), ("BBBB", 2 / 8), ("CCCC", 5 / 8)):
        assert abs(won[code] - draws * share) < 4 * math.sqrt(draws * share * (1 - share))


def test_the_second_place_goes_by_weight_among_those_left() -> None:
    """Drawing lots without putting them back: AAAA is second with (2/8)(1/6) + (5/8)(1/3)."""
    people = listed(("AAAA", 1, "*"), ("BBBB", 2, "*"), ("CCCC", 5, "*"))
    draws, pool = 4_000, drawing.lines("12")
    second = Counter(
        drawing.draw(drawing.sha256(b"%d" % number), pool=pool, applicants=people)[1][0] for number in range(draws)
    )
    share = 2 / 8 / 6 + 5 / 8 / 3
    assert abs(second["AAAA"] - draws * share) < 4 * math.sqrt(draws * share * (1 - share))


def test_the_program_announced_is_the_file_that_draws() -> None:
    with open(drawing.__file__, "rb") as file:
        assert drawing.program_sha256() == hashlib.sha256(file.read()).hexdigest()
