"""Garbage, nonsense and single changes: never anything but Unreadable, never taken for another licence."""

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.documents.mdoc.making import (
    NOW,
    READER,
    TRANSCRIPT,
    a_credential,
    a_response,
    a_show_code,
    answer_for,
)

from tongban.documents.mdoc import cbor
from tongban.documents.mdoc.keys import IssuerKeys
from tongban.documents.mdoc.trust import Anchors
from tongban.documents.mdoc.verify import Unreadable, verify


@given(st.one_of(st.binary(max_size=400), st.text(max_size=200)))
def test_garbage_is_unreadable_and_nothing_worse(garbage: bytes | str) -> None:
    with pytest.raises(Unreadable):
        verify(garbage, anchors=Anchors(), at=NOW)


cbor_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**63), 2**63), st.text(max_size=6), st.binary(max_size=40)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.one_of(
                st.sampled_from(["issuerAuth", "nameSpaces", "documents", "issuerSigned", "docType", "deviceSigned"]),
                st.integers(-3, 40),
            ),
            inner,
            max_size=4,
        ),
        st.builds(cbor.embedded, inner.map(cbor.encode)),
    ),
    max_leaves=12,
)


@given(cbor_values)
def test_well_formed_nonsense_never_verifies_and_never_raises_anything_else(value: object) -> None:
    try:
        answer = verify(cbor.encode(value), anchors=Anchors(), at=NOW)
    except Unreadable:
        return
    assert not answer.genuine


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_credential_with_one_byte_changed_never_verifies_as_something_else(
    keys: IssuerKeys, data: st.DataObject
) -> None:
    original = a_credential(keys)
    place = data.draw(st.integers(0, len(original) - 1))
    mutated = bytearray(original)
    mutated[place] ^= data.draw(st.integers(1, 255))
    try:
        answer = answer_for(keys, bytes(mutated))
    except Unreadable:
        return
    assert not answer.genuine or answer.elements == answer_for(keys, original).elements


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
# what the library says about the certificate of a stranger is no warning of ours
@pytest.mark.filterwarnings("ignore:Attribute's length:UserWarning", "ignore:Parsed a serial number")
def test_a_certificate_with_one_byte_changed_never_passes_and_never_raises(
    keys: IssuerKeys, data: st.DataObject
) -> None:
    original = a_credential(keys)
    certificate = keys.signer(NOW).certificate.public_bytes(Encoding.DER)
    place = original.index(certificate) + data.draw(st.integers(0, len(certificate) - 1))
    mutated = bytearray(original)
    mutated[place] ^= data.draw(st.integers(1, 255))
    assert not answer_for(keys, bytes(mutated)).genuine


def test_a_certificate_has_one_way_to_be_written(keys: IssuerKeys) -> None:
    original, certificate = a_credential(keys), keys.signer(NOW).certificate
    der = certificate.public_bytes(Encoding.DER)
    unused_bits = original.index(der) + len(der) - len(certificate.signature) - 1
    assert original[unused_bits] == 0
    for bits in range(1, 8):
        assert not answer_for(keys, original[:unused_bits] + bytes([bits]) + original[unused_bits + 1 :]).genuine


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_show_code_with_one_character_changed_never_verifies_as_something_else(
    keys: IssuerKeys, data: st.DataObject
) -> None:
    original = a_show_code(keys)
    place = data.draw(st.integers(4, len(original) - 1))
    other = data.draw(st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"))
    try:
        answer = answer_for(keys, original[:place] + other + original[place + 1 :])
    except Unreadable:
        return
    assert not answer.genuine or answer.elements == answer_for(keys, original).elements


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_presentation_with_one_byte_changed_never_raises_anything_else(keys: IssuerKeys, data: st.DataObject) -> None:
    original = a_response(a_credential(keys), by_mac=data.draw(st.booleans()))
    mutated = bytearray(original)
    mutated[data.draw(st.integers(0, len(original) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        answer = answer_for(keys, bytes(mutated), transcript=TRANSCRIPT, reader_key=READER)
    except Unreadable:
        return
    assert not answer.genuine or answer.elements == answer_for(keys, original).elements
