"""The parts of the one-file program, against the standards' own examples and against other implementations."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.core import tree, verify_proof
from tongban.core.verify_proof import Q, ed25519_holds

# RFC 8032, 7.1: public key, message, signature
RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe246"
        "55141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb"
        "00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc"
        "027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("key", "message", "signature"), RFC_8032)
def test_the_examples_of_rfc_8032_hold_and_nothing_near_them(key: str, message: str, signature: str) -> None:
    parts = [bytes.fromhex(one) for one in (key, message, signature)]
    assert ed25519_holds(*parts)
    assert not ed25519_holds(parts[0], parts[1] + b"\0", parts[2])
    for place in range(64):
        changed = bytearray(parts[2])
        changed[place] ^= 1
        assert not ed25519_holds(parts[0], parts[1], bytes(changed))


def test_a_signature_made_larger_by_the_order_of_the_group_is_not_accepted() -> None:
    key, message, signature = (bytes.fromhex(one) for one in RFC_8032[1])
    larger = int.from_bytes(signature[32:], "little") + Q
    assert not ed25519_holds(key, message, signature[:32] + larger.to_bytes(32, "little"))


@pytest.mark.parametrize("key", [b"", b"\xff" * 32, b"\x02" + bytes(31), bytes(31)])
def test_what_is_no_key_holds_nothing(key: bytes) -> None:
    assert not ed25519_holds(key, b"", bytes.fromhex(RFC_8032[0][2]))


@settings(max_examples=20)
@given(st.binary(max_size=200), st.binary(min_size=32, max_size=32))
def test_what_another_implementation_signs_holds_under_its_key_alone(message: bytes, seed: bytes) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    signature = private.sign(message)
    assert ed25519_holds(private.public_key().public_bytes_raw(), message, signature)
    assert not ed25519_holds(Ed25519PrivateKey.generate().public_key().public_bytes_raw(), message, signature)


LEAVES = [tree.leaf_hash(bytes([number])) for number in range(40)]


def subtree(start: int, end: int) -> bytes:
    return tree.root_of(LEAVES[start:end])


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 33, 40])
def test_every_leaf_leads_to_the_root_and_only_from_its_own_place(size: int) -> None:
    root = subtree(0, size)
    for place in range(size):
        path = tree.inclusion_path(place, 0, size, subtree)
        assert verify_proof.root_above(LEAVES[place], place, size, path) == root
        assert verify_proof.root_above(LEAVES[place], place + 1, size, path) != root
        assert verify_proof.root_above(LEAVES[place], place, size, [*path, root]) != root


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 33, 40])
def test_every_beginning_is_one_and_nothing_else_is(size: int) -> None:
    root = subtree(0, size)
    for old in range(1, size + 1):
        path = tree.consistency_path(old, size, subtree)
        assert verify_proof.is_beginning(old, subtree(0, old), size, root, path)
        assert not verify_proof.is_beginning(old, LEAVES[39] if old > 1 else bytes(32), size, root, path)
    assert not verify_proof.is_beginning(0, tree.EMPTY_ROOT, size, root, [])


def test_a_key_is_read_from_digits_and_from_pem() -> None:
    public = Ed25519PrivateKey.generate().public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    raw = public.public_bytes_raw()
    assert verify_proof.read_key(pem) == verify_proof.read_key(raw.hex() + "\n") == raw
