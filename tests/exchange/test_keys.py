"""Pinning partners' keys, and our own key as others read it."""

import json
from uuid import uuid5

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import LazySettings
from django.db import IntegrityError, transaction
from tests.exchange.facts import IDENTITY, MEDICAL, a_clerk
from tests.exchange.little_partner import LittlePartner

from tongban.core import clock, entries
from tongban.core.errors import BadInput, Conflict, Unavailable
from tongban.exchange import actions, hospital, keys, registry
from tongban.exchange.models import PartnerKey
from tongban.exchange.types import BadAnswer


def test_registering_pins_every_partner_once(partner: LittlePartner) -> None:
    assert PartnerKey.objects.count() == len(registry.partners())
    assert actions.register_partner_keys(base_url=partner.url) == []
    assert PartnerKey.objects.count() == len(registry.partners())


def test_registering_leaves_an_entry(partner: LittlePartner) -> None:
    (entry,) = entries.history(uuid5(actions.PARTNERS, "hospital"))
    assert (entry.kind, entry.facts["partner"]) == ("partner_key_registered", "hospital")


def test_a_changed_key_is_refused_and_the_pinned_one_stays(partner: LittlePartner) -> None:
    before = keys.pinned("hospital")
    partner.keys["hospital"] = Ed25519PrivateKey.generate()
    with pytest.raises(Conflict) as caught:
        actions.register_partner_keys(base_url=partner.url)
    assert "hospital" in caught.value.message.en
    keys.forget()
    now = keys.pinned("hospital")
    assert before and now and before.key.public_bytes_raw() == now.key.public_bytes_raw()


def test_an_answer_under_a_changed_key_is_not_used(partner: LittlePartner) -> None:
    partner.answer("hospital", "medical", MEDICAL)
    partner.keys["hospital"] = Ed25519PrivateKey.generate()
    with pytest.raises(BadAnswer):
        hospital.ask_medical(IDENTITY, purpose="D07", case_id=None)


def test_a_key_replaced_by_a_clerk_is_used_and_the_old_one_is_not(partner: LittlePartner) -> None:
    partner.answer("hospital", "medical", MEDICAL)
    new = Ed25519PrivateKey.generate()
    x = keys.base64url(new.public_key().public_bytes_raw())
    actions.replace_partner_key(partner="hospital", x=x, actor=a_clerk(), reason="their letter 12/2025")
    with pytest.raises(BadAnswer):
        hospital.ask_medical(IDENTITY, purpose="D07", case_id=None)
    partner.keys["hospital"] = new
    assert hospital.ask_medical(IDENTITY, purpose="D07", case_id=None).value.medical


@pytest.mark.parametrize("x", ["", "AAAA", "not base64!", "A" * 44])
def test_what_is_no_key_cannot_replace_one(partner: LittlePartner, x: str) -> None:
    with pytest.raises(BadInput):
        actions.replace_partner_key(partner="hospital", x=x, actor=a_clerk(), reason="lost")
    assert keys.pinned("hospital")


def test_replacing_a_key_wants_a_reason(partner: LittlePartner) -> None:
    with pytest.raises(BadInput):
        actions.replace_partner_key(partner="hospital", x="A" * 43, actor=a_clerk(), reason=" ")


@pytest.mark.parametrize(
    "served",
    [b"", b"[]", b'{"keys":[{}]}', b'{"keys":[{"kid":"hospital","kty":"OKP","crv":"Ed25519","x":"AA"}]}'],
)
def test_nonsense_instead_of_keys_is_refused(partner: LittlePartner, served: bytes) -> None:
    partner.jwks = served
    with pytest.raises(BadInput):
        actions.register_partner_keys(base_url=partner.url)


def test_keys_that_are_not_partners_are_left_alone(partner: LittlePartner) -> None:
    partner.key("somebody")
    assert actions.register_partner_keys(base_url=partner.url) == []


def test_nobody_at_the_address_is_unavailable(db: None) -> None:
    with pytest.raises(Unavailable):
        actions.register_partner_keys(base_url="http://127.0.0.1:1")


def test_a_partner_cannot_have_two_keys_in_force(partner: LittlePartner) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PartnerKey.objects.create(partner="hospital", kid="hospital", x="A" * 43, pinned_at=clock.now(), pinned_by="t")


def test_our_key_is_served_as_a_jwk_set(settings: LazySettings) -> None:
    settings.TONGBAN_ID = "abc1"
    (served,) = json.loads(json.dumps(keys.own_jwks()))["keys"]
    assert (served["kid"], served["kty"], served["crv"]) == ("tongban-abc1", "OKP", "Ed25519")
    assert keys.public_key(served["x"]).public_bytes_raw() == keys.own_key().public_key().public_bytes_raw()
