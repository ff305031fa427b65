"""The papers themselves: what stands on a receipt and on a notice, and the words around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import segno

from tongban.documents.pdf.compiling import compile_pdf
from tongban.law.text import Text

CHINA = timezone(timedelta(hours=8))
WIDTHS = ("a4", "80mm")

_LABELS = {
    "brand": Text(zh="通办", en="Tongban"),
    "receipt": Text(zh="业务办理回执", en="Receipt"),
    "number": Text(zh="办理编号", en="Case number"),
    "service": Text(zh="办理业务", en="Service"),
    "office": Text(zh="办理机关", en="Office"),
    "time": Text(zh="办理时间", en="Time"),
    "amount": Text(zh="缴纳金额", en="Paid"),
    "free": Text(zh="免费", en="no fee"),
    "check": Text(zh="扫码查验本回执", en="Check this receipt"),
    "code": Text(zh="查验编码", en="Check code"),
    "check_how": Text(
        zh="扫描二维码，或打开下列地址并核对查验编码：",
        en="Scan the code, or open this address and compare the check code:",
    ),
    "root": Text(zh="全部业务记录的最新封印", en="Latest seal over all records"),
    "root_how": Text(
        zh="封印覆盖截至当时的 {size} 条业务记录。今后任何人改动其中一条，都与本回执上的数字不符。",
        en="The seal covers the {size} records up to then. Whoever changes one of them later contradicts "
        "the figures on this receipt.",
    ),
    "no_root": Text(zh="本机关尚未作出首次封印。", en="No seal has been made yet at this office."),
    "notice_number": Text(zh="文书编号", en="Number"),
    "addressee": Text(zh="当事人", en="To"),
    "decision": Text(zh="决定", en="Decision"),
    "reasons": Text(zh="理由（共 {count} 项，一次告知）", en="Reasons (all of them: {count})"),
    "article": Text(zh="依据", en="Legal basis"),
    "remedy": Text(zh="怎么办", en="What to do"),
    "possible_from": Text(zh="可办理之日", en="Possible from"),
    "review": Text(zh="不服本决定的救济途径", en="If you do not agree"),
    "contact": Text(zh="咨询与联系", en="Questions"),
    "seal_note": Text(
        zh="本文书由系统生成，与纸质文书具有同等效力；真伪以查验页为准。",
        en="Made by the system, equal to a paper document; the check page says whether it is genuine.",
    ),
    "page": Text(zh="第 {number} 页，共 {total} 页", en="page {number} of {total}"),
    "qr": Text(zh="查验二维码：{url}", en="Code that opens the check page: {url}"),
}


@dataclass(frozen=True, slots=True)
class ReceiptPaper:
    """A receipt. Amounts are yuan as text ("10.00"), `amount` empty where nothing was paid.

    `facts` are further lines (label, value); `notes` are said below, for instance what was not asked for.
    `root_size` 0 says that nothing has been sealed yet.
    """

    number: str
    code: str
    service: Text
    done: Text
    office: Text
    issued_at: datetime
    check_url: str
    root_size: int
    root_hex: str
    amount: str = ""
    amount_lines: tuple[tuple[Text, str], ...] = ()
    facts: tuple[tuple[Text, Text], ...] = ()
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class NoticeReason:
    """One reason on a notice, with its article, what to do, and from when time alone removes it."""

    sentence: Text
    article: Text
    remedy: Text
    possible_from: date | None = None


@dataclass(frozen=True, slots=True)
class NoticePaper:
    """A decision as a person is told it: all reasons at once, and what can be done against it."""

    title: Text
    number: str
    code: str
    addressee: str
    service: Text
    decision: Text
    reasons: tuple[NoticeReason, ...]
    review: tuple[Text, ...]  # where, until when and how the decision can be contested
    office: Text
    contact: Text
    decided_at: datetime
    check_url: str
    facts: tuple[tuple[Text, Text], ...] = ()


def receipt_pdf(paper: ReceiptPaper, *, language: str, font_paths: Sequence[Path], width: str = "a4") -> bytes:
    """Return a receipt as PDF, on A4 or for a printer of 80 mm. Raises `PaperFailed`."""
    if width not in WIDTHS:
        raise ValueError(f"no receipt of width {width!r}")
    data = {
        "labels": labels(language, size=f"{paper.root_size:,}", url=paper.check_url),
        "number": paper.number,
        "code": grouped(paper.code, 4),
        "service": _said(paper.service, language),
        "done": _said(paper.done, language),
        "office": _said(paper.office, language),
        "time": time_of(paper.issued_at, language),
        "amount": _yuan(paper.amount),
        "amount_lines": [[_said(label, language), _yuan(amount)] for label, amount in paper.amount_lines],
        "facts": rows(paper.facts, language),
        "notes": [_said(note, language) for note in paper.notes],
        "root": root_lines(paper.root_size, paper.root_hex),
        "root_size": f"{paper.root_size:,}",
        "check_url": address(paper.check_url),
        "qr": qr(paper.check_url),
    }
    return compile_pdf(f"receipt_{width}", data, language, font_paths, at=paper.issued_at)


def notice_pdf(paper: NoticePaper, *, language: str, font_paths: Sequence[Path]) -> bytes:
    """Return a notice as PDF on A4. Raises `PaperFailed`."""
    data = {
        "labels": labels(language, count=len(paper.reasons), url=paper.check_url),
        "title": _said(paper.title, language),
        "number": paper.number,
        "code": grouped(paper.code, 4),
        "addressee": paper.addressee,
        "service": _said(paper.service, language),
        "decision": _said(paper.decision, language),
        "facts": rows(paper.facts, language),
        "reasons": [_reason(reason, language) for reason in paper.reasons],
        "review": [_said(line, language) for line in paper.review],
        "office": _said(paper.office, language),
        "contact": _said(paper.contact, language),
        "day": day_of(paper.decided_at.astimezone(CHINA).date(), language),
        "check_url": address(paper.check_url),
        "qr": qr(paper.check_url),
    }
    return compile_pdf("notice", data, language, font_paths, at=paper.decided_at)


def labels(language: str, **values: object) -> dict[str, str]:
    """Every label of ours in the language; the page's own numbers stay for the template to fill in."""
    known = {"number": "{number}", "total": "{total}", "size": "", "count": "", "url": "", **values}
    return {name: _said(label.fill(**known), language) for name, label in _LABELS.items()}


def _reason(reason: NoticeReason, language: str) -> dict[str, Any]:
    return {
        "sentence": _said(reason.sentence, language),
        "article": _said(reason.article, language),
        "remedy": _said(reason.remedy, language),
        "possible_from": day_of(reason.possible_from, language) if reason.possible_from else "",
    }


def rows(rows: Sequence[tuple[Text, Text]], language: str) -> list[list[str]]:
    """Label and value of each line in the language."""
    return [[_said(label, language), _said(value, language)] for label, value in rows]


def _said(text: Text, language: str) -> str:
    return text.in_language(language)


def time_of(at: datetime, language: str) -> str:
    """The instant as it is said in China."""
    local = at.astimezone(CHINA)
    return f"{day_of(local.date(), language)} {local:%H:%M:%S}"


def day_of(day: date, language: str) -> str:
    """The day as the language writes it."""
    return f"{day:%Y-%m-%d}" if language.startswith("en") else f"{day.year}年{day.month}月{day.day}日"


def _yuan(amount: str) -> str:
    return f"¥ {amount}" if amount else ""


def grouped(text: str, size: int) -> str:
    """The text in groups, to be compared by eye."""
    return " ".join(text[start : start + size] for start in range(0, len(text), size))


def root_lines(size: int, root_hex: str) -> list[str]:
    """The root in two lines of four groups, as somebody compares it; empty where nothing is sealed."""
    half = len(root_hex) // 2
    return [grouped(line, 8) for line in (root_hex[:half], root_hex[half:]) if size]


def address(url: str) -> str:
    """The address as a person types it."""
    return url.removeprefix("https://").removeprefix("http://")


def qr(url: str) -> str:
    """The address as a code, in SVG."""
    code = segno.make_qr(url, error="m", mask=3)
    return code.svg_inline(border=0, omitsize=True, dark="#000")
