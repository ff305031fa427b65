"""A statement of what is on record, as a signed PDF: facts, then lists under headings. Driving and vehicle records."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from cryptography import x509

from tongban.documents.mdoc.keys import Signer
from tongban.documents.pdf import papers
from tongban.documents.pdf.compiling import compile_pdf
from tongban.law.text import Text

Cell = Text | str
_LABELS = {
    "holder": Text(zh="持证人", en="Holder"),
    "entry": Text(zh="本记录的登记号", en="Entry of this record"),
    "signed": Text(
        zh="本文件附有数字签名，改动一个字节即可发现。扫码核对查验编码；在同一网站的“查验”页上传本文件，核对签名。",
        en="This file is digitally signed: a change of one byte shows. Scan the code to compare the check code, "
        "and upload the file on the check page of the same website to check the signature.",
    ),
    "made": Text(zh="出具时间", en="Made at"),
}


@dataclass(frozen=True, slots=True)
class Section:
    """A list under a heading. `widths`: "auto" or "1fr" of each column; `none` is said where there is no row."""

    title: Text
    widths: tuple[str, ...]
    heads: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    none: Text


@dataclass(frozen=True, slots=True)
class Statement:
    """What is stated, of whom, by which office, and how it is checked.

    `entry` is the entry that says the statement was given; `root_size` 0 says that nothing has been sealed yet.
    """

    title: Text
    number: str
    code: str
    holder: str
    facts: tuple[tuple[Text, Text], ...]
    sections: tuple[Section, ...]
    source: Text
    office: Text
    made_at: datetime
    check_url: str
    entry: UUID
    root_size: int
    root_hex: str


def statement_pdf(
    paper: Statement, *, language: str, font_paths: Sequence[Path], signer: Signer, root: x509.Certificate
) -> bytes:
    """Return the statement as PDF on A4, signed (PAdES) by a paper signer under `root`. Raises `PaperFailed`."""
    # pyhanko takes 30 MB: a web worker pays for it when the first record is asked for
    from tongban.documents.pdf.signing import sign_pdf

    pdf = compile_pdf("statement", _data(paper, language), language, font_paths, at=paper.made_at)
    reason = paper.title.in_language(language)
    at = max(paper.made_at, signer.certificate.not_valid_before_utc)  # the signer may be younger than the paper
    return sign_pdf(pdf, signer=signer, root=root, at=at, reason=f"{reason} {paper.number}")


def day(on: date) -> Text:
    """A day as papers write it."""
    return Text(papers.day_of(on, "zh"), papers.day_of(on, "en"))


def _data(paper: Statement, language: str) -> dict[str, object]:
    return {
        "labels": {
            **papers.labels(language, size=f"{paper.root_size:,}", url=paper.check_url),
            **{name: label.in_language(language) for name, label in _LABELS.items()},
            "title": paper.title.in_language(language),
        },
        "number": paper.number,
        "code": papers.grouped(paper.code, 4),
        "holder": paper.holder,
        "facts": papers.rows(paper.facts, language),
        "sections": [_section(section, language) for section in paper.sections],
        "source": paper.source.in_language(language),
        "office": paper.office.in_language(language),
        "time": papers.time_of(paper.made_at, language),
        "entry": str(paper.entry),
        "root": papers.root_lines(paper.root_size, paper.root_hex),
        "root_size": f"{paper.root_size:,}",
        "check_url": papers.address(paper.check_url),
        "qr": papers.qr(paper.check_url),
    }


def _section(section: Section, language: str) -> dict[str, object]:
    return {
        "title": section.title.in_language(language),
        "widths": list(section.widths),
        "heads": [_cell(head, language) for head in section.heads],
        "rows": [[_cell(cell, language) for cell in row] for row in section.rows],
        "none": section.none.in_language(language),
    }


def _cell(cell: Cell, language: str) -> str:
    return cell.in_language(language) if isinstance(cell, Text) else cell
