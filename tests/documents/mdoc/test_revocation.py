"""What a verifier knows of revocation, and what it says when it does not know."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.documents.mdoc.making import (
    ENTRY,
    HOLDER,
    LATER,
    NOW,
    STATUS_URL,
    a_credential,
    a_show_code,
    a_status_list,
    answer_for,
    failures,
    some_claims,
    some_keys,
)

from tongban.documents.mdoc import cbor, cose, issue, statuslist, words
from tongban.documents.mdoc.keys import IssuerKeys
from tongban.documents.mdoc.profiles import CRL_DAYS
from tongban.documents.mdoc.statuslist import Status
from tongban.documents.mdoc.verify import Outcome, Verification

CRL_URL = "https://tongban.example/status/iaca.crl"
SECOND = timedelta(seconds=1)


@pytest.fixture
def own(tmp_path: Path) -> IssuerKeys:
    """Keys that a test may revoke."""
    return some_keys(tmp_path / "own")


def served(keys: IssuerKeys, status: Status = Status.VALID) -> Any:
    """The network: both lists at their addresses."""
    return {STATUS_URL: a_status_list(keys, status), CRL_URL: keys.crl(now=NOW)}.__getitem__


def cut(_uri: str) -> bytes:
    raise OSError("the network is cut")


def said(answer: Verification, check: str) -> tuple[Outcome, str]:
    found = answer.check(check)
    return found.outcome, found.code


def test_with_both_lists_at_hand_a_licence_is_genuine_and_current(keys: IssuerKeys) -> None:
    answer = answer_for(keys, a_credential(keys), fetch=served(keys))
    assert answer.genuine and answer.headline == words.GENUINE


def test_what_a_revoked_signer_signed_is_refused_whatever_day_it_claims(own: IssuerKeys) -> None:
    licence = a_credential(own)
    own.revoke(own.signer(NOW).key_id.hex(), LATER)
    answer = answer_for(own, licence, crls=[own.crl(now=LATER)], status=a_status_list(own))
    assert failures(answer) == ["signer_status.revoked"] and not answer.genuine


def test_a_show_code_of_a_revoked_signer_is_refused_too(own: IssuerKeys) -> None:
    code = a_show_code(own)
    own.revoke(own.signer(NOW).key_id.hex(), LATER)
    assert failures(answer_for(own, code, crls=[own.crl(now=LATER)])) == ["signer_status.revoked"]


@pytest.mark.parametrize("show", [a_credential, a_show_code])
def test_shown_after_revocation_with_the_network_cut_it_says_not_checked_and_never_passed(
    keys: IssuerKeys, show: Any
) -> None:
    shown = show(keys)
    assert failures(answer_for(keys, shown, fetch=served(keys, Status.INVALID))) == ["status.revoked"]
    answer = answer_for(keys, shown, fetch=cut)
    assert said(answer, "status") == said(answer, "signer_status") == (Outcome.NOT_CHECKED, "not_checked")
    assert "未查" in answer.headline.zh and "not checked" in answer.headline.en


@pytest.mark.parametrize(
    ("age", "code"),
    [
        (timedelta(hours=24) - SECOND, "passed"),
        (timedelta(hours=24), "passed"),
        (timedelta(hours=24) + SECOND, "list_too_old"),
    ],
)
def test_a_status_list_is_good_for_a_day(keys: IssuerKeys, age: timedelta, code: str) -> None:
    yesterdays = a_status_list(keys, lasts=timedelta(hours=24))
    answer = answer_for(keys, a_credential(keys), status=yesterdays, at=NOW + age)
    assert answer.check("status").code == code and words.moment(NOW) in answer.check("status").sentence.en


def without_end(keys: IssuerKeys) -> bytes:
    """A genuine list that does not say how long it is good."""
    token = cbor.decode(a_status_list(keys))
    claims = {name: value for name, value in cbor.decode(token.value[2]).items() if name not in (4, 65534)}
    sealed = cose.sign1(
        cbor.encode(claims),
        keys.status_signer(NOW).sign,
        protected={cose.TYPE: statuslist.MEDIA_TYPE},
        unprotected=token.value[1],
    )
    return cbor.encode(sealed)


@pytest.mark.parametrize(("hours", "code"), [(23, "passed"), (24, "passed"), (25, "list_too_old")])
def test_a_list_without_an_end_of_its_own_is_good_for_a_day_as_well(keys: IssuerKeys, hours: int, code: str) -> None:
    answer = answer_for(keys, a_credential(keys), status=without_end(keys), at=NOW + timedelta(hours=hours))
    assert answer.check("status").code == code


def test_an_old_list_can_still_say_no(own: IssuerKeys) -> None:
    licence = a_credential(own)
    own.revoke(own.signer(NOW).key_id.hex(), NOW)
    later = NOW + timedelta(days=90)
    answer = answer_for(own, licence, crls=[own.crl(now=NOW)], status=a_status_list(own, Status.INVALID), at=later)
    assert failures(answer) == ["signer_status.revoked", "status.revoked"]


@pytest.mark.parametrize(("after", "code"), [(-SECOND, "passed"), (0 * SECOND, "passed"), (SECOND, "too_old")])
def test_a_list_of_signers_is_good_for_its_days(keys: IssuerKeys, after: timedelta, code: str) -> None:
    end = NOW.replace(microsecond=0) + CRL_DAYS
    answer = answer_for(keys, a_credential(keys), crls=[keys.crl(now=NOW)], at=end + after)
    assert answer.check("signer_status").code == code


def test_a_newer_list_is_fetched_when_the_one_at_hand_is_too_old(own: IssuerKeys) -> None:
    licence, old, later = a_credential(own), own.crl(now=NOW), NOW + timedelta(days=40)
    own.revoke(own.signer(NOW).key_id.hex(), later)
    both = {CRL_URL: own.crl(now=later), STATUS_URL: a_status_list(own)}
    answer = answer_for(own, licence, crls=[old], at=later, fetch=both.__getitem__)
    assert failures(answer) == ["signer_status.revoked"]


def test_a_list_of_another_authority_or_garbage_says_nothing(own: IssuerKeys, tmp_path: Path) -> None:
    other = some_keys(tmp_path / "other")
    answer = answer_for(own, a_credential(own), crls=[other.crl(now=NOW), b"", b"garbage"])
    assert said(answer, "signer_status") == (Outcome.NOT_CHECKED, "not_checked")


def test_a_status_list_by_a_revoked_signer_is_not_believed(own: IssuerKeys) -> None:
    forged = a_status_list(own)
    own.revoke(own.status_signer(NOW).key_id.hex(), NOW)
    answer = answer_for(own, a_credential(own), status=forged, crls=[own.crl(now=NOW)])
    assert said(answer, "status") == (Outcome.NOT_CHECKED, "not_genuine")


def test_a_signer_of_licences_cannot_sign_status_lists(keys: IssuerKeys) -> None:
    packed = statuslist.pack(10_000, {})
    forged = statuslist.sign_list(packed, uri=STATUS_URL, now=NOW, lasts=timedelta(hours=1), signer=keys.signer(NOW))
    answer = answer_for(keys, a_credential(keys), status=forged)
    assert said(answer, "status") == (Outcome.NOT_CHECKED, "not_genuine")


@pytest.mark.parametrize("kind", ["status_signer", "paper_signer"])
def test_another_signer_cannot_sign_licences(keys: IssuerKeys, kind: str) -> None:
    issued = issue.issue(
        some_claims(), holder_key=HOLDER.public_key(), signer=getattr(keys, kind)(NOW), status=ENTRY, now=NOW
    )
    assert failures(answer_for(keys, issued.content)) == ["signer.wrong_purpose"]
