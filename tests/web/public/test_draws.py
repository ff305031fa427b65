"""The public pages of a draw: what was said before, the result, every file, and the way to work it out again."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.allocation import builders
from tests.allocation.builders import NUMBER

from tongban.allocation.program import verify_draw

pytestmark = pytest.mark.django_db


def page(name: str, *arguments: str, **query: str) -> Any:
    return Client().get(reverse(f"public:{name}", args=arguments), query)


def test_a_draw_that_is_open_shows_what_can_be_had_and_has_no_file_yet() -> None:
    builders.an_open_draw()
    assert "靓号摇号" in page("draws").content.decode()
    shown = page("draw", NUMBER).content.decode()
    assert "苏A88888" in shown and "试点" in shown and "公布的文件" not in shown
    for name in ("draw_announcement", "draw_applicants", "draw_proof", "draw_check"):
        assert page(name, NUMBER).status_code == 404


def test_an_announced_draw_shows_its_commitment_and_who_is_on_the_list() -> None:
    commitment = builders.an_announced_draw().commitment
    code = page("draw_applicants", NUMBER).content.decode().split("\t")[0]
    shown = page("draw", NUMBER, code=f" {code.lower()} ").content.decode()
    assert commitment in shown and "1 支签" in shown and "还没有摇号" in shown
    unknown = page("draw", NUMBER, code="NOBODYATALL").content.decode()
    assert "名单上没有这个编码" in unknown


def test_the_published_files_are_enough_for_the_program_that_is_published_with_them() -> None:
    builders.a_complete_draw()
    builders.draw()
    proof = json.loads(page("draw_proof", NUMBER).content)
    pool, people = (page(name, NUMBER).content for name in ("draw_pool", "draw_applicants"))
    space: dict[str, Any] = {"__name__": "a stranger's copy"}
    exec(page("draw_program").content, space)
    checks = space["check"](proof, pool, people, verify_draw.hashed(page("draw_announcement", NUMBER).content))
    assert [holds for _, holds in checks] == [True] * 7
    code, item = proof["allotted"][0]
    won = page("draw", NUMBER, code=code).content.decode()
    assert "已摇号" in won and item in won and "演示" in won
    assert b"tongban-draw-1" in page("draw_format").content


def test_nobody_is_named_in_a_published_file() -> None:
    builders.a_complete_draw()
    builders.draw()
    for name in ("draw_announcement", "draw_applicants", "draw_proof"):
        assert str(builders.a_person(1)) not in page(name, NUMBER).content.decode()


def test_the_page_that_works_it_out_says_how_to_without_javascript_and_in_english(settings: Any) -> None:
    builders.a_complete_draw()
    builders.draw()
    assert "verify_draw.py proof.json" in page("draw_check", NUMBER).content.decode()
    english = Client()
    english.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "Draw again here" in english.get(reverse("public:draw_check", args=[NUMBER])).content.decode()
