import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.builders import an_entry

from tongban.core import entries, key_change, personal, sealed, sealing

NUMBER = "11010519491231002X"


@pytest.fixture
def newer_key(settings) -> None:
    """A second key for personal values, as `keys rotate` adds it."""
    keys = settings.TONGBAN_KEYS
    old = keys["personal"]
    settings.TONGBAN_KEYS = {**keys, "personal": {**old, max(old) + 1: b"n" * 32}}


@given(st.text())
def test_what_is_sealed_can_be_opened(text):
    assert personal.unseal(personal.seal(text)) == text


def test_equal_values_are_sealed_differently_and_found_by_lookup():
    assert personal.seal(NUMBER) != personal.seal(NUMBER)
    assert personal.lookup(NUMBER) == personal.lookup(NUMBER) != personal.lookup(NUMBER[:-1] + "1")
    assert NUMBER.encode() not in personal.seal(NUMBER)


def test_the_key_id_stands_before_the_nonce(settings):
    value = personal.seal("x")
    assert int.from_bytes(value[:2]) == max(settings.TONGBAN_KEYS["personal"])
    assert len(value) == 2 + 12 + 1 + 16


@pytest.mark.parametrize("place", [1, 5, 15, -1])
def test_a_changed_value_is_not_opened(place):
    value = bytearray(personal.seal(NUMBER))
    value[place] ^= 1
    with pytest.raises(personal.Unreadable):
        personal.unseal(bytes(value))


@pytest.mark.parametrize("value", [b"", b"\x00", b"\x00\x01", b"\x00\x01" + b"x" * 12])
def test_a_cut_value_is_not_opened(value):
    with pytest.raises(personal.Unreadable):
        personal.unseal(value)


def test_json_and_bytes_are_sealed_too():
    assert sealed.unpack(sealed.pack({"name": "王", "list": [1]})) == {"name": "王", "list": [1]}
    assert sealed.unpack_bytes(sealed.pack_bytes(b"\xff\x00")) == b"\xff\x00"
    assert sealed.unpack(b"") == {}


def test_masks_hide_the_middle():
    assert personal.mask_identity(NUMBER) == "1101************2X"
    assert personal.mask_phone("13812345678") == "138****5678"
    assert personal.mask_name("王小明") == "**明"


@pytest.mark.parametrize("short", ["", "1", "123456"])
def test_what_is_too_short_for_a_mask_is_hidden_whole(short):
    assert personal.mask_identity(short) == "*" * len(short)


def test_old_values_stay_readable_under_a_newer_key_and_move_to_it(settings, request):
    old = personal.seal(NUMBER)
    request.getfixturevalue("newer_key")
    assert personal.unseal(old) == NUMBER
    assert not personal.is_sealed_anew(old)
    new = personal.reseal(old)
    assert personal.is_sealed_anew(new) and personal.unseal(new) == NUMBER
    assert personal.reseal(new) == new


@pytest.mark.django_db
def test_changing_the_key_seals_every_value_anew_and_the_old_key_may_go(settings, request):
    written = {an_entry(personal={"name": f"王{number}", "phone": "138"}): number for number in range(5)}
    sealing.seal()
    request.getfixturevalue("newer_key")
    key_change.BATCH, kept = 3, key_change.BATCH
    try:
        assert key_change.reseal_personal_values() == 10
        assert key_change.reseal_personal_values() == 0
    finally:
        key_change.BATCH = kept
    keys = settings.TONGBAN_KEYS
    newest = max(keys["personal"])
    settings.TONGBAN_KEYS = {**keys, "personal": {newest: keys["personal"][newest]}}
    for identifier, number in written.items():
        assert entries.personal_values(identifier) == {"name": f"王{number}", "phone": "138"}
    assert sealing.verify().ok


def test_the_sealed_columns_of_every_room_are_found():
    assert ("core_personal_value", "id", "sealed") in key_change.sealed_columns()
