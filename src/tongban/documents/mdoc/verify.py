"""Is this document genuine and current? Every check by its name, offline, with trust given as an argument.

The other question, may this person drive class X today, is `driving_answers`: a revoked copy of a good
licence and a genuine copy of a suspended one are different things, and whoever checks must see which.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from tongban.documents.mdoc import cbor, cose, device, reading, revocation, statuslist, unbound, words
from tongban.documents.mdoc.claims import ISO, MDL, NATIONAL
from tongban.documents.mdoc.driving import DrivingAnswer, may_drive_words
from tongban.documents.mdoc.profiles import Purpose
from tongban.documents.mdoc.reading import Document, Unreadable
from tongban.documents.mdoc.trust import (
    Anchors,
    Path,
    country_of,
    find_path,
    may_sign,
    province_of,
)
from tongban.law.facts import HeldClass, Postponement
from tongban.law.text import Text

__all__ = ["Check", "Outcome", "Unreadable", "Verification", "driving_answers", "verify"]

NEEDED = ("chain", "issuer_signature", "digests", "doc_type", "validity")
REVOCATION = ("status", "signer_status")
_VEHICLE_SPACES = tuple(kind.namespace for kind in unbound.KINDS.values())
Fetch = Callable[[str], bytes]  # an address in, the list out; raises OSError where it cannot be had


class Outcome(StrEnum):
    """What a check found."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its name, what it found, a code that stays the same, and the sentence for people."""

    name: str
    outcome: Outcome
    code: str
    sentence: Text

    @property
    def title(self) -> Text:
        return words.TITLES[self.name]


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer for one credential. `elements` holds only what is as it was issued, days as text.

    `others` are the further documents of the same response.
    """

    kind: str  # "issuer_signed" | "device_response" | "show_code"
    checks: tuple[Check, ...]
    elements: Mapping[str, Mapping[str, Any]]
    signed_at: datetime | None
    valid_until: datetime | None
    status_index: int | None = None
    status_uri: str = ""
    others: tuple["Verification", ...] = field(default=())
    doc_type: str = MDL

    def check(self, name: str) -> Check:
        """Return a check by its name; raise KeyError where there is no such check."""
        for one in self.checks:
            if one.name == name:
                return one
        raise KeyError(name)

    @property
    def genuine(self) -> bool:
        """Genuine and current: nothing failed, and nothing that must be checked was left out."""
        failed = any(one.outcome is Outcome.FAILED for one in self.checks)
        all_done = all(self.check(name).outcome is Outcome.PASSED for name in NEEDED)
        return not failed and all_done and all(other.genuine for other in self.others)

    @property
    def problems(self) -> tuple[Check, ...]:
        """The checks that failed, and those that had to be made and could not."""
        return tuple(
            one
            for one in self.checks
            if one.outcome is Outcome.FAILED or (one.outcome is not Outcome.PASSED and one.name in NEEDED)
        )

    @property
    def headline(self) -> Text:
        """The answer in a few words."""
        if not self.genuine:
            return words.NOT_GENUINE
        if self.vehicle_document:
            return words.COMPARE_THE_PLATE if self.revocation_checked else words.COMPARE_PLATE_UNCHECKED
        if self.kind == "show_code":
            return words.COMPARE_THE_FACE if self.revocation_checked else words.COMPARE_UNCHECKED
        return words.GENUINE if self.revocation_checked else words.GENUINE_UNCHECKED

    @property
    def vehicle_document(self) -> unbound.Kind | None:
        """Which document of a vehicle it says it is; None for a licence and for what nobody knows."""
        return unbound.OF_TYPE.get(self.doc_type)

    @property
    def revocation_checked(self) -> bool:
        """Whether both lists were at hand and said that nothing is revoked."""
        return all(self.check(name).outcome is Outcome.PASSED for name in REVOCATION)


@dataclass(frozen=True, slots=True)
class _Context:
    """What a verification is made with."""

    anchors: Anchors
    at: datetime
    status: bytes | None
    status_address: str
    crls: Sequence[bytes]
    fetch: Fetch | None
    transcript: bytes | None
    reader_key: ec.EllipticCurvePrivateKey | None

    def fetched(self, address: str) -> bytes | None:
        """What is found at an address, None where it cannot be had."""
        if self.fetch is None or not address:
            return None
        try:
            return self.fetch(address)
        except OSError:
            return None

    def signer_on_list(self, path: Path) -> revocation.Found:
        """What its authority's revocation list says of a trusted path's signer: the lists given, or the one fetched."""
        found = revocation.look_up(path, self.crls, self.at)
        if found.code not in ("not_checked", "too_old") or path.leaf is None:
            return found
        fetched = self.fetched(revocation.address_of(path.leaf))
        return found if fetched is None else revocation.look_up(path, [*self.crls, fetched], self.at)


def verify(
    given: bytes | str,
    *,
    anchors: Anchors,
    at: datetime,
    status: bytes | None = None,
    status_address: str = "",
    crls: Sequence[bytes] = (),
    fetch: Fetch | None = None,
    transcript: bytes | str | None = None,
    reader_key: ec.EllipticCurvePrivateKey | None = None,
) -> Verification:
    """Verify what somebody holds: IssuerSigned, DeviceResponse or a show code, in any of their forms.

    `status` is a signed status list and `crls` are revocation lists of signers. Without them `fetch` is asked for the
    addresses in the credential (`status_address` takes the place of its own), once the issuer is confirmed; without
    both, revocation is "not checked". Raises `Unreadable` where `given` (or the transcript) is nothing of the kind,
    and nothing else.
    """
    spoken = None if transcript is None else reading.transcript_bytes(transcript)
    context = _Context(anchors, at, status, status_address, crls, fetch and cache(fetch), spoken, reader_key)
    first, *rest = (_examine(document, context) for document in reading.read(given))
    return first if not rest else _with_others(first, tuple(rest))


def driving_answers(
    verification: Verification, on: date, *, covers: Mapping[str, Collection[str]] | None = None
) -> dict[str, DrivingAnswer] | None:
    """Return for each class whether it may be driven on that day, as the credential's content says.

    None where the credential does not show its classes and status (another country's, or withheld).
    """
    national = verification.elements.get(NATIONAL, {})
    letters, classes = national.get("status_letters"), national.get("classes")
    if not isinstance(letters, str) or not isinstance(classes, list):
        return None
    try:
        held = [HeldClass(str(row["code"]), date.fromisoformat(row["since"])) for row in classes]
        postponed = [
            Postponement(row["duty"], date.fromisoformat(row["original_due_on"]), date.fromisoformat(row["until"]))
            for row in national.get("postponements", ())
        ]
        expiry = verification.elements.get(ISO, {}).get("expiry_date")
        valid_to = date.fromisoformat(expiry) if expiry and not national.get("long_term") else None
    except (ValueError, TypeError, KeyError):
        return None
    return may_drive_words(letters, postponed, held, on, valid_to=valid_to, covers=covers)


def _examine(document: Document, context: _Context) -> Verification:
    path = find_path(document.auth, context.anchors)
    digests, elements = _digests(document)
    checks = [
        _chain(path, context),
        _signer(path, document),
        _issuer_signature(document, path, context),
        digests,
        _doc_type(document),
        _country(path, elements),
        _validity(document, path, context.at),
    ]
    confirmed = all(one.outcome is Outcome.PASSED for one in checks if one.name in ("chain", "issuer_signature"))
    checks += [
        _signer_status(path, context, confirmed),
        _status(document, context, confirmed),
        _device(document, context),
    ]
    security = document.security
    return Verification(
        document.kind,
        tuple(checks),
        elements,
        security.signed,
        security.valid_until,
        security.status_index,
        security.status_uri,
        doc_type=security.doc_type,
    )


def _check(name: str, code: str, outcome: Outcome | None = None, what: str | Text = "") -> Check:
    """Make a check; without an outcome "passed" passes and every other code fails."""
    found = outcome or (Outcome.PASSED if code == "passed" else Outcome.FAILED)
    sentence = words.SENTENCES[f"{name}.{code}"]
    return Check(name, found, code, sentence.fill(what=what) if what else sentence)


def _chain(path: Path, context: _Context) -> Check:
    if not context.anchors:
        return _check("chain", "no_anchor", Outcome.NOT_CHECKED)
    if not path.trusted:
        return _check("chain", path.problem)
    if path.leaf is None:
        return _check("chain", "trusted_key", Outcome.PASSED)
    return _check("chain", "passed" if path.in_time(context.at) else "out_of_time")


def _signer(path: Path, document: Document) -> Check:
    if path.leaf is None:
        return _check("signer", "no_certificate", Outcome.NOT_CHECKED)
    purpose = Purpose.VEHICLE if document.security.doc_type in unbound.OF_TYPE else Purpose.CREDENTIAL
    return _check("signer", "passed" if may_sign(path.leaf, purpose) else "wrong_purpose")


def _issuer_signature(document: Document, path: Path, context: _Context) -> Check:
    if path.key is None and context.anchors.keys:
        return _check("issuer_signature", "wrong")  # each of the bare keys was tried
    if path.key is None:
        return _check("issuer_signature", "no_key", Outcome.NOT_CHECKED)
    holds = cose.signature_holds(document.auth, path.key)
    return _check("issuer_signature", "passed" if holds else "wrong")


def _digests(document: Document) -> tuple[Check, dict[str, dict[str, Any]]]:
    """Compare every element with its digest; return the check and the elements that hold."""
    elements: dict[str, dict[str, Any]] = {}
    code = "passed"
    culprits: list[str] = []
    numbers: set[tuple[str, int]] = set()
    security = document.security
    if not security.digests or security.digest(b"") is None:
        return _check("digests", "unreadable"), elements
    if not document.items:
        return _check("digests", "nothing_shown", Outcome.NOT_CHECKED), elements
    for item in document.items:
        name = f"{item.namespace}/{item.name}"
        if item.number is None or not item.name:
            code = "unreadable" if code == "passed" else code
        elif security.digest(item.digest_of) != security.expected_digest(item.namespace, item.number):
            code, culprits = "wrong", [*culprits, name]
        elif (item.namespace, item.number) in numbers or item.name in elements.get(item.namespace, {}):
            code, culprits = "twice" if code != "wrong" else code, [*culprits, name]
        else:
            numbers.add((item.namespace, item.number))
            elements.setdefault(item.namespace, {})[item.name] = cbor.plain(item.value)
    return _check("digests", code, what=", ".join(culprits)), elements


def _doc_type(document: Document) -> Check:
    signed = document.security.doc_type
    kind = unbound.OF_TYPE.get(signed)
    if kind is None and signed != MDL:
        return _check("doc_type", "other", what=signed or "?")
    if document.doc_type not in ("", signed):
        return _check("doc_type", "differs")
    return _check("doc_type", "passed", what=kind.title if kind else words.DRIVING_LICENCE)


def _country(path: Path, elements: Mapping[str, Mapping[str, Any]]) -> Check:
    shown = next((elements[name] for name in (ISO, *_VEHICLE_SPACES) if name in elements), {})
    if "issuing_country" not in shown:
        return _check("country", "not_shown", Outcome.NOT_CHECKED)
    if path.leaf is None:
        return _check("country", "no_certificate", Outcome.NOT_CHECKED)
    country, province = country_of(path.leaf), province_of(path.leaf)
    same = shown["issuing_country"] == country
    jurisdiction = shown.get("issuing_jurisdiction")
    same_province = not province or jurisdiction in (None, province)
    return _check("country", "passed" if same and same_province else "differs")


def _validity(document: Document, path: Path, at: datetime) -> Check:
    security = document.security
    signed, starts, ends = security.signed, security.valid_from, security.valid_until
    if signed is None or starts is None or ends is None or not security.version.startswith("1."):
        return _check("validity", "unreadable")
    if path.leaf and not path.leaf.not_valid_before_utc <= signed <= path.leaf.not_valid_after_utc:
        return _check("validity", "signed_outside")
    if at < starts:
        return _check("validity", "not_yet")
    return _check("validity", "passed" if at <= ends else "expired")


def _signer_status(path: Path, context: _Context, confirmed: bool) -> Check:
    name = "signer_status"
    if not confirmed:
        return _check(name, "not_trusted", Outcome.NOT_CHECKED)
    found = context.signer_on_list(path)
    outcome = None if found.code in ("passed", "revoked") else Outcome.NOT_CHECKED
    return _check(name, found.code, outcome, what=found.issued)


def _status(document: Document, context: _Context, confirmed: bool) -> Check:
    index, uri = document.security.status_index, document.security.status_uri
    if index is None or not uri:
        return _check("status", "no_entry", Outcome.NOT_CHECKED)
    if not confirmed:
        return _check("status", "not_trusted", Outcome.NOT_CHECKED)
    token = context.status if context.status is not None else context.fetched(context.status_address or uri)
    if token is None:
        return _check("status", "not_checked", Outcome.NOT_CHECKED)
    try:
        found = statuslist.read_list(token, context.anchors)
        if found.uri != uri:
            raise statuslist.ListProblem("another_list")
        if context.signer_on_list(found.path).code == "revoked":
            raise statuslist.ListProblem("not_genuine")
    except statuslist.ListProblem as problem:
        return _check("status", problem.code, Outcome.NOT_CHECKED)
    return _listed(found, index, context.at)


def _listed(found: statuslist.StatusList, index: int, at: datetime) -> Check:
    """An old list can still say no, because what was revoked stays so; it can no longer say yes."""
    status, when = found.status(index), words.moment(found.issued_at)
    if status is None:
        return _check("status", "not_listed")
    if status == statuslist.Status.SUSPENDED:
        return _check("status", "suspended", what=when)
    if status != statuslist.Status.VALID:
        return _check("status", "revoked", what=when)
    if not found.is_fresh(at):
        return _check("status", "list_too_old", Outcome.NOT_CHECKED, what=when)
    return _check("status", "passed", what=when)


def _device(document: Document, context: _Context) -> Check:
    name = "device_authentication"
    if document.kind != "device_response":
        code = "copyable" if document.kind == "show_code" else "no_presentation"
        return _check(name, code, Outcome.NOT_CHECKED)
    if context.transcript is None:
        return _check(name, "no_transcript", Outcome.NOT_CHECKED)
    code = device.problem(document, context.transcript, context.reader_key)
    if code == "reader_key_needed":
        return _check(name, code, Outcome.NOT_CHECKED)
    return _check(name, code or "passed")


def _with_others(first: Verification, others: Iterable[Verification]) -> Verification:
    return Verification(
        first.kind,
        first.checks,
        first.elements,
        first.signed_at,
        first.valid_until,
        first.status_index,
        first.status_uri,
        tuple(others),
        first.doc_type,
    )
