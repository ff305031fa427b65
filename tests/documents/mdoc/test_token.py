"""Issuer keys in a hardware module, tried with SoftHSM: same signatures, same verification, no key on disk."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from tests.documents.mdoc.making import LATER, NOW, STATUS_URL, a_credential, a_show_code, a_status_list, answer_for

from tongban.documents.mdoc import words
from tongban.documents.mdoc.keys import IssuerKeys
from tongban.documents.mdoc.token import TokenProblem, TokenStore

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "4711"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> TokenStore:
    """A token of SoftHSM in a folder of this run."""
    if not (MODULE.exists() and shutil.which("softhsm2-util")):
        pytest.skip("SoftHSM is not on this machine: apt-get install softhsm2")
    pytest.importorskip("pkcs11", reason="python-pkcs11 is not installed")
    folder = tmp_path_factory.mktemp("hsm")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    label = ["--init-token", "--free", "--label", "issuer", "--pin", PIN, "--so-pin", PIN]
    subprocess.run(["softhsm2-util", *label], check=True, capture_output=True)
    (folder / "pin").write_text(PIN + "\n")
    return TokenStore(MODULE, "issuer", folder / "pin")


def opened(folder: Path, store: TokenStore) -> IssuerKeys:
    return IssuerKeys.open(folder, now=NOW, status_url=STATUS_URL, store=store)


def test_a_wrong_pin_is_said_in_words(store: TokenStore, tmp_path: Path) -> None:
    """The first test here: a process logs in once, and what it says afterwards is not looked at any more."""
    (tmp_path / "pin").write_text("0000")
    with pytest.raises(TokenProblem, match="'issuer'"):
        TokenStore(store.module, "issuer", tmp_path / "pin").read("iaca")


def test_what_a_token_signs_is_verified_like_everything_else(store: TokenStore, tmp_path: Path) -> None:
    keys = opened(tmp_path / "k", store)
    lists = {"status": a_status_list(keys), "crls": [keys.crl(now=NOW)]}
    for shown in (a_credential(keys), a_show_code(keys)):
        answer = answer_for(keys, shown, **lists)
        assert answer.genuine and answer.revocation_checked
    assert answer_for(keys, a_credential(keys), **lists).headline == words.GENUINE


def test_no_private_key_lies_on_disk_and_none_can_be_read(store: TokenStore, tmp_path: Path) -> None:
    keys = opened(tmp_path / "k", store)
    assert not list(keys.folder.glob("*.key"))
    with pytest.raises(TokenProblem):
        keys.signer(NOW).key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def test_another_opening_finds_the_keys_on_the_token(store: TokenStore, tmp_path: Path) -> None:
    first = opened(tmp_path / "k", store)
    again = opened(tmp_path / "k", TokenStore(store.module, store.token, store.pin_file))
    assert again.signer(NOW).key_id == first.signer(NOW).key_id
    assert answer_for(first, a_credential(again)).genuine


def test_a_revoked_signer_is_followed_by_another_key_of_the_token(store: TokenStore, tmp_path: Path) -> None:
    keys = opened(tmp_path / "k", store)
    lost = keys.signer(NOW)
    keys.revoke(lost.key_id.hex(), NOW)
    assert keys.signer(LATER).key_id != lost.key_id


def test_a_missing_module_a_missing_token_and_a_lost_key_are_said_in_words(store: TokenStore, tmp_path: Path) -> None:
    cases = {
        "no key": (store, "lost"),
        "other": (TokenStore(store.module, "other", store.pin_file), "iaca"),
        "none.so": (TokenStore(tmp_path / "none.so", "issuer", store.pin_file), "iaca"),
    }
    for said, (asked, name) in cases.items():
        with pytest.raises(TokenProblem, match=said):
            asked.read(name)


def test_a_token_is_named_by_its_address() -> None:
    address = "pkcs11:token=our%20issuer?module-path=/usr/lib/hsm.so&pin-source=/etc/tongban/pin"
    store = TokenStore.at(address)
    assert (store.module, store.token) == (Path("/usr/lib/hsm.so"), "our issuer")
    assert store.pin_file == Path("/etc/tongban/pin")
    for wrong in ("softhsm", "pkcs11:token=a", "pkcs11:?module-path=/m&pin-source=/p", "pkcs11:token=a?module-path=/m"):
        with pytest.raises(TokenProblem, match="pkcs11:token="):
            TokenStore.at(wrong)
