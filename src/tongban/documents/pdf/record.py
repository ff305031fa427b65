"""The driving record (安全驾驶记录, D33): classes, points, accidents and violations, as a signed PDF."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from cryptography import x509

from tongban.documents.mdoc.keys import Signer
from tongban.documents.pdf import papers
from tongban.documents.pdf.compiling import compile_pdf
from tongban.law.facts import Cycle, HeldClass
from tongban.law.names import CLASS_NAMES
from tongban.law.text import Text

_LABELS = {
    "title": Text(zh="安全驾驶记录", en="Driving record"),
    "holder": Text(zh="持证人", en="Holder"),
    "classes": Text(zh="准驾车型", en="Licence classes"),
    "class": Text(zh="车型", en="Class"),
    "since": Text(zh="初次取得", en="Held since"),
    "cycles": Text(zh="记分", en="Demerit points"),
    "cycle": Text(zh="记分周期", en="Points cycle"),
    "points": Text(zh="累积记分", en="Points"),
    "no_cycles": Text(zh="没有记分周期的记录。", en="No points cycle is on record."),
    "matters": Text(zh="违法、事故和证件扣留", en="Violations, accidents and seizures"),
    "kind": Text(zh="种类", en="Kind"),
    "reference": Text(zh="编号", en="Number"),
    "place": Text(zh="地点", en="Place"),
    "on": Text(zh="日期", en="Date"),
    "state": Text(zh="处理情况", en="State"),
    "no_matters": Text(zh="没有违法、事故或证件扣留的记录。", en="No violation, accident or seizure is on record."),
    "source": Text(
        zh="记分、违法、事故和扣留：全国交通管理平台，{told_at} 的答复。其余：本机关的驾驶人档案。",
        en="Points, violations, accidents and seizures: the national traffic platform, answer of {told_at}. "
        "All else: the driver file of this authority.",
    ),
    "entry": Text(zh="本记录的登记号", en="Entry of this record"),
    "signed": Text(
        zh="本文件附有数字签名，改动一个字节即可发现。扫码核对查验编码；在同一网站的“查验”页上传本文件，核对签名。",
        en="This file is digitally signed: a change of one byte shows. Scan the code to compare the check code, "
        "and upload the file on the check page of the same website to check the signature.",
    ),
    "made": Text(zh="出具时间", en="Made at"),
}
KINDS = {
    "violation": Text(zh="违法", en="violation"),
    "accident": Text(zh="事故", en="accident"),
    "seizure": Text(zh="扣留", en="seizure"),
}
STATES = {
    "open": Text(zh="未处理", en="not settled"),
    "settled": Text(zh="已处理", en="settled"),
}


@dataclass(frozen=True, slots=True)
class RecordedMatter:
    """One violation, accident or seizure. `kind` is a key of `KINDS`, `state` of `STATES`."""

    kind: str
    number: str
    place: str
    on: date
    state: str


@dataclass(frozen=True, slots=True)
class RecordPaper:
    """A driving record. `facts` are lines about holder and licence; `told_at` is when the platform answered.

    `entry` is the entry that says the record was given; `root_size` 0 says that nothing has been sealed yet.
    """

    number: str
    code: str
    holder: str
    facts: tuple[tuple[Text, Text], ...]
    classes: tuple[HeldClass, ...]
    cycles: tuple[Cycle, ...]
    matters: tuple[RecordedMatter, ...]
    told_at: datetime
    office: Text
    made_at: datetime
    check_url: str
    entry: UUID
    root_size: int
    root_hex: str


def record_pdf(
    paper: RecordPaper,
    *,
    language: str,
    font_paths: Sequence[Path],
    signer: Signer,
    root: x509.Certificate,
) -> bytes:
    """Return the record as PDF on A4, signed (PAdES) by a paper signer under `root`. Raises `PaperFailed`."""
    # pyhanko takes 30 MB: a web worker pays for it when the first record is asked for
    from tongban.documents.pdf.signing import sign_pdf

    pdf = compile_pdf("record", _data(paper, language), language, font_paths, at=paper.made_at)
    reason = _LABELS["title"].in_language(language)
    at = max(paper.made_at, signer.certificate.not_valid_before_utc)  # the signer may be younger than the paper
    return sign_pdf(pdf, signer=signer, root=root, at=at, reason=f"{reason} {paper.number}")


def _data(paper: RecordPaper, language: str) -> dict[str, object]:
    told_at = papers.time_of(paper.told_at, language)
    return {
        "labels": {
            **papers.labels(language, size=f"{paper.root_size:,}", url=paper.check_url),
            **{name: label.fill(told_at=told_at).in_language(language) for name, label in _LABELS.items()},
        },
        "number": paper.number,
        "code": papers.grouped(paper.code, 4),
        "holder": paper.holder,
        "facts": papers.rows(paper.facts, language),
        "classes": [
            [held.code, CLASS_NAMES[held.code].in_language(language), papers.day_of(held.since, language)]
            for held in paper.classes
        ],
        "cycles": [
            [f"{papers.day_of(one.starts_on, language)} – {papers.day_of(one.ends_on, language)}", str(one.points)]
            for one in paper.cycles
        ],
        "matters": [
            [
                KINDS[one.kind].in_language(language),
                one.number,
                one.place,
                papers.day_of(one.on, language),
                STATES[one.state].in_language(language),
            ]
            for one in paper.matters
        ],
        "office": paper.office.in_language(language),
        "time": papers.time_of(paper.made_at, language),
        "entry": str(paper.entry),
        "root": papers.root_lines(paper.root_size, paper.root_hex),
        "root_size": f"{paper.root_size:,}",
        "check_url": papers.address(paper.check_url),
        "qr": papers.qr(paper.check_url),
    }
