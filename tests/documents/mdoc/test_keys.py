"""The folder of keys and the profile of its certificates (ISO/IEC 18013-5 Annex B)."""

import multiprocessing
import stat
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtensionOID, NameOID
from tests.documents.mdoc.making import LATER, NOW, STATUS_URL, some_keys

from tongban.documents.mdoc import cose, profiles
from tongban.documents.mdoc.keys import IssuerKeys, NoSuchSigner
from tongban.documents.mdoc.profiles import MDL_SIGNER, PAPER_SIGNER, STATUS_SIGNER


def extension(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> x509.Extension:
    return certificate.extensions.get_extension_for_oid(oid)


def test_the_root_has_the_profile_of_an_issuing_authority(keys: IssuerKeys) -> None:
    root = keys.root
    basic = extension(root, ExtensionOID.BASIC_CONSTRAINTS)
    usage = extension(root, ExtensionOID.KEY_USAGE)
    assert root.subject == root.issuer
    assert root.subject.get_attributes_for_oid(NameOID.COUNTRY_NAME)[0].value == "CN"
    assert root.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    assert basic.critical and basic.value.ca and basic.value.path_length == 0
    assert usage.critical and usage.value.key_cert_sign and usage.value.crl_sign
    assert not usage.value.digital_signature
    assert not extension(root, ExtensionOID.ISSUER_ALTERNATIVE_NAME).critical
    assert extension(root, ExtensionOID.CRL_DISTRIBUTION_POINTS)
    assert root.not_valid_after_utc - root.not_valid_before_utc <= timedelta(days=20 * 366)


@pytest.mark.parametrize(
    ("kind", "purpose"),
    [("signer", MDL_SIGNER), ("status_signer", STATUS_SIGNER), ("paper_signer", PAPER_SIGNER)],
)
def test_a_signer_has_the_profile_of_what_it_signs(keys: IssuerKeys, kind: str, purpose: x509.ObjectIdentifier) -> None:
    certificate = getattr(keys, kind)(NOW).certificate
    usages = extension(certificate, ExtensionOID.EXTENDED_KEY_USAGE)
    assert usages.critical and list(usages.value) == [purpose]


def test_a_signer_of_credentials_has_the_profile_of_annex_b(keys: IssuerKeys) -> None:
    certificate = keys.signer(NOW).certificate
    usage = extension(certificate, ExtensionOID.KEY_USAGE)
    authority = extension(certificate, ExtensionOID.AUTHORITY_KEY_IDENTIFIER).value.key_identifier
    assert usage.critical and usage.value.digital_signature and not usage.value.key_cert_sign
    assert authority == extension(keys.root, ExtensionOID.SUBJECT_KEY_IDENTIFIER).value.key_identifier
    assert extension(certificate, ExtensionOID.SUBJECT_KEY_IDENTIFIER)
    assert extension(certificate, ExtensionOID.ISSUER_ALTERNATIVE_NAME)
    point = extension(certificate, ExtensionOID.CRL_DISTRIBUTION_POINTS).value[0].full_name[0].value
    assert point == "https://tongban.example/status/iaca.crl"
    assert certificate.subject.get_attributes_for_oid(NameOID.COUNTRY_NAME)[0].value == "CN"
    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc <= timedelta(days=457)
    certificate.verify_directly_issued_by(keys.root)


def test_private_keys_are_readable_by_their_owner_only(keys: IssuerKeys) -> None:
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in keys.folder.glob("*.key")}
    assert len(modes) >= 3
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(keys.folder.stat().st_mode) == 0o700


def test_a_second_opening_finds_the_same_keys(keys: IssuerKeys) -> None:
    again = some_keys(keys.folder)
    assert again.root == keys.root
    assert again.signer(NOW).key_id == keys.signer(NOW).key_id


def test_a_signer_signs_for_ninety_days_and_is_then_followed_by_a_new_one(tmp_path: Path) -> None:
    keys = some_keys(tmp_path / "k")
    first = keys.signer(NOW)
    assert keys.signer(NOW + timedelta(days=89)) is first
    second = keys.signer(NOW + timedelta(days=91))
    assert second.key_id != first.key_id
    assert some_keys(tmp_path / "k").signer(NOW + timedelta(days=92)).key_id == second.key_id
    assert len(keys.certificates()) == 4  # root, two signers, status signer


def test_a_folder_left_by_a_process_killed_half_way_is_made_whole(tmp_path: Path) -> None:
    folder = tmp_path / "k"
    folder.mkdir()
    (folder / "iaca.key").write_bytes(b"half a k")
    (folder / ".iaca.pem.draft").write_bytes(b"-----BEGIN")
    keys = some_keys(folder)
    keys.signer(NOW).certificate.verify_directly_issued_by(keys.root)


def open_and_tell(folder: str, at: datetime, answers: "multiprocessing.Queue[bytes]") -> None:
    keys = IssuerKeys.open(Path(folder), now=at, status_url=STATUS_URL)
    answers.put(keys.signer(at).certificate.public_bytes(Encoding.DER))


def test_processes_that_open_an_empty_folder_together_get_the_same_keys(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("fork")
    answers = spawn.Queue()
    folder = str(tmp_path / "k")
    processes = [spawn.Process(target=open_and_tell, args=(folder, NOW, answers)) for _ in range(4)]
    for process in processes:
        process.start()
    found = {answers.get(timeout=30) for _ in processes}
    for process in processes:
        process.join()
    assert len(found) == 1


def test_a_revoked_signer_stands_on_the_list_signed_by_the_root_and_another_takes_its_place(tmp_path: Path) -> None:
    keys = some_keys(tmp_path / "k")
    lost = keys.signer(NOW)
    assert keys.revoke(lost.key_id.hex().upper(), NOW) == lost.certificate
    keys.revoke(lost.key_id.hex(), LATER)  # twice changes nothing
    crl = x509.load_der_x509_crl(keys.crl(now=LATER))
    assert crl.is_signature_valid(keys.root.public_key())
    entry = crl.get_revoked_certificate_by_serial_number(lost.certificate.serial_number)
    assert entry is not None and entry.revocation_date_utc == NOW
    assert keys.signer(LATER).key_id != lost.key_id
    assert some_keys(keys.folder).signer(LATER).key_id == keys.signer(LATER).key_id


def test_a_signer_that_is_not_ours_cannot_be_revoked(keys: IssuerKeys) -> None:
    for unknown in ("00" * 8, "", profiles.key_id(keys.root.public_key()).hex()):
        with pytest.raises(NoSuchSigner):
            keys.revoke(unknown, NOW)
    assert keys.revoked() == {}


def test_a_certificate_of_another_profile_in_the_folder_is_not_signed_with(tmp_path: Path) -> None:
    keys = some_keys(tmp_path / "k")
    (signer,) = keys.folder.glob("signer-*.pem")
    (status,) = keys.folder.glob("status-*.pem")
    status.write_bytes(signer.read_bytes())
    status.with_suffix(".key").write_bytes(signer.with_suffix(".key").read_bytes())
    assert some_keys(keys.folder).status_signer(NOW).key_id != keys.signer(NOW).key_id


def test_a_signature_is_r_and_s_of_es256(keys: IssuerKeys) -> None:
    signer = keys.signer(NOW)
    sealed = cose.parse(cose.sign1(b"payload", signer.sign))
    assert len(sealed.tag) == 64
    assert cose.signature_holds(sealed, signer.certificate.public_key())
    assert not cose.signature_holds(sealed, keys.root.public_key())
