"""Our signing against somebody else's: each side reads what the other wrote."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import HTTPMessageVerifier, algorithms
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.little_partner import LABEL, REQUEST, RESPONSE, TAG, OneKey, request_headers, sign

from tongban.core import clock
from tongban.exchange import signing

KEY = Ed25519PrivateKey.generate()
PATH = "/hospital/medical"
BODY = b'{"identity_number":"310101199001011234"}'


def our_request(body: bytes = BODY, path: str = PATH) -> dict[str, str]:
    return signing.sign_request(
        KEY, "tongban-1", method="POST", path=path, body=body, request_id="r", idempotency_key="k"
    )


def their_answer(body: bytes = BODY, request_id: str = "r", **extra: Any) -> dict[str, str]:
    headers = {"content-type": "application/json", "request-id": request_id}
    message = SimpleNamespace(status_code=200, headers=headers)
    sign(message, body, extra.pop("key", KEY), "hospital", extra.pop("components", RESPONSE), **extra)
    return headers


def verify_answer(headers: dict[str, str], body: bytes = BODY, status: int = 200, request_id: str = "r") -> None:
    signing.verify_response(
        KEY.public_key(), "hospital", status=status, headers=headers, body=body, request_id=request_id
    )


@given(body=st.binary(max_size=200), path=st.from_regex(r"/[a-z]{1,8}/[a-z_]{1,8}", fullmatch=True))
def test_the_library_accepts_what_we_sign(body: bytes, path: str) -> None:
    message = SimpleNamespace(method="POST", url=f"http://x{path}", headers=our_request(body, path))
    verifier = HTTPMessageVerifier(signature_algorithm=algorithms.ED25519, key_resolver=OneKey(KEY))
    results = verifier.verify(
        message, max_age=timedelta(seconds=300), expect_tag=TAG, expect_label=LABEL,
        require_components=REQUEST, body=body,
    )  # fmt: skip
    assert results[0].parameters["keyid"] == "tongban-1"


@given(body=st.binary(min_size=1, max_size=200))
def test_we_accept_what_the_library_signs(body: bytes) -> None:
    headers = request_headers(KEY, "hospital", PATH, body)
    signing.verify_request(KEY.public_key(), "hospital", method="POST", path=PATH, headers=headers, body=body)
    verify_answer(their_answer(body), body)


def test_we_accept_our_own_answers() -> None:
    headers = signing.sign_response(KEY, "hospital", status=200, body=BODY, request_id="r")
    verify_answer(headers)


def test_header_names_in_any_case_are_accepted() -> None:
    verify_answer({name.title(): value for name, value in their_answer().items()})


def test_a_changed_body_is_refused() -> None:
    with pytest.raises(signing.BadSignature, match="digest"):
        verify_answer(their_answer(), BODY + b" ")


def test_an_answer_of_another_status_is_refused() -> None:
    with pytest.raises(signing.BadSignature):
        verify_answer(their_answer(), status=201)


def test_an_answer_to_another_request_is_refused() -> None:
    with pytest.raises(signing.BadSignature, match="request-id"):
        verify_answer(their_answer(request_id="other"))


def test_another_key_is_refused() -> None:
    with pytest.raises(signing.BadSignature):
        verify_answer(their_answer(key=Ed25519PrivateKey.generate()))


def test_the_right_key_under_another_id_is_refused() -> None:
    with pytest.raises(signing.BadSignature, match="not the pinned one"):
        signing.verify_response(
            KEY.public_key(), "photos", status=200, headers=their_answer(), body=BODY, request_id="r"
        )


@pytest.mark.parametrize("missing", RESPONSE)
def test_an_answer_that_leaves_a_component_unsigned_is_refused(missing: str) -> None:
    components = tuple(name for name in RESPONSE if name != missing)
    headers = {"content-type": "application/json", "request-id": "r", "content-digest": signing.digest(BODY)}
    # given the body, the library covers its digest by itself: to leave that out it must not be given it
    signed_body = None if missing == "content-digest" else BODY
    message = SimpleNamespace(status_code=200, headers=headers)
    sign(message, signed_body, KEY, "hospital", components, use_existing_digest=True)
    with pytest.raises(signing.BadSignature):
        verify_answer(headers)


@pytest.mark.parametrize("missing", REQUEST)
def test_a_request_that_leaves_a_component_unsigned_is_refused(missing: str) -> None:
    components = tuple(name for name in REQUEST if name != missing)
    headers = {"content-type": "application/json", "request-id": "r", "idempotency-key": "k"}
    headers["content-digest"] = signing.digest(BODY)
    message = SimpleNamespace(method="POST", url=f"http://x{PATH}", headers=headers)
    signer_body = None if missing == "content-digest" else BODY
    sign(message, signer_body, KEY, "hospital", components, use_existing_digest=True)
    with pytest.raises(signing.BadSignature):
        signing.verify_request(KEY.public_key(), "hospital", method="POST", path=PATH, headers=headers, body=BODY)


def test_another_path_or_method_is_refused() -> None:
    headers = request_headers(KEY, "hospital", PATH, BODY)
    for method, path in (("POST", "/hospital/other"), ("PUT", PATH)):
        with pytest.raises(signing.BadSignature):
            signing.verify_request(KEY.public_key(), "hospital", method=method, path=path, headers=headers, body=BODY)


@pytest.mark.parametrize("spoilt", [{"tag": "other"}, {"label": "other"}])
def test_a_signature_for_another_purpose_is_refused(spoilt: dict[str, str]) -> None:
    with pytest.raises(signing.BadSignature):
        verify_answer(their_answer(**spoilt))


@pytest.mark.parametrize(("seconds", "accepted"), [(-301, False), (-299, True), (299, True), (301, False)])
def test_a_signature_counts_for_300_seconds_before_and_after(seconds: int, accepted: bool) -> None:
    now = clock.now().replace(microsecond=0)
    headers = their_answer(created=now + timedelta(seconds=seconds))
    with clock.frozen(now):
        if accepted:
            verify_answer(headers)
        else:
            with pytest.raises(signing.BadSignature, match="too old or from the future"):
                verify_answer(headers)


def test_an_unsigned_or_garbled_answer_is_refused() -> None:
    good = their_answer()
    for field, value in (
        ("signature", ""),
        ("signature", "tongban=:AAAA:"),
        ("signature-input", "tongban=("),
    ):
        with pytest.raises(signing.BadSignature):
            verify_answer({**good, field: value})
    with pytest.raises(signing.BadSignature):
        verify_answer({"request-id": "r", "content-type": "application/json"})


def test_an_old_answer_can_be_checked_again_when_its_age_does_not_matter() -> None:
    headers = their_answer(created=clock.now() - timedelta(days=400))
    signing.verify_response(
        KEY.public_key(), "hospital", status=200, headers=headers, body=BODY, request_id="r", fresh=False
    )
