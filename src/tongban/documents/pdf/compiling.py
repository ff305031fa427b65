"""Compiling a template with typst: warm, one compiler for each template and font folders in a process."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from tongban.law.text import Text

TEMPLATES = Path(__file__).parent / "templates"
MOST_MISSING = 40  # different characters of one paper that may be replaced
_NO_GLYPH = re.compile(r'the text `"(.*)"` could not be displayed with font', re.DOTALL)
_RUST_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)", re.DOTALL)
_NO_FONT = Text(
    zh="缺少中文字体（Noto Sans CJK SC），无法生成 PDF。",
    en="The Chinese font (Noto Sans CJK SC) is missing, so no PDF can be made.",
)
_FAILED = Text(zh="PDF 无法生成：{what}", en="The PDF could not be made: {what}")


class PaperFailed(RuntimeError):
    """A paper could not be made; `message` says why in both languages."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


@dataclass(slots=True)
class _Press:
    """A compiler and the lock around it: it carries its inputs from call to call."""

    compiler: typst.Compiler
    lock: Lock = field(default_factory=Lock)


def compile_pdf(
    template: str, data: dict[str, Any], language: str, font_paths: Sequence[Path], *, at: datetime
) -> bytes:
    """Return the PDF of a template ("receipt_a4" | "receipt_80mm" | "notice").

    `data` is JSON's: strings are shown as they are, never read as markup. `font_paths` are folders; system
    fonts are not looked at. `at` is the instant written into the file. Raises `PaperFailed` for every
    warning and error of typst, ValueError for a template that there is not.
    """
    source = TEMPLATES / f"{template}.typ"
    if source.parent != TEMPLATES or not source.is_file():
        raise ValueError(f"no template {template!r}")
    press = _press(source, tuple(font_paths))
    content = json.dumps(data, ensure_ascii=False)
    for _ in range(MOST_MISSING):
        try:
            with press.lock:
                return _compile(press.compiler, content, language, at)
        except typst.TypstError as error:
            missing = _missing(str(error))
            if not missing:
                raise PaperFailed(_FAILED.fill(what=str(error))) from error
            content = _with_numbers(content, missing)
    raise PaperFailed(_FAILED.fill(what="too many characters without a glyph"))


@lru_cache(maxsize=16)
def _press(source: Path, font_paths: tuple[Path, ...]) -> _Press:
    return _Press(typst.Compiler(str(source), root=str(TEMPLATES), font_paths=_fonts(font_paths)))


@lru_cache(maxsize=4)
def _fonts(font_paths: tuple[Path, ...]) -> typst.Fonts:
    """The fonts of the folders, shared by all compilers: a Chinese font takes 20 MB in memory."""
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(path) for path in font_paths],
    )


def _compile(compiler: typst.Compiler, content: str, language: str, at: datetime) -> bytes:
    moment = at.astimezone(UTC)
    inputs = {"data": content, "language": language, "at": moment.strftime("%Y %m %d %H %M %S")}
    pdf, warnings = compiler.compile_with_warnings(
        format="pdf", sys_inputs=inputs, timestamp=int(moment.timestamp()), pdf_standards=["a-2a", "ua-1"]
    )
    if any("unknown font family" in warning.message for warning in warnings):
        raise PaperFailed(_NO_FONT)
    if warnings or not isinstance(pdf, bytes):
        raise PaperFailed(_FAILED.fill(what="; ".join(warning.message for warning in warnings)))
    return pdf


def _missing(message: str) -> str:
    """Return the characters that typst found no glyph for, empty where the error is another."""
    found = _NO_GLYPH.search(message)
    return _RUST_ESCAPE.sub(lambda part: chr(int(part[1], 16)) if part[1] else part[2], found[1]) if found else ""


def _with_numbers(content: str, missing: str) -> str:
    """Write the number of a character in its place; in JSON it may stand as itself or escaped."""
    for character in set(missing):
        shown = f"〔U+{ord(character):04X}〕"
        escaped = json.dumps(character)[1:-1]
        content = content.replace(character, shown).replace(escaped, shown)
    return content
