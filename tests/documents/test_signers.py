"""Signers by command: listed, revoked with an entry, unknown ones refused."""

from pathlib import Path
from typing import Any

import pytest
from tests import builders

from tongban.core import clock, entries
from tongban.core.errors import NotFound
from tongban.core.models import Entry
from tongban.documents import actions, keyring
from tongban.documents.mdoc.keys import IssuerKeys


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> IssuerKeys:
    """Keys of this test, so that it may revoke them."""
    keys = IssuerKeys.open(tmp_path / "issuer", now=clock.now(), status_url=keyring.list_uri(1))
    monkeypatch.setattr(keyring, "keys", lambda: keys)
    return keys


def written() -> list[Any]:
    found = Entry.objects.filter(kind="signer_revoked").values_list("id", flat=True)
    return [entries.get(one) for one in found]


def test_a_lost_signer_is_revoked_with_an_entry_that_says_why(db: None, own: IssuerKeys) -> None:
    lost = own.signer(clock.now()).key_id.hex()
    actions.revoke_signer(key_id=lost, reason="a laptop was stolen", actor=builders.TEST)
    [entry] = written()
    assert entry.facts == {"key_id": lost, "reason": "a laptop was stolen"}
    [view] = [one for one in keyring.signers() if one.key_id == lost]
    assert view.purpose == "signer" and view.revoked_at is not None
    assert own.signer(clock.now()).key_id.hex() != lost
    assert {one.purpose for one in keyring.signers()} == {"signer", "status"}


@pytest.mark.parametrize("key_id", ["", "00" * 8, "not hexadecimal"])
def test_a_signer_there_is_not_is_not_found_and_leaves_nothing(db: None, own: IssuerKeys, key_id: str) -> None:
    with pytest.raises(NotFound):
        actions.revoke_signer(key_id=key_id, reason="x", actor=builders.TEST)
    assert own.revoked() == {}
