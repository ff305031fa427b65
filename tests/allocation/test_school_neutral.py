"""No school is preferred: whoever exchanges the schools in the published file finds the same slots, byte for byte."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
from tests.allocation import sessions as built
from tests.allocation.sessions import DRAWN, PLAN, prefer

from tongban.allocation.program import verify_assignment
from tongban.allocation.slots import assigning, booking, queries
from tongban.core import clock

pytestmark = pytest.mark.django_db
SCHOOL = 5  # which field of a line in applicants.txt


@pytest.fixture
def published() -> dict[str, bytes]:
    """A plan with three schools, self-study and more people than slots, run with its proof."""
    built.a_site()
    built.a_plan()
    for order in range(1, 13):
        prefer(order, 1 + order % 3, 1 + (order + 1) % 3, hours=order // 4, school=("", "A", "B", "C")[order % 4])
    built.fix_draw_and_run()
    return queries.files(PLAN)


def with_schools(applicants: bytes, schools: list[bytes]) -> bytes:
    """The same lines with these schools in them."""
    lines = [line.split(b"\t") for line in applicants.split(b"\n")[:-1]]
    return b"".join(
        b"\t".join([*line[:SCHOOL], school, *line[SCHOOL + 1 :]]) + b"\n"
        for line, school in zip(lines, schools, strict=True)
    )


def assigned(files: dict[str, bytes], applicants: bytes) -> bytes:
    """What the product's own program gives out."""
    proof = json.loads(files["proof.json"])
    rule = assigning.rule_of(json.loads(proof["announcement"])["rule"])
    sessions = assigning.sessions_of(files["sessions.txt"])
    return assigning.slots_file(assigning.assign(rule, proof["seed"], sessions=sessions, applicants=applicants))


def test_exchanging_schools_changes_no_byte_of_the_assignment(published: dict[str, bytes]) -> None:
    applicants = published["applicants.txt"]
    named = [line.split(b"\t")[SCHOOL] for line in applicants.split(b"\n")[:-1]]
    assert len(set(named)) == 4, "three schools and self-study"
    for seed in range(20):
        exchanged = list(named)
        random.Random(seed).shuffle(exchanged)
        changed = with_schools(applicants, exchanged)
        assert changed != applicants or exchanged == named
        assert assigned(published, changed) == published["slots.txt"]
    assert assigned(published, with_schools(applicants, [b"-"] * len(named))) == published["slots.txt"]


def test_the_published_program_says_so_for_anybody(published: dict[str, bytes], tmp_path: Path) -> None:
    for name, content in published.items():
        (tmp_path / name).write_bytes(content)
    files = [str(tmp_path / name) for name in ("proof.json", "sessions.txt", "applicants.txt", "slots.txt")]
    done = subprocess.run(
        [sys.executable, verify_assignment.__file__, *files], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert "  ✓ no school preferred" in done.stdout.splitlines(), done.stdout
    without = with_schools(published["applicants.txt"], [b"-"] * published["applicants.txt"].count(b"\n"))
    (tmp_path / "applicants.txt").write_bytes(without)
    done = subprocess.run(
        [sys.executable, verify_assignment.__file__, *files], capture_output=True, text=True, check=False
    )
    failed = [line for line in done.stdout.splitlines() if line.startswith("  ✗")]
    assert failed == ["  ✗ applicants"], "as the page on the format says"


def test_the_published_program_sees_a_school_that_was_preferred(published: dict[str, bytes]) -> None:
    """Slots given by a rule that puts one school first: the check fails."""
    lines = published["applicants.txt"].split(b"\n")[:-1]
    favoured = lines[0].split(b"\t")[SCHOOL]
    sessions = verify_assignment.read_sessions(published["sessions.txt"])
    proof = json.loads(published["proof.json"])
    order = verify_assignment.ordered(json.loads(proof["announcement"])["rule"], proof["seed"], lines)
    order.sort(key=lambda line: line.split(b"\t")[SCHOOL] != favoured)
    slots = b"".join(b"%b\t%b\t%d\n" % one for one in verify_assignment.served(order, sessions))
    assert slots != published["slots.txt"]
    said = dict(verify_assignment.check(proof, published["sessions.txt"], published["applicants.txt"], slots))
    assert said["no school preferred"] is False


@pytest.mark.parametrize("schools", [("A", "B", "C"), ("C", "A", "B"), ("", "C", "A")])
def test_a_freed_slot_goes_to_the_next_in_line_of_whatever_school(schools: tuple[str, ...]) -> None:
    built.a_site()
    built.a_plan(built.a_session(quota=1))
    for order, school in enumerate(schools, 1):
        prefer(order, 1, school=school)
    built.fix_draw_and_run()
    with clock.frozen(DRAWN):
        booking.give_back(session=built.session_id(1), person=built.a_person(1), actor=built.OFFICE)
        assert booking.give_next(session=built.session_id(1), actor=built.OFFICE) == built.a_person(2)
