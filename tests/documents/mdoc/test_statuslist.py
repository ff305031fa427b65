"""The token status list: packed, signed, read, refused."""

import zlib
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.documents.mdoc.making import ENTRY, NOW, STATUS_URL, a_status_list, some_keys

from tongban.documents.mdoc import cbor, cose, statuslist, trust
from tongban.documents.mdoc.keys import IssuerKeys
from tongban.documents.mdoc.statuslist import ListProblem, Status, pack, read_list, shuffled, sign_list
from tongban.documents.mdoc.trust import Anchors


@given(st.integers(1, 400), st.data())
def test_every_status_is_read_where_it_was_written(size: int, data: st.DataObject) -> None:
    chosen = data.draw(st.dictionaries(st.integers(0, size - 1), st.sampled_from(Status)))
    found = statuslist.StatusList("", NOW, NOW, statuslist.BITS, pack(size, chosen), trust.Path(None))
    assert [found.status(index) for index in range(size)] == [chosen.get(index, 0) for index in range(size)]


def test_the_bits_stand_as_the_specification_wants_them_lowest_first() -> None:
    assert pack(4, {0: Status.INVALID, 1: Status.SUSPENDED}) == bytes([0b0000_1001])


def test_an_index_beyond_the_list_is_an_error_when_packing_and_nothing_when_reading() -> None:
    with pytest.raises(IndexError):
        pack(4, {4: Status.INVALID})
    assert statuslist.StatusList("", NOW, NOW, 2, pack(4, {}), trust.Path(None)).status(4) is None


def test_a_signed_list_is_read_with_its_address_and_times(keys: IssuerKeys) -> None:
    found = read_list(a_status_list(keys, Status.SUSPENDED), keys.anchors())
    assert (found.uri, found.issued_at, found.bits) == (STATUS_URL, NOW, 2)
    assert found.expires_at == NOW + timedelta(hours=12)
    assert found.status(ENTRY.index) == Status.SUSPENDED


def test_the_token_is_typed_and_tagged_as_the_specification_wants(keys: IssuerKeys) -> None:
    tagged = cbor.decode(a_status_list(keys))
    assert tagged.tag == 18
    assert cbor.decode(tagged.value[0]) == {1: -7, 16: "application/statuslist+cwt"}
    assert set(cbor.decode(tagged.value[2])) == {2, 4, 6, 65533, 65534}


def test_a_list_of_another_authority_is_not_genuine(keys: IssuerKeys, tmp_path: Path) -> None:
    other = some_keys(tmp_path / "other")
    with pytest.raises(ListProblem) as caught:
        read_list(a_status_list(other), keys.anchors())
    assert caught.value.code == "not_genuine"


def test_a_list_whose_bits_were_changed_is_not_genuine(keys: IssuerKeys) -> None:
    header, unprotected, _, signature = cbor.decode(a_status_list(keys, Status.INVALID)).value
    clean = cbor.decode(a_status_list(keys)).value[2]
    with pytest.raises(ListProblem) as caught:
        read_list(cbor.encode([header, unprotected, clean, signature]), keys.anchors())
    assert caught.value.code == "not_genuine"


def test_a_credential_cannot_be_passed_off_as_a_list(keys: IssuerKeys) -> None:
    listed = {"bits": 2, "lst": zlib.compress(bytes(4))}
    claims = {2: STATUS_URL, 6: int(NOW.timestamp()), 65533: listed}
    signer = keys.signer(NOW)
    untyped = cose.sign1(cbor.encode(claims), signer.sign, unprotected={4: signer.key_id})
    with pytest.raises(ListProblem) as caught:
        read_list(cbor.encode(untyped), keys.anchors())
    assert caught.value.code == "not_genuine"


def test_a_list_that_unfolds_without_end_is_unreadable(keys: IssuerKeys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statuslist, "MAX_BYTES", 100)
    with pytest.raises(ListProblem) as caught:
        read_list(a_status_list(keys), keys.anchors())
    assert caught.value.code == "unreadable"


@given(st.binary(max_size=200))
def test_garbage_is_an_unreadable_list_and_nothing_worse(garbage: bytes) -> None:
    with pytest.raises(ListProblem):
        read_list(garbage, Anchors())


@pytest.mark.parametrize("size", [1, 2, 3, 1000, 1024, 4097])
def test_shuffled_positions_are_a_permutation(size: int) -> None:
    assert sorted(shuffled(position, size, b"a key") for position in range(size)) == list(range(size))


def test_neighbours_in_time_are_no_neighbours_in_the_list_and_another_key_shuffles_otherwise() -> None:
    first = [shuffled(position, 1 << 20, b"a key") for position in range(50)]
    assert all(abs(one - two) > 1 for one, two in pairwise(first))
    assert first != [shuffled(position, 1 << 20, b"another key") for position in range(50)]
    with pytest.raises(IndexError):
        shuffled(10, 10, b"a key")


def test_a_list_of_a_million_valid_credentials_is_small(keys: IssuerKeys) -> None:
    token = sign_list(
        pack(1 << 20, {}), uri=STATUS_URL, now=NOW, lasts=timedelta(hours=1), signer=keys.status_signer(NOW)
    )
    assert len(token) < 2_000
