"""The tables of moves of files and sittings: the only place that says what may follow what."""

from collections.abc import Mapping

from tongban.assessment.exams.types import FileState as File
from tongban.assessment.exams.types import SittingState as Sitting
from tongban.core.errors import Conflict
from tongban.law.text import Text

FILE_MOVES: Mapping[File, frozenset[File]] = {
    File.OPEN: frozenset({File.PASSED, File.ENDED}),
    # back to open where a result is changed or a test turns out to be void
    File.PASSED: frozenset({File.LICENSED, File.OPEN, File.ENDED}),
    File.LICENSED: frozenset(),
    File.ENDED: frozenset({File.OPEN}),  # only where it was ended for cheating, and that turned out to be wrong
}
SITTING_MOVES: Mapping[Sitting, frozenset[Sitting]] = {
    Sitting.EXPECTED: frozenset({Sitting.PRESENT, Sitting.ABSENT, Sitting.VOID}),
    Sitting.PRESENT: frozenset({Sitting.RUNNING, Sitting.ABSENT, Sitting.VOID}),
    Sitting.RUNNING: frozenset({Sitting.JUDGED, Sitting.VOID}),
    Sitting.JUDGED: frozenset({Sitting.VOID}),
    Sitting.ABSENT: frozenset({Sitting.VOID}),
    Sitting.VOID: frozenset(),
}
PENDING = (Sitting.EXPECTED, Sitting.PRESENT, Sitting.RUNNING)

SITTING_WORDS: Mapping[Sitting, Text] = {
    Sitting.EXPECTED: Text(zh="待考", en="expected"),
    Sitting.PRESENT: Text(zh="已到场", en="present"),
    Sitting.RUNNING: Text(zh="考试中", en="being tested"),
    Sitting.JUDGED: Text(zh="已评判", en="judged"),
    Sitting.VOID: Text(zh="作废", en="void"),
    Sitting.ABSENT: Text(zh="缺考", en="absent"),
}
FILE_WORDS: Mapping[File, Text] = {
    File.OPEN: Text(zh="考试中", en="being tested"),
    File.PASSED: Text(zh="全部合格，待领证", en="everything passed, licence to come"),
    File.LICENSED: Text(zh="已发证", en="licence issued"),
    File.ENDED: Text(zh="已终止", en="ended"),
}


def check_sitting(now: str, then: Sitting) -> None:
    """Raises Conflict where a sitting cannot go on to that state, in words that say what it is now."""
    if then not in SITTING_MOVES[Sitting(now)]:
        is_now, wanted = SITTING_WORDS[Sitting(now)], SITTING_WORDS[then]
        raise Conflict(
            Text(
                zh=f"这次考试的状态是“{is_now.zh}”，不能改为“{wanted.zh}”。",
                en=f"This sitting is “{is_now.en}”: it cannot become “{wanted.en}”.",
            ),
            code="sitting_state",
        )


def check_file(now: str, then: File) -> None:
    """Raises Conflict where a file cannot go on to that state, in words that say what it is now."""
    if then not in FILE_MOVES[File(now)]:
        is_now = FILE_WORDS[File(now)]
        raise Conflict(
            Text(zh=f"这份考试档案的状态是“{is_now.zh}”。", en=f"This exam file is “{is_now.en}”."),
            code="exam_file_state",
        )


def must_be_open(now: str) -> None:
    """Raises Conflict where a file is not being tested any more."""
    if now != File.OPEN:
        check_file(now, File.PASSED)
        raise Conflict(
            Text(zh="这份考试档案已经全部合格。", en="Everything in this exam file is passed."), code="exam_file_state"
        )


def must_not_have_begun(now: str) -> None:
    """Raises Conflict where a sitting has begun or is over."""
    if now not in (Sitting.EXPECTED, Sitting.PRESENT):
        raise Conflict(Text(zh="考试已经开始或者结束。", en="The test has begun or is over."), code="sitting_state")
