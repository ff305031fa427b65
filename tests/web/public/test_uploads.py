"""Files sent to a public page: too large, not what they say, without a code in them."""

import io
from typing import Any

import httpx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests.conftest import City

MEGABYTE = 1024 * 1024


def a_picture(kind: str = "PNG") -> bytes:
    """A grey square without a code."""
    out = io.BytesIO()
    Image.new("L", (200, 200), 200).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("licence.png", b"", "不是可以读取的图片"),
        ("licence.png", a_picture("GIF"), "这不是电子驾驶证"),
        ("licence.png", b"\x89PN", "这不是电子驾驶证"),
        ("licence.png", a_picture()[:100], "不是可以读取的图片"),
        ("licence.exe", a_picture(), "没有找到二维码"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_by_its_content(
    db: Any, name: str, content: bytes, says: str
) -> None:
    answer = Client().post("/check/", {"picture": SimpleUploadedFile(name, content)})
    assert answer.status_code == 400
    assert says in answer.content.decode()


def test_fifty_megabytes_get_a_page_and_the_connection_holds(city: City) -> None:
    with httpx.Client(base_url=city.web, timeout=60, trust_env=False) as client:
        answer = client.post("/check/", files={"picture": ("big.png", b"\0" * 50 * MEGABYTE, "image/png")})
        assert answer.status_code == 413
        assert "10" in answer.text and "文件太大" in answer.text
        assert client.get("/health").status_code == 200


def test_a_form_of_five_megabytes_gets_the_same_page(city: City) -> None:
    with httpx.Client(base_url=city.web, timeout=60, trust_env=False) as client:
        answer = client.post("/check/", data={"text": "a" * 5 * MEGABYTE})
        assert answer.status_code == 413
        assert client.get("/health").status_code == 200
