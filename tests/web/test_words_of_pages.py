"""Every sentence of a template has a Chinese one; every template compiles; the colours can be read."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages import pofile
from django.template import engines
from django.utils.translation.template import templatize

from tongban.web.templatetags import icons
from tongban.web.templatetags.navigation import GROUPS

WEB = Path(__file__).resolve().parents[2] / "src" / "tongban" / "web"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
CALL = re.compile(
    r"""\b(gettext|pgettext|ngettext|npgettext|_)\(((?:[^()'"]|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")*)\)"""
)
STRING = re.compile(r"""u?(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")""")
INLINE = re.compile(r"<script(?![^>]*(src=|application/json))|<style|\sstyle=|\son\w+=")
POST_FORM = re.compile(r'<form[^>]*method="post".*?</form>', re.S)
PLACE = re.compile(r"%\((\w+)\)s")


def catalogue() -> pofile.Catalog:
    path = WEB / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    return pofile.read_po(BytesIO(path.read_bytes()), locale="zh_Hans")


def sentences_of(template: Path) -> set[tuple[str, str]]:
    """(context, English sentence) of every translate and blocktranslate of a template."""
    found = set()
    source = templatize(template.read_text(encoding="utf-8"), origin=str(template))
    for name, arguments in CALL.findall(source):
        strings = [(single or double).replace("\\'", "'") for single, double in STRING.findall(arguments)]
        context = strings.pop(0) if name.startswith(("pgettext", "npgettext")) else ""
        found.add((context, strings[0]))
    return found


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(WEB / "templates")))
def test_every_sentence_of_a_template_has_a_chinese_one(template: Path) -> None:
    words = catalogue()
    missing = []
    for context, sentence in sentences_of(template):
        message = words.get(sentence, context or None)
        if message is None or not message.string or not all(message.string):
            missing.append(sentence)
    assert not missing


def test_every_word_of_the_navigation_of_staff_has_a_chinese_one() -> None:
    known = catalogue()
    used = [heading for heading, _ in GROUPS] + [one.words for _, entries in GROUPS for one in entries]
    assert [one for one in used if not (known.get(one) and known[one].string)] == []


def test_the_chinese_sentence_uses_only_places_that_the_english_one_fills() -> None:
    for message in catalogue():
        if not message.id:
            continue
        english = message.id if isinstance(message.id, str) else message.id[1]
        chinese = message.string if isinstance(message.string, str) else message.string[0]
        assert set(PLACE.findall(chinese)) <= set(PLACE.findall(english)), english


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(WEB / "templates")))
def test_every_template_compiles_and_uses_only_icons_that_exist(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    engines["django"].from_string(text)
    assert set(re.findall(r'{% icon "(\w+)" %}', text)) <= set(icons.PATHS)


def test_no_template_needs_inline_scripts_styles_or_handlers() -> None:
    for template in TEMPLATES:
        text = template.read_text(encoding="utf-8")
        assert not INLINE.search(text), template


def test_every_post_form_of_ours_carries_a_token_against_forgery() -> None:
    for template in TEMPLATES:
        for form in POST_FORM.findall(template.read_text(encoding="utf-8")):
            assert "csrf_token" in form or "components/key.html" in form, template


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def schemes() -> list[dict[str, str]]:
    """The colour tokens of the light and the dark scheme."""
    css = (WEB / "static" / "tongban.css").read_text(encoding="utf-8")
    return [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in css.split(":root {")[1:3]]


@pytest.mark.parametrize("ink", ["text", "muted", "action", "done", "due", "refused"])
@pytest.mark.parametrize("ground", ["ground", "raised"])
def test_every_ink_can_be_read_on_every_ground_in_both_schemes(ink: str, ground: str) -> None:
    for tokens in schemes():
        assert contrast(tokens[ink], tokens[ground]) >= 4.5


@pytest.mark.parametrize("tone", ["done", "due", "refused", "action"])
def test_a_tone_can_be_read_on_its_own_soft_ground_and_under_white_or_dark_text(tone: str) -> None:
    for tokens in schemes():
        assert contrast(tokens[tone], tokens[f"{tone}-soft"]) >= 4.5
        assert contrast(tokens[tone], tokens["ground"]) >= 4.5


def test_the_edge_of_an_input_can_be_seen_in_both_schemes() -> None:
    for tokens in schemes():
        assert contrast(tokens["edge"], tokens["ground"]) >= 3
