"""The small credential in a QR code."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.documents.mdoc.making import LATER, NOW, a_show_code, a_status_list

from tongban.documents.mdoc import base45, cbor, showcode
from tongban.documents.mdoc.claims import ISO, NATIONAL
from tongban.documents.mdoc.keys import IssuerKeys
from tongban.documents.mdoc.statuslist import Status
from tongban.documents.mdoc.trust import Anchors
from tongban.documents.mdoc.verify import verify
from tongban.law.facts import HeldClass, Postponement

CROWDED = {
    "family_name_national": "欧阳",
    "given_name_national": "晨曦明月",
    "classes": (HeldClass("A1", date(2012, 5, 6)), HeldClass("D", date(2016, 7, 8))),
    "letters": frozenset("NHP"),
    "postponements": (
        Postponement("renewal", date(2026, 4, 1), date(2029, 4, 1)),
        Postponement("medical", date(2026, 4, 1), date(2029, 4, 1)),
    ),
}


def test_a_code_is_read_from_a_screen_of_360_pixels(keys: IssuerKeys) -> None:
    usual, crowded = a_show_code(keys), a_show_code(keys, **CROWDED)
    assert len(usual) <= 350 and showcode.qr_version(usual) <= 11
    assert len(crowded) <= 420 and showcode.qr_version(crowded) <= 12
    modules = 4 * showcode.qr_version(crowded) + 17 + 8  # with the quiet zone
    assert 360 / modules > 4.5  # pixels for a module


def test_a_code_is_genuine_for_a_day_and_asks_to_compare_the_face(keys: IssuerKeys) -> None:
    code = a_show_code(keys)
    answer = verify(code, anchors=keys.anchors(), at=LATER)
    assert answer.genuine and "核对本人面貌" in answer.headline.zh
    assert answer.check("device_authentication").code == "copyable"
    late = verify(code, anchors=keys.anchors(), at=NOW + timedelta(hours=24, seconds=1))
    assert [check.name for check in late.problems] == ["validity"]


def test_a_code_has_at_most_ten_elements_no_portrait_and_no_certificate(keys: IssuerKeys) -> None:
    answer = verify(a_show_code(keys), anchors=keys.anchors(), at=LATER)
    names = [name for named in answer.elements.values() for name in named]
    assert len(names) <= 10 and "portrait" not in names
    assert 33 not in cbor.decode(showcode.unpack(a_show_code(keys)))["issuerAuth"][1]


def test_a_code_says_what_the_licence_says(keys: IssuerKeys) -> None:
    said = verify(a_show_code(keys, **CROWDED), anchors=keys.anchors(), at=LATER).elements
    assert said[ISO]["family_name_national_character"] == "欧阳"
    assert said[ISO]["document_number"] == "3112345678901"
    assert said[ISO]["expiry_date"] == "2031-03-01"
    assert said[NATIONAL]["classes"][1] == {"code": "D", "since": "2016-07-08"}
    assert said[NATIONAL]["status_letters"] == "HNP"
    assert said[NATIONAL]["postponements"][1]["duty"] == "medical"


def test_a_serial_with_a_zero_in_front_keeps_it(keys: IssuerKeys) -> None:
    said = verify(a_show_code(keys, card_serial="0112345678901"), anchors=keys.anchors(), at=LATER).elements
    assert said[ISO]["document_number"] == "0112345678901"


def test_a_long_term_licence_stays_long_term_in_the_code(keys: IssuerKeys) -> None:
    said = verify(a_show_code(keys, expiry_on=None), anchors=keys.anchors(), at=LATER).elements
    assert said[NATIONAL]["long_term"] is True


def test_a_verifier_that_does_not_know_the_signer_says_so(keys: IssuerKeys) -> None:
    root_only = Anchors(roots=(keys.root,))
    answer = verify(a_show_code(keys), anchors=root_only, at=LATER)
    assert not answer.genuine and answer.check("chain").code == "none"


def test_a_suspended_licence_is_seen_through_its_code(keys: IssuerKeys) -> None:
    status = a_status_list(keys, Status.SUSPENDED)
    answer = verify(a_show_code(keys), anchors=keys.anchors(), at=LATER, status=status)
    assert [check.code for check in answer.problems] == ["suspended"]


def test_an_unpacked_code_is_an_mdoc_like_any_other(keys: IssuerKeys) -> None:
    plain = showcode.unpack(a_show_code(keys))
    assert verify(plain, anchors=keys.anchors(), at=LATER).genuine


def test_a_code_in_small_letters_or_broken_over_lines_at_the_ends_is_read(keys: IssuerKeys) -> None:
    assert verify(f"\n{a_show_code(keys).lower()}\n", anchors=keys.anchors(), at=LATER).genuine


def test_the_picture_scales_and_takes_a_colour(keys: IssuerKeys) -> None:
    picture = showcode.svg(a_show_code(keys), dark="#c00")
    assert picture.startswith("<svg") and 'viewBox="0 0' in picture and "#c00" in picture


@given(st.binary(max_size=60))
def test_base45_gives_back_what_it_was_given(data: bytes) -> None:
    assert base45.decode(base45.encode(data)) == data


@pytest.mark.parametrize(("data", "text"), [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581")])
def test_base45_is_that_of_rfc_9285(data: bytes, text: str) -> None:
    assert base45.encode(data) == text


@pytest.mark.parametrize("text", ["GGW", ":::", "A", "a1b", "::"])
def test_base45_refuses_what_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="not base45"):
        base45.decode(text)


@given(
    st.lists(
        st.one_of(st.none(), st.integers(), st.binary(max_size=9), st.text(max_size=4)),
        min_size=14,
        max_size=14,
    )
)
def test_fields_that_are_no_code_are_malformed_and_nothing_worse(fields: list[object]) -> None:
    with pytest.raises(cbor.Malformed):
        showcode.unpack(showcode.PREFIX + base45.encode(cbor.encode(fields)))
