"""Articles and how they are cited."""

import pytest

from tongban.law.articles import article, articles, chinese_numeral


def test_a_sure_article_is_cited_with_its_number() -> None:
    assert article("O162.63").citation.zh.endswith("第六十三条")
    assert article("O162.63").citation.en.endswith("Article 63")


def test_a_derived_number_is_not_printed_and_the_citation_says_so() -> None:
    derived = article("O162.80")
    assert derived.confidence == "derived"
    assert "80" not in derived.citation.en
    assert "being checked" in derived.citation.en
    assert "正在核对" in derived.citation.zh
    assert "八十" not in derived.citation.zh


def test_an_instrument_without_articles_is_cited_by_its_name() -> None:
    assert article("FGW.2831").citation == article("FGW.2831").instrument


def test_an_annex_is_cited_as_an_annex() -> None:
    assert article("O162.annex1").citation.zh.endswith("附件1")
    assert "annex" in article("O162.annex1").citation.en


def test_an_unknown_article_is_named() -> None:
    with pytest.raises(LookupError, match=r"O162\.999"):
        article("O162.999")


def test_a_convention_of_the_software_is_never_called_law() -> None:
    assert not article("design").number_is_sure
    assert "not law" in article("design").citation.en


def test_every_confidence_is_a_known_one() -> None:
    assert {row.confidence for row in articles().values()} <= {"verified", "known", "derived", "uncertain"}


@pytest.mark.parametrize(
    ("number", "words"),
    [(5, "五"), (10, "十"), (14, "十四"), (20, "二十"), (63, "六十三"), (101, "一百零一"), (110, "一百一十")],
)
def test_numbers_are_written_as_statutes_write_them(number: int, words: str) -> None:
    assert chinese_numeral(number) == words


@pytest.mark.parametrize("number", [0, 1000])
def test_there_is_no_article_zero_or_thousand(number: int) -> None:
    with pytest.raises(ValueError):
        chinese_numeral(number)
