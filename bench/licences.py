"""Electronic licences: issued (claims, salts, digests, signature) and verified (chain, signature, every digest).

One core, no database. The baseline is bare cryptography: one signature for each issued licence, two checks of one for
each verified licence (the issuer's over the licence, the root's over the issuer).
"""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bench import _timed
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from tongban.documents.mdoc.claims import LicenceClaims
from tongban.documents.mdoc.issue import issue
from tongban.documents.mdoc.keys import IssuerKeys
from tongban.documents.mdoc.mso import StatusEntry
from tongban.documents.mdoc.verify import verify
from tongban.law.facts import HeldClass

LICENCES, QUICK = 3_000, 300
A_SECOND = 300  # the bar, for issuing and for verifying
URL = "https://tongban.example/status/1"
PORTRAIT = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40 + b"\xff\xd9"  # ten kilobytes, as a portrait takes


def measure(*, quick: bool, progress: Callable[[str], None]) -> dict[str, Any]:
    """Issue many, verify them all; the value is the slower of the two."""
    count, now = QUICK if quick else LICENCES, datetime.now(UTC)
    with tempfile.TemporaryDirectory() as folder:
        keys = IssuerKeys.open(Path(folder), now=now, status_url=URL)
        holder = ec.generate_private_key(ec.SECP256R1())
        made: list[bytes] = []

        def issue_one(number: int) -> None:
            claims, place = replace(_CLAIMS, card_serial=f"31{number:011d}"), StatusEntry(number, URL)
            issued = issue(claims, holder_key=holder.public_key(), signer=keys.signer(now), status=place, now=now)
            made.append(issued.content)

        issued = _timed.a_second(issue_one, count)
        anchors = keys.anchors()
        found = verify(made[0], anchors=anchors, at=now)
        if not found.genuine:
            raise AssertionError(f"a licence of ours does not verify: {found.problems}")
        verified = _timed.a_second(lambda number: verify(made[number], anchors=anchors, at=now), count)
        progress(f"{count} licences: {issued:.0f} a second issued, {verified:.0f} verified, on one core")
        times = _timed.times_ms(lambda number: verify(made[number], anchors=anchors, at=now), count)
    signed, checked = _bare(holder, count)
    return {
        "value": round(min(issued, verified)),
        "unit": "licences/s on one core",
        "baseline": round(min(signed, checked)),
        "ratio": round(min(issued / signed, verified / checked), 2),
        "met": min(issued, verified) >= A_SECOND,
        "sizes": {"licences": count, "bytes": len(made[0]), "issued_a_second": round(issued),
                  "verified_a_second": round(verified)},
        **_timed.percentiles(times),
    }  # fmt: skip


def _bare(key: ec.EllipticCurvePrivateKey, count: int) -> tuple[float, float]:
    """How many signatures, and how many pairs of checks, one core makes a second."""
    algorithm, public = ec.ECDSA(SHA256()), key.public_key()
    signature = key.sign(PORTRAIT, algorithm)

    def check_twice(_: int) -> None:
        public.verify(signature, PORTRAIT, algorithm)
        public.verify(signature, PORTRAIT, algorithm)

    return _timed.a_second(lambda _: key.sign(PORTRAIT, algorithm), count), _timed.a_second(check_twice, count)


_CLAIMS = LicenceClaims(
    family_name="Wang", given_name="Xiaoming", family_name_national="王", given_name_national="小明",
    birth_on=date(1990, 2, 28), sex="male", nationality="CN", administrative_number="11010519491231002X",
    card_serial="3112345678901", file_number="310012345678", issue_on=date(2025, 3, 1), expiry_on=date(2041, 3, 1),
    first_issue_on=date(2015, 3, 1), stated_on=date(2026, 3, 2), classes=(HeldClass("C1", date(2015, 3, 1)),),
    portrait=PORTRAIT, issuing_authority="上海市公安局交通警察总队", region="310000",
)  # fmt: skip
