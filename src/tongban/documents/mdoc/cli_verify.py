"""The answer of `./tongban licence verify FILE`: text or JSON, and an exit code for scripts.

0: genuine and current. 1: not, with each check named. 2: unreadable. Whether the person may drive is
printed beside it and does not change the exit code.
"""

import base64
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from tongban.documents.mdoc import device, reading
from tongban.documents.mdoc.driving import DrivingAnswer
from tongban.documents.mdoc.trust import Anchors
from tongban.documents.mdoc.verify import Fetch, Outcome, Verification, driving_answers, verify
from tongban.law.text import Text

VALID, NOT_VALID, UNREADABLE = 0, 1, 2
CHINA = timezone(timedelta(hours=8))
_MARKS = {Outcome.PASSED: "✓", Outcome.FAILED: "✗", Outcome.NOT_CHECKED: "–"}
_CANNOT_OPEN = Text(zh="文件无法打开：{what}", en="The file cannot be opened: {what}")
_NO_ANCHOR = Text(zh="不是证书或公钥：{what}", en="Not a certificate or a public key: {what}")
_CLASS_LINE = Text(zh="准驾车型 {code}：{answer}（{word}）", en="class {code}: {answer} ({word})")
_YES, _NO = Text(zh="今日可以驾驶", en="may be driven"), Text(zh="今日不得驾驶", en="may not be driven")
_NOT_SHOWN = Text(zh="未出示准驾车型和状态", en="classes and status were not shown")
_DRIVING = Text(zh="{day}能否驾驶：", en="Driving on {day}:")


@dataclass(frozen=True, slots=True)
class _Inputs:
    given: bytes
    anchors: Anchors
    status: bytes | None
    crls: list[bytes]
    transcript: bytes | None
    reader_key: Any


def verify_file(
    path: Path,
    *,
    roots: Sequence[Path | bytes],
    at: datetime,
    on: date | None = None,
    status: Path | str | None = None,
    crls: Sequence[Path] = (),
    transcript: Path | None = None,
    reader_key: Path | None = None,
    fetch: Fetch | None = None,
    covers: Mapping[str, Collection[str]] | None = None,
    as_json: bool = False,
    language: str = "zh",
) -> tuple[int, str]:
    """Verify a file and return exit code and output.

    `roots` are PEM or DER files, or their content. `status` is a status list's file or an address that
    overrides the one in the credential, `crls` are files of revoked signers; `fetch` gets addresses and raises OSError
    where it cannot.
    `on` is the day asked about driving, by default the day of `at` in China.
    """
    address = status if isinstance(status, str) and "://" in status else ""
    chosen = None if address or status is None else Path(status)
    try:
        inputs = _read_inputs(path, roots, chosen, crls, transcript, reader_key)
        answer = verify(
            inputs.given,
            anchors=inputs.anchors,
            at=at,
            status=inputs.status,
            status_address=address,
            crls=inputs.crls,
            fetch=fetch,
            transcript=inputs.transcript,
            reader_key=inputs.reader_key,
        )
    except reading.Unreadable as error:
        return UNREADABLE, _unreadable(error.message, as_json, language)
    day = on or at.astimezone(CHINA).date()
    output = _as_json(answer, day, covers) if as_json else _as_text(answer, day, covers, language)
    return (VALID if answer.genuine else NOT_VALID), output


def _read_inputs(
    path: Path,
    roots: Sequence[Path | bytes],
    status: Path | None,
    crls: Sequence[Path],
    transcript: Path | None,
    key: Path | None,
) -> _Inputs:
    secret = None if key is None else device.read_private_jwk(_content(key))
    return _Inputs(
        given=_content(path),
        anchors=_anchors(roots),
        status=None if status is None else _content(status),
        crls=[_content(one) for one in crls],
        transcript=None if transcript is None else _content(transcript),
        reader_key=secret,
    )


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise reading.Unreadable(_CANNOT_OPEN.fill(what=f"{path} ({error.strerror})")) from error


def _anchors(roots: Sequence[Path | bytes]) -> Anchors:
    blobs = [(root, _content(root) if isinstance(root, Path) else root) for root in roots]
    try:
        return Anchors.from_pem(*(blob for _, blob in blobs))
    except ValueError as error:
        names = ", ".join(str(root) for root, _ in blobs if isinstance(root, Path)) or "?"
        raise reading.Unreadable(_NO_ANCHOR.fill(what=names)) from error


def _unreadable(message: Text, as_json: bool, language: str) -> str:
    if not as_json:
        return message.in_language(language)
    words = {"zh": message.zh, "en": message.en}
    return json.dumps({"readable": False, "valid": False, "message": words}, ensure_ascii=False, indent=2)


def _as_text(answer: Verification, day: date, covers: Mapping[str, Collection[str]] | None, language: str) -> str:
    lines = []
    for number, one in enumerate((answer, *answer.others), 1):
        heading = f"{number}. " if answer.others else ""
        lines.append(heading + one.headline.in_language(language))
        lines += [
            f"  {_MARKS[check.outcome]} {check.name:<22} {check.title.in_language(language)}: "
            f"{check.sentence.in_language(language)}"
            for check in one.checks
        ]
        if one.vehicle_document:
            lines += _said_lines(one, language)
            continue
        lines.append(_DRIVING.fill(day=day).in_language(language))
        lines += [f"  {line}" for line in _driving_lines(driving_answers(one, day, covers=covers), language)]
    return "\n".join(lines)


def _said_lines(answer: Verification, language: str) -> list[str]:
    kind = answer.vehicle_document
    said = answer.elements.get(kind.namespace, {}) if kind else {}
    named = kind.labels.items() if kind else ()
    return [f"  {label.in_language(language)}: {said[name]}" for name, label in named if name in said]


def _driving_lines(answers: Mapping[str, DrivingAnswer] | None, language: str) -> list[str]:
    if answers is None:
        return [_NOT_SHOWN.in_language(language)]
    return [
        _CLASS_LINE.fill(code=code, answer=_YES if one.allowed else _NO, word=one.word).in_language(language)
        for code, one in answers.items()
    ]


def _as_json(answer: Verification, day: date, covers: Mapping[str, Collection[str]] | None) -> str:
    documents = [_document_json(one, day, covers) for one in (answer, *answer.others)]
    whole = {"readable": True, "valid": answer.genuine, **documents[0], "others": documents[1:]}
    return json.dumps(whole, ensure_ascii=False, indent=2)


def _document_json(one: Verification, day: date, covers: Mapping[str, Collection[str]] | None) -> dict[str, Any]:
    answers = driving_answers(one, day, covers=covers)
    return {
        "genuine": not one.problems,
        "kind": one.kind,
        "headline": {"zh": one.headline.zh, "en": one.headline.en},
        "checks": [
            {
                "name": check.name,
                "outcome": str(check.outcome),
                "code": check.code,
                "zh": check.sentence.zh,
                "en": check.sentence.en,
            }
            for check in one.checks
        ],
        "doc_type": one.doc_type,
        "driving_on": day.isoformat(),
        "driving": None if answers is None else [_driving_json(item) for item in answers.values()],
        "elements": _jsonable(one.elements),
    }


def _driving_json(answer: DrivingAnswer) -> dict[str, Any]:
    reasons = [{"zh": text.zh, "en": text.en} for text in (*answer.reasons, *answer.remarks)]
    return {"class": answer.code, "may_drive": answer.allowed, "words": reasons}


def _jsonable(value: Any) -> Any:
    """Bytes (the portrait) become base64, everything else is plain already."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, Mapping):
        return {str(key): _jsonable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_jsonable(item) for item in value]
    return value
