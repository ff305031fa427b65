"""The jurist's cases: every answer the rules give is one that somebody wrote down beforehand."""

from pathlib import Path

import pytest

from tongban.law.articles import article
from tongban.law.book import Book
from tongban.law.cases import Case, faults, load_cases

CASES = load_cases(Path(__file__).parent / "cases")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_rules_answer_as_the_jurist_wrote(case: Case) -> None:
    assert faults(case, Book.shipped()) == [], f"{case.title.en}, {article(case.article).citation.en}"
