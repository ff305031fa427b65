"""The driving record: what stands on it, and that a change of any part shows."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from tongban.documents import fonts
from tongban.documents.mdoc.keys import IssuerKeys
from tongban.documents.pdf.record import RecordedMatter, RecordPaper, record_pdf
from tongban.law.facts import Cycle, HeldClass
from tongban.law.text import Text

AT = datetime(2026, 3, 2, 1, 2, 3, tzinfo=UTC)
ROOT = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def a_record(**changes: Any) -> RecordPaper:
    paper = RecordPaper(
        number="2603020000421",
        code="7K2MXQ9PRT4H",
        holder="欧阳晨曦",
        facts=((Text(zh="档案编号", en="File number"), Text(zh="310012345678", en="310012345678")),),
        classes=(HeldClass("A1", date(2020, 5, 1)), HeldClass("C1", date(2015, 3, 1))),
        cycles=(Cycle(date(2025, 3, 1), date(2026, 2, 28), 3),),
        matters=(RecordedMatter("violation", "3101150012345678", "世纪大道", date(2025, 7, 9), "settled"),),
        told_at=AT,
        office=Text(zh="上海市车辆管理所", en="Shanghai Vehicle Office"),
        made_at=AT,
        check_url="https://tongban.example/check/",
        entry=UUID("019577a2-0000-7000-8000-000000000001"),
        root_size=1284031,
        root_hex=ROOT,
    )
    return replace(paper, **changes)


@pytest.fixture(scope="module")
def folders() -> list[Path]:
    found = fonts.find(Path(".tongban"))
    if not found:
        pytest.skip("the Chinese font is not on this machine: apt-get install fonts-noto-cjk")
    return found


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> IssuerKeys:
    folder = tmp_path_factory.mktemp("keys") / "authority"
    return IssuerKeys.open(folder, now=AT, status_url="https://tongban.example/status/1")


def signed(keys: IssuerKeys, folders: list[Path], language: str = "zh", **changes: Any) -> bytes:
    return record_pdf(
        a_record(**changes), language=language, font_paths=folders, signer=keys.paper_signer(AT), root=keys.root
    )


def judged(pdf: bytes, keys: IssuerKeys, at: datetime = AT) -> PdfSignatureStatus:
    """What the library that reads signatures says, with our root as the only one trusted."""
    roots = list(load_certs_from_pemder_data(keys.root.public_bytes(Encoding.DER)))
    context = ValidationContext(trust_roots=roots, moment=at + timedelta(minutes=1), allow_fetching=False)
    (signature,) = PdfFileReader(io.BytesIO(pdf), strict=False).embedded_signatures
    return validate_pdf_signature(signature, context)


def text_of(pdf: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def test_a_record_says_classes_points_and_what_the_platform_answered(keys: IssuerKeys, folders: list[Path]) -> None:
    text = text_of(signed(keys, folders))
    for part in ("安全驾驶记录", "欧阳晨曦", "A1", "2020年5月1日", "2026年2月28日3", "3101150012345678", "世纪大道"):
        assert part in text
    assert "违法" in text and "已处理" in text and "2026年3月2日09:02:03的答复" in text
    assert "019577a2-0000-7000-8000-000000000001" in text and ROOT in text and "1,284,031" in text


def test_a_record_in_english_has_no_chinese_words_of_ours(keys: IssuerKeys, folders: list[Path]) -> None:
    text = text_of(signed(keys, folders, "en"))
    assert "Drivingrecord" in text and "settled" in text and "记录" not in text


def test_a_clean_record_says_that_there_is_nothing(keys: IssuerKeys, folders: list[Path]) -> None:
    text = text_of(signed(keys, folders, cycles=(), matters=(), root_size=0, root_hex=""))
    assert "没有违法、事故或证件扣留的记录" in text and "没有记分周期" in text and "尚未作出首次封印" in text


def test_the_signature_covers_the_file_leads_to_our_root_and_allows_no_change(
    keys: IssuerKeys, folders: list[Path]
) -> None:
    status = judged(signed(keys, folders), keys)
    assert status.intact and status.valid and status.trusted and status.bottom_line
    assert status.signer_reported_dt == AT
    assert status.signing_cert.key_usage_value.native == {"digital_signature", "non_repudiation"}


def test_a_paper_older_than_its_signer_is_signed_when_the_signer_began(keys: IssuerKeys, folders: list[Path]) -> None:
    began = keys.paper_signer(AT).certificate.not_valid_before_utc
    assert judged(signed(keys, folders, made_at=AT - timedelta(days=9)), keys).signer_reported_dt == began


def test_a_changed_byte_is_found(keys: IssuerKeys, folders: list[Path]) -> None:
    pdf = signed(keys, folders)
    at = pdf.index(b"stream") + 20
    forged = pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]
    assert not judged(forged, keys).intact


def test_a_record_of_another_authority_is_not_trusted(keys: IssuerKeys, folders: list[Path], tmp_path: Path) -> None:
    other = IssuerKeys.open(tmp_path / "o", now=AT, status_url="https://other.example/status/1")
    status = judged(signed(other, folders), keys)
    assert status.intact and not status.trusted
