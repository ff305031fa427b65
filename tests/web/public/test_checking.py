"""The check page: a licence as code, picture or file, a signed paper; each answer with its word."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import segno
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfWriter
from tests.documents.mdoc.making import HOLDER, a_response, changed, some_claims, some_keys

from tongban.core import clock
from tongban.documents import keyring
from tongban.documents.mdoc import issue, showcode
from tongban.documents.mdoc.claims import ISO
from tongban.documents.mdoc.keys import IssuerKeys
from tongban.documents.mdoc.mso import StatusEntry
from tongban.documents.pdf.signing import sign_pdf


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> IssuerKeys:
    """Keys of this test, so that it may revoke them."""
    keys = IssuerKeys.open(tmp_path / "issuer", now=clock.now(), status_url=keyring.list_uri(1))
    monkeypatch.setattr(keyring, "keys", lambda: keys)
    return keys


def a_licence(keys: IssuerKeys) -> bytes:
    entry = StatusEntry(7, keyring.list_uri(1))
    now = clock.now()
    return issue.issue(
        some_claims(), holder_key=HOLDER.public_key(), signer=keys.signer(now), status=entry, now=now
    ).content


def a_code(keys: IssuerKeys, uri: str = "") -> str:
    entry, now = StatusEntry(7, uri or keyring.list_uri(1)), clock.now() - timedelta(minutes=1)
    return showcode.make(
        some_claims(), holder_key=HOLDER.public_key(), signer=keys.signer(clock.now()), status=entry, now=now
    )


def a_paper(keys: IssuerKeys) -> bytes:
    blank = PdfWriter()
    blank.add_blank_page(200, 200)
    content = io.BytesIO()
    blank.write(content)
    now = clock.now()
    return sign_pdf(content.getvalue(), signer=keys.paper_signer(now), root=keys.root, at=now, reason="test")


def checked(content: bytes | str, name: str = "file") -> str:
    given: dict[str, Any] = (
        {"text": content} if isinstance(content, str) else {"picture": SimpleUploadedFile(name, content)}
    )
    answer = Client().post("/check/", given)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def test_a_licence_with_both_lists_is_genuine_and_asks_to_compare_the_face(db: None, own: IssuerKeys) -> None:
    for content in (a_licence(own), a_licence(own).hex(), a_response(a_licence(own)), a_code(own)):
        page = checked(content)
        assert "ink-done" in page and "请再核对长相" in page and "未被撤销或暂停" in page


def test_a_picture_of_the_code_is_read(db: None, own: IssuerKeys) -> None:
    picture = io.BytesIO()
    segno.make_qr(a_code(own), error="m", mode="alphanumeric").save(picture, kind="png", scale=4)
    assert "请核对本人面貌" in checked(picture.getvalue(), "code.png")


def test_where_a_list_is_not_at_hand_the_answer_says_so_in_words(db: None, own: IssuerKeys) -> None:
    page = checked(a_code(own, "https://elsewhere.example/status/1"))
    assert "真实，但有项目未能查到" in page and "未查：没有状态名单" in page and "是否被撤销未查" in page


def test_a_changed_licence_and_one_by_a_revoked_signer_are_refused_in_words(db: None, own: IssuerKeys) -> None:
    assert "与签发时不一致" in checked(changed(a_licence(own), ISO, "family_name", "Li"))
    licence = a_licence(own)
    own.revoke(own.signer(clock.now()).key_id.hex(), clock.now())
    cache.clear()  # the list is made anew after half a minute
    page = checked(licence)
    assert "不可接受" in page and "签发证书已被撤销" in page and "请再核对长相" not in page


def test_a_paper_we_signed_is_genuine(db: None, own: IssuerKeys) -> None:
    assert "真实：本机关签名" in checked(a_paper(own))


@pytest.mark.parametrize("place", [10, 300, -40])
def test_a_changed_paper_is_refused(db: None, own: IssuerKeys, place: int) -> None:
    content = bytearray(a_paper(own))
    content[place] ^= 1
    assert "不可接受" in checked(bytes(content))


def test_a_paper_with_something_appended_or_without_signature_is_refused(db: None, own: IssuerKeys) -> None:
    assert "没有覆盖整个文件的签名" in checked(a_paper(own) + b"\n%more")
    assert "没有覆盖整个文件的签名" in checked(b"%PDF-1.7\n/ByteRange [0 1 9 99]")


def test_a_paper_of_a_stranger_or_of_a_revoked_signer_is_refused(db: None, own: IssuerKeys, tmp_path: Path) -> None:
    assert "不是本机关的文书签名证书" in checked(a_paper(some_keys(tmp_path / "other")))
    paper = a_paper(own)
    own.revoke(own.paper_signer(clock.now()).key_id.hex(), clock.now())
    assert "签名证书已被撤销" in checked(paper)
