"""Signing a PDF so that every change shows: PAdES baseline B-B, certified, with our own certificates inside."""

import io
from datetime import datetime
from typing import Any

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tongban.documents.mdoc.keys import Signer

FIELD = "Signature"
_HALF = 32  # bytes of r and of s
_LONGEST = bytes(72)  # an ES256 signature in DER is never longer


def sign_pdf(pdf: bytes, *, signer: Signer, root: x509.Certificate, at: datetime, reason: str) -> bytes:
    """Return the file with a signature appended that allows no change after it. `at` is the time it claims."""
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        reason=reason,
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    signed: io.BytesIO = _PdfSigner(metadata, _KeyOf(signer, root), at).sign_pdf(writer)
    return signed.getvalue()


class _KeyOf(signers.Signer):
    """One of our signers as pyhanko wants one."""

    def __init__(self, signer: Signer, root: x509.Certificate) -> None:
        super().__init__(
            signing_cert=_asn1(signer.certificate), cert_registry=SimpleCertificateStore.from_certs([_asn1(root)])
        )
        self._signer = signer

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if dry_run:
            return _LONGEST
        raw = self._signer.sign(data)
        return encode_dss_signature(int.from_bytes(raw[:_HALF], "big"), int.from_bytes(raw[_HALF:], "big"))


class _PdfSigner(signers.PdfSigner):
    """Signs at an instant that is an argument, not at the clock's."""

    def __init__(self, metadata: signers.PdfSignatureMetadata, signer: signers.Signer, at: datetime) -> None:
        super().__init__(metadata, signer)
        self._at = at

    def init_signing_session(self, *arguments: Any, **options: Any) -> PdfSigningSession:
        session = super().init_signing_session(*arguments, **options)
        session.system_time = self._at
        return session


def _asn1(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))
