"""Papers with a signed code that replaces a stamp: the sheets of a temporary plate (临时行驶车号牌), one for each
window, 220 by 140 mm on A4; and the learner permit (学习驾驶证明) on A4.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from tongban.documents.mdoc import showcode
from tongban.documents.pdf import papers
from tongban.documents.pdf.compiling import compile_pdf
from tongban.law.text import Text

_LABELS = {
    "until": Text(zh="有效期至", en="Valid until"),
    "fold": Text(zh="沿外框裁下，粘贴在{place}。", en="Cut along the frame and fix it: {place}."),
    "check": Text(
        zh="扫码，或在查验页拍照、上传，即知真伪和是否作废。",
        en="Scan the code: the check page says whether it counts.",
    ),
}


@dataclass(frozen=True, slots=True)
class TemporarySheet:
    """What a plate prints. `cross_area` chooses the pattern: brown-yellow, otherwise sky blue; `places`: one sheet for
    each; `code`: the text of the signed code."""

    number: str
    title: Text
    area: Text
    cross_area: bool
    rows: tuple[tuple[Text, Text], ...]
    until: date
    places: tuple[Text, ...]
    code: str
    made_at: datetime


def sheets_pdf(paper: TemporarySheet, *, language: str, font_paths: Sequence[Path]) -> bytes:
    """Return the sheets as PDF. Raises `PaperFailed`."""
    ours = {name: text.in_language(language) for name, text in _LABELS.items()}
    data = {
        "labels": {**papers.labels(language, url=paper.number), **ours},
        "number": paper.number,
        "title": paper.title.in_language(language),
        "area": paper.area.in_language(language),
        "colour": "brown" if paper.cross_area else "blue",
        "rows": papers.rows(paper.rows, language),
        "until": papers.day_of(paper.until, language),
        "places": [_LABELS["fold"].fill(place=place).in_language(language) for place in paper.places],
        "qr": showcode.svg(paper.code),
    }
    return compile_pdf("temporary_plate", data, language, font_paths, at=paper.made_at)


@dataclass(frozen=True, slots=True)
class LearnerSheet:
    """What a learner permit prints. `rules` say what a learner has to keep to; `code`: the text of the signed code."""

    title: Text
    rows: tuple[tuple[Text, Text], ...]
    rules: tuple[Text, ...]
    until: date
    code: str
    made_at: datetime


def learner_pdf(paper: LearnerSheet, *, language: str, font_paths: Sequence[Path]) -> bytes:
    """Return a learner permit as PDF. Raises `PaperFailed`."""
    ours = {name: text.in_language(language) for name, text in _LABELS.items()}
    data = {
        "labels": {**papers.labels(language, url=""), **ours},
        "title": paper.title.in_language(language),
        "rows": papers.rows(paper.rows, language),
        "rules": [rule.in_language(language) for rule in paper.rules],
        "until": papers.day_of(paper.until, language),
        "qr": showcode.svg(paper.code),
    }
    return compile_pdf("learner_permit", data, language, font_paths, at=paper.made_at)
