"""The question bank: what is taken in, what a second person approves, what law overtakes."""

import hashlib
import json
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from tests.assessment.exams.theory.builders import SAMPLE, SECOND, the_bank
from tests.builders import TEST

from tongban.assessment.questions import actions as bank
from tongban.assessment.questions import queries, reading
from tongban.assessment.questions.models import Edition, Question
from tongban.assessment.questions.types import QuestionState
from tongban.core import clock
from tongban.core.errors import BadInput, Conflict
from tongban.core.law_book import book
from tongban.law.articles import articles

pytestmark = pytest.mark.django_db
HEAD = ",".join(reading.COLUMNS)
GOOD = "X1,S1,roads,car,single,问,Asked,甲 | 乙,One | Two,B,IR.45,,,,,2022-04-01"


def read(text: str | bytes) -> list[reading.Row]:
    return reading.read(text if isinstance(text, bytes) else text.encode(), book(), clock.today())


def edition() -> list[int]:
    return Edition.objects.get(digest=bank.edition()).questions


def sample() -> list[reading.Row]:
    return read(SAMPLE.read_bytes())


def test_every_question_of_the_sample_bank_is_whole_and_cites_an_article_that_there_is() -> None:
    rows = sample()
    assert len(rows) >= 200 and not [row for row in rows if row.faults]
    assert all(row.wording and row.wording.article in articles() for row in rows)


def test_where_a_question_follows_from_a_value_of_the_law_its_right_answer_says_that_value() -> None:
    linked = [row.wording for row in sample() if row.wording and row.wording.rule]
    assert len(linked) > 100
    for one in linked:
        assert reading.value_of(one.rule, book(), clock.today()) == one.value, one.code
        if one.options:
            [place] = ["ABCDE".index(letter) for letter in one.right]
            said = one.options[place].zh
            assert one.value in said or (one.value == "2" and "两" in said), one.code


def test_a_change_of_law_names_the_questions_it_makes_wrong_and_they_are_drawn_no_longer() -> None:
    the_bank()
    row = Question.objects.get(code="S1-0001")
    assert row.id in edition() and not queries.overtaken()
    Question.objects.filter(code="S1-0001").update(value="4")  # as if it had been written when law said so
    [found] = queries.overtaken()
    assert (found.question.wording.code, found.law_says) == ("S1-0001", "3")
    assert row.id not in edition()


def test_taking_the_same_file_in_twice_changes_nothing_and_a_changed_row_is_another_version() -> None:
    wordings = [row.wording for row in sample() if row.wording]
    assert bank.take_in(wordings=wordings, actor=TEST, cause="test").new == len(wordings)
    assert bank.take_in(wordings=wordings, actor=TEST, cause="test").same == len(wordings)
    other = replace(wordings[0], right="A")
    taken = bank.take_in(wordings=[other, *wordings[1:]], actor=TEST, cause="test")
    assert (taken.new, taken.changed) == (0, 1)
    assert list(Question.objects.filter(code=other.code).values_list("version", flat=True)) == [1, 2]


def test_nobody_approves_what_they_brought_in() -> None:
    bank.take_in(wordings=[row.wording for row in sample() if row.wording], actor=TEST, cause="test")
    [first, *_] = queries.questions(state=QuestionState.DRAFT)
    with pytest.raises(Conflict, match="did not bring"), transaction.atomic():
        bank.approve(question_ids=[first.id], actor=TEST, cause="test")
    assert bank.approve(question_ids=[first.id], actor=SECOND, cause="test") == 1


def test_a_new_version_replaces_the_old_one_only_when_it_is_approved() -> None:
    the_bank()
    old = Question.objects.get(code="S1-0001")
    wording = replace(queries.wording_of(old), right="A")
    bank.take_in(wordings=[wording], actor=TEST, cause="test")
    assert old.id in edition()
    new = Question.objects.get(code="S1-0001", version=2)
    bank.approve(question_ids=[new.id], actor=SECOND, cause="test")
    old.refresh_from_db()
    assert old.state == QuestionState.REPLACED
    assert new.id in edition() and old.id not in edition()


def test_a_question_is_withdrawn_with_a_reason_only() -> None:
    the_bank()
    row = Question.objects.get(code="S1-0001")
    with pytest.raises(BadInput), transaction.atomic():
        bank.withdraw(code=row.code, reason=" ", actor=TEST, cause="test")
    bank.withdraw(code=row.code, reason="The sign has changed.", actor=TEST, cause="test")
    assert row.id not in edition()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (GOOD.replace("IR.45", "IR.999"), "IR.999"),
        (GOOD.replace(",B,", ",C,"), "not among the options"),
        (GOOD.replace(",B,", ",AB,"), "one right answer"),
        (GOOD.replace("One | Two", "One"), "differ in number"),
        (GOOD.replace("甲 | 乙", "甲 | 甲"), "the same"),
        (GOOD.replace("single", "maybe"), "maybe"),
        (GOOD.replace(",car,", ",plane,"), "plane"),
        (GOOD.replace("2022-04-01", "1 April"), "1 April"),
        (GOOD.replace("X1", ""), "code is empty"),
        (GOOD.replace("IR.45,,", "IR.45,exams.nothing,3"), "exams.nothing"),
        (GOOD.replace("问", "问" * 501), "at most 500"),
        (GOOD.replace("single", "judge"), "true or false has none"),
    ],
)
def test_a_row_says_what_is_wrong_with_it_and_the_good_ones_stay(row: str, said: str) -> None:
    [bad, good] = read(f"{HEAD}\n{row}\n{GOOD.replace('X1', 'X2')}\n")
    assert any(said in fault.en for fault in bad.faults), bad.faults
    assert good.wording is not None and not good.faults


def test_every_fault_of_a_row_is_told_at_once() -> None:
    [row] = read(f"{HEAD}\n{GOOD.replace('IR.45', 'IR.999').replace(',B,', ',E,')}\n")
    assert len(row.faults) == 2


def test_a_code_that_stands_twice_is_told() -> None:
    assert "twice" in read(f"{HEAD}\n{GOOD}\n{GOOD}\n")[1].faults[0].en


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_files_in_the_usual_encodings_are_read(encoding: str) -> None:
    [row] = read(f"{HEAD}\r\n{GOOD}\r\n".encode(encoding))
    assert row.wording and row.wording.words.zh == "问"


@pytest.mark.parametrize("content", [b"\xff\xfe\x00\x00", b"a,b\n1,2\n", b"[1, 2]", b"{", b"PK\x03\x04\x00"])
def test_a_file_that_is_none_of_ours_is_refused_with_words(content: bytes) -> None:
    with pytest.raises(reading.Unreadable) as refused:
        read(content)
    assert refused.value.message.zh


def test_what_is_written_is_read_again_as_csv_and_as_json() -> None:
    wordings = [row.wording for row in sample() if row.wording]
    assert [row.wording for row in read(reading.written(wordings))] == wordings
    one = dict(zip(reading.COLUMNS, GOOD.split(","), strict=False))
    [row] = read(json.dumps({"questions": [one]}))
    assert row.wording and row.wording.since == date(2022, 4, 1)


def test_naughty_strings_are_words_like_others() -> None:
    path = Path(settings.TONGBAN_SHARED) / "data" / "strings" / "blns.json"
    for naughty in json.loads(path.read_text(encoding="utf-8")):
        words = " ".join(str(naughty).split()).replace("\x00", "")[:400]
        one = dict(zip(reading.COLUMNS, GOOD.split(","), strict=False)) | {"zh": words, "en": words}
        [row] = read(json.dumps([one]))
        if row.wording:
            assert bank.take_in(wordings=[row.wording], actor=TEST, cause="test").same == 0


def test_a_region_may_be_told_and_one_that_does_not_exist_is_said() -> None:
    one = dict(zip(reading.COLUMNS, GOOD.split(","), strict=False))
    [row] = read(json.dumps([one | {"region": "320100"}]))
    assert row.wording and row.wording.region == "320100"
    [row] = read(json.dumps([one | {"region": "999999"}]))
    assert row.wording is None and "999999" in row.faults[0].en


def test_a_question_without_a_region_says_what_it_said_before_there_were_regions() -> None:
    one = next(row.wording for row in sample() if row.wording and not row.wording.region)
    told = {name: value for name, value in asdict(one).items() if name != "region"}
    said = json.dumps(told, ensure_ascii=False, sort_keys=True, default=str)
    assert queries.digest_of(one) == hashlib.sha256(said.encode()).hexdigest()
    assert queries.digest_of(replace(one, region="320100")) != queries.digest_of(one)
