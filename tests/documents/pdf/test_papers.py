"""Receipts and notices: what stands on them, in which type, and what never happens."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tongban.documents import fonts
from tongban.documents.pdf.compiling import PaperFailed, compile_pdf
from tongban.documents.pdf.papers import NoticePaper, NoticeReason, ReceiptPaper, notice_pdf, receipt_pdf
from tongban.law.text import Text

AT = datetime(2026, 3, 2, 1, 2, 3, tzinfo=UTC)
ROOT = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def a_receipt(**changes: Any) -> ReceiptPaper:
    paper = ReceiptPaper(
        number="3101-2026-D06-0000421",
        code="7K2MXQ9PRT4H",
        service=Text(zh="补领机动车驾驶证", en="Replacement of a lost licence"),
        done=Text(zh="已补发驾驶证", en="A new licence was issued"),
        office=Text(zh="上海市车辆管理所", en="Shanghai Vehicle Office"),
        issued_at=AT,
        check_url="https://tongban.example/check/7K2MXQ9PRT4H",
        root_size=1284031,
        root_hex=ROOT,
        amount="10.00",
        amount_lines=((Text(zh="工本费", en="Card fee"), "10.00"),),
    )
    return replace(paper, **changes)


def a_reason(number: int = 1, **changes: Any) -> NoticeReason:
    reason = NoticeReason(
        sentence=Text(zh=f"第{number}项事由", en=f"reason {number}"),
        article=Text(zh="规定第七十一条", en="article 71"),
        remedy=Text(zh="请先处理", en="settle it first"),
    )
    return replace(reason, **changes)


def a_notice(**changes: Any) -> NoticePaper:
    paper = NoticePaper(
        title=Text(zh="不予换证决定书", en="Renewal refused"),
        number="3101-2026-D07-0000088",
        code="C4TRM2PKX7QW",
        addressee="欧阳晨曦",
        service=Text(zh="期满换证", en="Renewal"),
        decision=Text(zh="不予换证", en="The licence is not renewed"),
        reasons=(a_reason(),),
        review=(Text(zh="可以申请行政复议", en="You may ask for reconsideration"),),
        office=Text(zh="上海市车辆管理所", en="Shanghai Vehicle Office"),
        contact=Text(zh="哈密路1330号", en="1330 Hami Road"),
        decided_at=AT,
        check_url="https://tongban.example/check/C4TRM2PKX7QW",
    )
    return replace(paper, **changes)


@pytest.fixture(scope="module")
def folders() -> list[Path]:
    found = fonts.find(Path(".tongban"))
    if not found:
        pytest.skip("the Chinese font is not on this machine: apt-get install fonts-noto-cjk")
    return found


def text_of(pdf: bytes) -> str:
    """The text without blanks: where a line is broken is the typesetter's affair."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def font_names(pdf: bytes) -> set[str]:
    names = set()
    for page in PdfReader(io.BytesIO(pdf)).pages:
        for font in page["/Resources"]["/Font"].values():
            names.add(str(font.get_object()["/BaseFont"]))
    return names


@pytest.mark.parametrize("width", ["a4", "80mm"])
def test_a_receipt_says_what_was_done_for_whom_to_pay_and_when(folders: list[Path], width: str) -> None:
    text = text_of(receipt_pdf(a_receipt(), language="zh", font_paths=folders, width=width))
    for part in ("业务办理回执", "3101-2026-D06-0000421", "已补发驾驶证", "¥10.00", "上海市车辆管理所"):
        assert part in text
    assert "2026年3月2日09:02:03" in text  # the time in China
    assert "7K2MXQ9PRT4H" in text and "tongban.example/check/7K2MXQ9PRT4H" in text


@pytest.mark.parametrize("width", ["a4", "80mm"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_receipt_carries_the_whole_sealed_root_and_its_size(folders: list[Path], width: str, language: str) -> None:
    text = text_of(receipt_pdf(a_receipt(), language=language, font_paths=folders, width=width))
    assert ROOT in text and "1,284,031" in text


def test_the_chinese_type_is_embedded_in_the_file(folders: list[Path]) -> None:
    names = font_names(receipt_pdf(a_receipt(), language="zh", font_paths=folders))
    assert any("NotoSansCJKsc" in name for name in names)


def test_a_receipt_in_english_has_no_chinese_words_of_ours(folders: list[Path]) -> None:
    text = text_of(receipt_pdf(a_receipt(), language="en", font_paths=folders))
    assert "Anewlicencewasissued" in text and "2026-03-0209:02:03" in text
    assert "回执" not in text


def test_a_receipt_without_payment_says_no_fee_and_one_before_the_first_seal_says_so(
    folders: list[Path],
) -> None:
    paper = a_receipt(amount="", amount_lines=(), root_size=0, root_hex="")
    text = text_of(receipt_pdf(paper, language="zh", font_paths=folders))
    assert "免费" in text and "尚未作出首次封印" in text


def test_the_same_receipt_gives_the_same_bytes(folders: list[Path]) -> None:
    one, two = (receipt_pdf(a_receipt(), language="zh", font_paths=folders) for _ in range(2))
    assert one == two
    other = receipt_pdf(a_receipt(number="3101-2026-D06-0000422"), language="zh", font_paths=folders)
    assert other != one


@pytest.mark.parametrize("typed", ['#read("/etc/passwd")', "*x*", "= x", '"; #panic()', "\\u{41}", "$x$", "<a>"])
def test_what_a_person_typed_is_never_markup(folders: list[Path], typed: str) -> None:
    pdf = notice_pdf(a_notice(addressee=typed), language="zh", font_paths=folders)
    assert "".join(typed.split()) in text_of(pdf)


@pytest.mark.parametrize(
    ("typed", "shown"), [("张😀三", "张〔U+1F600〕三"), ("a\x01b", "a〔U+0001〕b"), ("سلام", "〔U+0633〕")]
)
def test_a_character_without_a_glyph_is_shown_by_its_number(folders: list[Path], typed: str, shown: str) -> None:
    text = text_of(notice_pdf(a_notice(addressee=typed), language="zh", font_paths=folders))
    assert shown in text


def test_a_rare_character_of_a_name_is_printed_as_it_is(folders: list[Path]) -> None:
    assert "𠮷" in text_of(notice_pdf(a_notice(addressee="𠮷野"), language="zh", font_paths=folders))


def test_a_notice_tells_all_reasons_with_article_remedy_and_day(folders: list[Path]) -> None:
    reasons = (a_reason(1, possible_from=date(2026, 5, 1)), a_reason(2), a_reason(3))
    text = text_of(notice_pdf(a_notice(reasons=reasons), language="zh", font_paths=folders))
    for part in (
        "共3项",
        "第1项事由",
        "第2项事由",
        "第3项事由",
        "规定第七十一条",
        "请先处理",
        "2026年5月1日",
    ):
        assert part in text
    assert "可以申请行政复议" in text and "欧阳晨曦" in text


def test_a_notice_with_many_reasons_goes_on_to_further_pages(folders: list[Path]) -> None:
    reasons = tuple(a_reason(number) for number in range(1, 31))
    pdf = notice_pdf(a_notice(reasons=reasons), language="en", font_paths=folders)
    pages = len(PdfReader(io.BytesIO(pdf)).pages)
    assert pages > 1 and f"page1of{pages}" in text_of(pdf) and "reason30" in text_of(pdf)


def test_without_the_chinese_type_no_paper_is_made_and_the_words_say_why(tmp_path: Path) -> None:
    with pytest.raises(PaperFailed) as caught:
        receipt_pdf(a_receipt(), language="zh", font_paths=[tmp_path])
    assert "Noto Sans CJK" in caught.value.message.zh


def test_a_template_or_width_that_is_not_there_is_an_error(folders: list[Path]) -> None:
    with pytest.raises(ValueError, match="no template"):
        compile_pdf("../papers", {}, "zh", folders, at=AT)
    with pytest.raises(ValueError, match="no receipt"):
        receipt_pdf(a_receipt(), language="zh", font_paths=folders, width="a5")


def test_data_that_a_template_cannot_use_is_a_failure_and_not_half_a_paper(folders: list[Path]) -> None:
    with pytest.raises(PaperFailed):
        compile_pdf("notice", {"labels": {}}, "zh", folders, at=AT)
