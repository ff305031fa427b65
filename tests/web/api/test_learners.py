"""A driving school's program reads its own learners, and nobody else's."""

from typing import Any
from uuid import UUID

from tests import builders
from tests.assessment.exams import builders as candidates
from tests.web.api.clients import BORN, Programs, a_program, an_outlet

from tongban.assessment.exams import schools
from tongban.assessment.exams.types import Schooling
from tongban.core import audit
from tongban.outlets.types import OutletKind

SCHOOL, OTHER = "310115-SCHOOL", "310115-OTHER"


def a_learner(serial: int, school: str) -> Any:
    person = builders.a_person(BORN, "陈学车", serial, phone=f"137{serial:08d}")
    return candidates.a_file(person=person, school=school)


def test_a_school_reads_who_names_it_each_look_is_written_down(programs: Programs) -> None:
    for code in (SCHOOL, OTHER):
        an_outlet(code, OutletKind.DRIVING_SCHOOL)
    mine, theirs = a_program("school-1", SCHOOL, roles=("status",)), a_program("school-2", OTHER, roles=("status",))
    files = [a_learner(serial, SCHOOL) for serial in (1, 2, 3)]
    candidates.fails(files[0], "S1", twice=False)
    first = mine.send("GET", "/learners?limit=2").json()
    rest = mine.send("GET", f"/learners?limit=2&after={first['next']}").json()
    seen = [one["learner"] for one in (*first["learners"], *rest["learners"])]
    assert {UUID(one) for one in seen} == {one.id for one in files} and rest["next"] is None
    one = mine.send("GET", f"/learners/{files[0].id}").json()
    assert [(test["subject"], test["outcome"]) for test in one["tests"]] == [("S1", "failed")]
    assert not {"examiner", "score", "picture"} & {name for test in one["tests"] for name in test}
    assert theirs.send("GET", "/learners").json() == {"learners": [], "next": None}
    assert theirs.send("GET", f"/learners/{files[0].id}").status_code == 404
    assert [(look.purpose, look.office) for look in audit.looks_at(files[0].person_id)] == [("partner", SCHOOL)] * 2
    schools.choose_school(
        file_id=files[0].id, schooling=Schooling.SCHOOL, school=OTHER, books=False, actor=builders.TEST, cause="test"
    )
    assert mine.send("GET", f"/learners/{files[0].id}").status_code == 404
    assert theirs.send("GET", f"/learners/{files[0].id}").status_code == 200


def test_for_a_post_office_there_is_nothing_here(programs: Programs) -> None:
    file = a_learner(1, SCHOOL)
    assert programs.post.send("GET", "/learners").status_code == 404
    assert programs.post.send("GET", f"/learners/{file.id}").status_code == 404
