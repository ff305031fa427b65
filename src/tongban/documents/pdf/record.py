"""The driving record (安全驾驶记录, D33): classes, points, accidents and violations, as a signed PDF."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from cryptography import x509

from tongban.documents.mdoc.keys import Signer
from tongban.documents.pdf import papers
from tongban.documents.pdf.statement import Section, Statement, day, statement_pdf
from tongban.law.facts import Cycle, HeldClass
from tongban.law.names import CLASS_NAMES
from tongban.law.text import Text

_TITLE = Text(zh="安全驾驶记录", en="Driving record")
_SOURCE = Text(
    zh="记分、违法、事故和扣留：全国交通管理平台，{told_at} 的答复。其余：本机关的驾驶人档案。",
    en="Points, violations, accidents and seizures: the national traffic platform, answer of {told_at}. "
    "All else: the driver file of this authority.",
)
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
    return statement_pdf(_statement(paper), language=language, font_paths=font_paths, signer=signer, root=root)


def _statement(paper: RecordPaper) -> Statement:
    told_at = Text(papers.time_of(paper.told_at, "zh"), papers.time_of(paper.told_at, "en"))
    return Statement(
        title=_TITLE,
        number=paper.number,
        code=paper.code,
        holder=paper.holder,
        facts=paper.facts,
        sections=(_classes(paper.classes), _cycles(paper.cycles), _matters(paper.matters)),
        source=_SOURCE.fill(told_at=told_at),
        office=paper.office,
        made_at=paper.made_at,
        check_url=paper.check_url,
        entry=paper.entry,
        root_size=paper.root_size,
        root_hex=paper.root_hex,
    )


def _classes(classes: Sequence[HeldClass]) -> Section:
    return Section(
        title=Text(zh="准驾车型", en="Licence classes"),
        widths=("auto", "1fr", "auto"),
        heads=(Text(zh="车型", en="Class"), "", Text(zh="初次取得", en="Held since")),
        rows=tuple((held.code, CLASS_NAMES[held.code], day(held.since)) for held in classes),
        none=Text(zh="没有准驾车型。", en="No class is held."),
    )


def _cycles(cycles: Sequence[Cycle]) -> Section:
    days = Text(zh="{first} – {last}", en="{first} – {last}")
    return Section(
        title=Text(zh="记分", en="Demerit points"),
        widths=("1fr", "auto"),
        heads=(Text(zh="记分周期", en="Points cycle"), Text(zh="累积记分", en="Points")),
        rows=tuple((days.fill(first=day(one.starts_on), last=day(one.ends_on)), str(one.points)) for one in cycles),
        none=Text(zh="没有记分周期的记录。", en="No points cycle is on record."),
    )


def _matters(matters: Sequence[RecordedMatter]) -> Section:
    return Section(
        title=Text(zh="违法、事故和证件扣留", en="Violations, accidents and seizures"),
        widths=("auto", "auto", "1fr", "auto", "auto"),
        heads=(
            Text(zh="种类", en="Kind"),
            Text(zh="编号", en="Number"),
            Text(zh="地点", en="Place"),
            Text(zh="日期", en="Date"),
            Text(zh="处理情况", en="State"),
        ),
        rows=tuple((KINDS[one.kind], one.number, one.place, day(one.on), STATES[one.state]) for one in matters),
        none=Text(zh="没有违法、事故或证件扣留的记录。", en="No violation, accident or seizure is on record."),
    )
