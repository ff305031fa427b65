"""The command's answer: exit code, text and JSON."""

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from tests.documents.mdoc.making import (
    LATER,
    NOW,
    READER,
    TRANSCRIPT,
    a_credential,
    a_foreign_object,
    a_response,
    a_show_code,
    a_status_list,
    some_keys,
)

from tongban.config.licences import instant
from tongban.documents.mdoc import cbor, mso
from tongban.documents.mdoc.claims import ISO
from tongban.documents.mdoc.cli_verify import verify_file
from tongban.documents.mdoc.keys import IssuerKeys
from tongban.documents.mdoc.statuslist import Status


def put(folder: Path, content: bytes | str, name: str = "licence") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def reader_jwk(key: ec.EllipticCurvePrivateKey) -> str:
    numbers = key.private_numbers()
    coordinates = {"d": numbers.private_value, "x": numbers.public_numbers.x, "y": numbers.public_numbers.y}
    parts = {
        name: base64.urlsafe_b64encode(value.to_bytes(32, "big")).decode().rstrip("=")
        for name, value in coordinates.items()
    }
    return json.dumps({"kty": "EC", "crv": "P-256", **parts})


def test_a_valid_licence_exits_with_0_and_names_every_check(keys: IssuerKeys, tmp_path: Path) -> None:
    code, output = verify_file(put(tmp_path, a_credential(keys)), roots=[keys.trust_bundle()], at=LATER)
    assert code == 0
    for name in ("chain", "issuer_signature", "digests", "doc_type", "country", "validity", "status"):
        assert name in output
    assert "C1：今日可以驾驶（正常）" in output


def test_a_licence_of_others_exits_with_1_and_names_the_chain(keys: IssuerKeys, tmp_path: Path) -> None:
    other = some_keys(tmp_path / "other")
    code, output = verify_file(put(tmp_path, a_credential(other)), roots=[keys.trust_bundle()], at=LATER, language="en")
    assert code == 1 and "✗ chain" in output and "no root you trust" in output


@pytest.mark.parametrize("content", [b"", b"garbage", "TB1:GARBAGE"])
def test_an_unreadable_file_exits_with_2(keys: IssuerKeys, tmp_path: Path, content: bytes | str) -> None:
    code, output = verify_file(put(tmp_path, content), roots=[keys.trust_bundle()], at=LATER)
    assert code == 2 and "不是电子驾驶证" in output


def test_a_file_that_is_not_there_exits_with_2(keys: IssuerKeys, tmp_path: Path) -> None:
    code, output = verify_file(tmp_path / "none", roots=[keys.trust_bundle()], at=LATER, language="en")
    assert code == 2 and "cannot be opened" in output


def test_a_root_that_is_no_certificate_exits_with_2_and_names_it(keys: IssuerKeys, tmp_path: Path) -> None:
    wrong = put(tmp_path, "hello", "wrong.pem")
    code, output = verify_file(put(tmp_path, a_credential(keys)), roots=[wrong], at=LATER)
    assert code == 2 and "wrong.pem" in output


def test_as_json_the_answer_is_one_object_with_both_languages(keys: IssuerKeys, tmp_path: Path) -> None:
    code, output = verify_file(put(tmp_path, a_credential(keys)), roots=[keys.trust_bundle()], at=LATER, as_json=True)
    answer = json.loads(output)
    assert code == 0 and answer["valid"] is True and answer["readable"] is True
    assert answer["driving"] == [{"class": "C1", "may_drive": True, "words": []}]
    assert {check["name"]: check["outcome"] for check in answer["checks"]}["digests"] == "passed"
    assert base64.b64decode(answer["elements"]["org.iso.18013.5.1"]["portrait"]).startswith(b"\xff\xd8")


def test_unreadable_as_json_is_an_object_too(keys: IssuerKeys, tmp_path: Path) -> None:
    code, output = verify_file(put(tmp_path, b"x"), roots=[keys.trust_bundle()], at=LATER, as_json=True)
    assert code == 2 and json.loads(output)["readable"] is False


def test_a_show_code_is_verified_from_a_text_file(keys: IssuerKeys, tmp_path: Path) -> None:
    code, output = verify_file(
        put(tmp_path, a_show_code(keys) + "\n"), roots=[keys.trust_bundle()], at=LATER, language="en"
    )
    assert code == 0 and "compare the face" in output


def test_transcript_and_readers_key_come_from_files(keys: IssuerKeys, tmp_path: Path) -> None:
    code, output = verify_file(
        put(tmp_path, a_response(a_credential(keys), by_mac=True).hex()),
        roots=[put(tmp_path, keys.trust_bundle(), "trust.pem")],
        transcript=put(tmp_path, TRANSCRIPT.hex(), "transcript.hex"),
        reader_key=put(tmp_path, reader_jwk(READER), "reader.jwk"),
        at=LATER,
        language="en",
    )
    assert code == 0 and "✓ device_authentication" in output


def test_a_readers_key_that_is_none_exits_with_2(keys: IssuerKeys, tmp_path: Path) -> None:
    code, output = verify_file(
        put(tmp_path, a_credential(keys)),
        roots=[keys.trust_bundle()],
        reader_key=put(tmp_path, "{}", "reader.jwk"),
        at=LATER,
        language="en",
    )
    assert code == 2 and "JWK" in output


def test_a_status_list_comes_from_a_file_or_from_another_address(keys: IssuerKeys, tmp_path: Path) -> None:
    licence = put(tmp_path, a_credential(keys))
    revoked = a_status_list(keys, Status.INVALID)
    options = {"roots": [keys.trust_bundle()], "at": LATER, "language": "en"}
    asked = []

    def fetch(uri: str) -> bytes:
        asked.append(uri)
        return keys.crl(now=NOW) if uri.endswith(".crl") else revoked

    code, output = verify_file(licence, status=put(tmp_path, revoked, "list.cwt"), **options)
    assert code == 1 and "revoked" in output
    code, output = verify_file(licence, status="http://127.0.0.1:9/status/1", fetch=fetch, **options)
    assert code == 1 and asked == ["https://tongban.example/status/iaca.crl", "http://127.0.0.1:9/status/1"]


def test_a_suspended_driver_has_a_valid_licence_and_may_not_drive(keys: IssuerKeys, tmp_path: Path) -> None:
    licence = put(tmp_path, a_credential(keys, letters=frozenset("D")))
    code, output = verify_file(licence, roots=[keys.trust_bundle()], at=NOW)
    assert code == 0 and "C1：今日不得驾驶（暂扣）" in output


def test_a_list_of_revoked_signers_comes_from_a_file(tmp_path: Path) -> None:
    keys = some_keys(tmp_path / "k")
    licence, lost = put(tmp_path, a_credential(keys)), keys.signer(NOW)
    options = {"roots": [keys.trust_bundle()], "at": LATER, "language": "en"}
    code, output = verify_file(licence, crls=[put(tmp_path, keys.crl(now=NOW), "before.crl")], **options)
    assert code == 0 and "checked: not revoked" in output
    keys.revoke(lost.key_id.hex(), NOW)
    code, output = verify_file(licence, crls=[put(tmp_path, keys.crl(now=LATER), "after.crl")], **options)
    assert code == 1 and "✗ signer_status" in output


def deep(levels: int) -> bytes:
    return b"\xa1\x6ainternal" + b"\x81" * levels + b"\x00"


@pytest.mark.parametrize("levels", [30, 10_000, 1_000_000])
def test_nesting_without_end_exits_with_2(keys: IssuerKeys, tmp_path: Path, levels: int) -> None:
    code, output = verify_file(put(tmp_path, deep(levels)), roots=[keys.trust_bundle()], at=LATER)
    assert code == 2 and "不是电子驾驶证" in output


@pytest.mark.parametrize("part", [0.1, 0.5, 0.99])
def test_a_file_cut_off_exits_with_2(keys: IssuerKeys, tmp_path: Path, part: float) -> None:
    whole = a_credential(keys)
    cut = put(tmp_path, whole[: int(len(whole) * part)])
    assert verify_file(cut, roots=[keys.trust_bundle()], at=LATER)[0] == 2


def test_each_fault_exits_with_1_and_is_named(keys: IssuerKeys, tmp_path: Path) -> None:
    whole = a_credential(keys)
    cases = {
        "✗ chain": (whole, NOW + timedelta(days=458)),  # the signer's certificate is over
        "✗ digests": (with_another_element(whole), LATER),
        "✗ country": (a_credential_of_another_country(keys), LATER),
        "✗ doc_type": (a_foreign_object(keys, doc_type="org.iso.23220.photoid.1"), LATER),
        "✗ validity": (whole, NOW + timedelta(days=366)),
    }
    for words, (content, at) in cases.items():
        code, output = verify_file(put(tmp_path, content), roots=[keys.trust_bundle()], at=at)
        assert code == 1 and words in output, words


def with_another_element(credential: bytes) -> bytes:
    """The credential with an element that its issuer never signed."""
    whole = cbor.decode(credential)
    item = {"digestID": 99, "random": bytes(16), "elementIdentifier": "height", "elementValue": 180}
    whole["nameSpaces"][ISO].append(cbor.embedded(cbor.encode(item)))
    return cbor.encode(whole)


def a_credential_of_another_country(keys: IssuerKeys) -> bytes:
    """Signed by the true signer over an element that names another country than its certificate."""
    namespaces, digests = mso.items({"issuing_country": "US"}, [bytes(16)])
    whole = cbor.decode(a_foreign_object(keys, valueDigests={ISO: digests}))
    return cbor.encode({**whole, "nameSpaces": {ISO: namespaces}})


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-03-02T09:02:03", NOW),
        ("2026-03-02 09:02:03+08:00", NOW),
        ("2026-03-02T01:02:03Z", NOW),
        ("2026-03-02", datetime(2026, 3, 1, 16, tzinfo=UTC)),
    ],
)
def test_an_instant_without_a_zone_is_chinas(text: str, utc: datetime) -> None:
    assert instant(text) == utc
