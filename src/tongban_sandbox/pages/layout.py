"""The frame of the control pages, and the small pieces they are made of. Every value from outside is
escaped.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from ..http import Request, Response
from .words import LANGUAGES, Words

HTML = "text/html; charset=utf-8"
NAVIGATION = (
    ("/", "overview"),
    ("/people", "people"),
    ("/cars", "cars"),
    ("/orders", "orders"),
    ("/parcels", "parcels"),
    ("/telephone", "telephone"),
    ("/log", "log"),
)
SAFE_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none';"
    " frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
}


@cache
def stylesheet() -> bytes:
    """The one stylesheet."""
    return (Path(__file__).parent / "style.css").read_bytes()


def page(say: Words, request: Request, *, title: str, body: str, status: int = 200) -> Response:
    """A whole control page."""
    links = "".join(
        f'<a href="{escape(say.link(path))}"{current(path == request.path)}>{say(word)}</a>'
        for path, word in NAVIGATION
    )
    notice = f'<p class="notice" role="status">{icon("check")}{say("done")}</p>' if "done" in request.params else ""
    text = f"""<!doctype html>
<html lang="{"zh-CN" if say.language == "zh" else "en"}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)} · {say("sandbox")}</title><link rel="stylesheet" href="/style.css">
<link rel="icon" href="data:,"></head>
<body><a class="skip" href="#main">{say("skip")}</a>
<header class="top"><div class="wide">
<a class="brand" href="{escape(say.link("/"))}">{icon("plug")}{say("sandbox")}</a>
<a class="language" href="{escape(other_language(say, request))}">{say("other_language")}</a></div>
<nav class="wide" aria-label="{say("sandbox")}">{links}</nav></header>
<main id="main" class="wide">{notice}<h1>{escape(title)}</h1>{body}</main></body></html>"""
    return Response(status, text.encode(), HTML, SAFE_HEADERS)


def current(is_here: bool) -> str:
    """The attribute of the link to the page one is on."""
    return ' aria-current="page"' if is_here else ""


def other_language(say: Words, request: Request) -> str:
    """This page in the other language."""
    query = [(k, v) for k, v in parse_qsl(request.query, keep_blank_values=True) if k not in ("lang", "done")]
    other = LANGUAGES[1 - LANGUAGES.index(say.language)]
    return f"{request.path}?{urlencode([*query, ('lang', other)])}"


def form(say: Words, action: str, inner: str, *, back: str, style: str = "", label: str = "") -> str:
    """A form that posts to `action` and comes back to the path `back`."""
    hidden = hidden_fields({"lang": say.language, "back": back})
    named = f' aria-label="{escape(label)}"' if label else ""
    return f'<form method="post" action="{escape(action)}" class="{style}"{named}>{hidden}{inner}</form>'


def press(
    say: Words,
    action: str,
    label: str,
    *,
    back: str,
    values: Mapping[str, str] | None = None,
    style: str = "",
) -> str:
    """A button that does one thing."""
    inner = f'{hidden_fields(values or {})}<button class="{style}">{escape(label)}</button>'
    return form(say, action, inner, back=back, style="press")


def hidden_fields(values: Mapping[str, str]) -> str:
    """Values a form carries along."""
    return "".join(f'<input type="hidden" name="{escape(n)}" value="{escape(v)}">' for n, v in values.items())


def select(name: str, label: str, choices: Iterable[tuple[str, str]], chosen: str) -> str:
    """A labelled list to choose one from."""
    options = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(text)}</option>'
        for value, text in choices
    )
    return f'<label><span>{escape(label)}</span><select name="{name}">{options}</select></label>'


def field(name: str, label: str, value: object, *, kind: str = "text", extra: str = "") -> str:
    """A labelled field to type in."""
    given = escape(str(value))
    box = f'<input type="{kind}" name="{name}" value="{given}" {extra}>'
    return f"<label><span>{escape(label)}</span>{box}</label>"


def table(heads: str, rows: str) -> str:
    """A table in a box that scrolls by itself where the screen is narrow."""
    head = f"<thead><tr>{heads}</tr></thead>"
    return f'<div class="box" tabindex="0"><table>{head}<tbody>{rows}</tbody></table></div>'


def pill(text: str, style: str) -> str:
    """A word with a colour: `good`, `due`, `bad` or `plain`."""
    mark = {"good": icon("check"), "due": icon("clock"), "bad": icon("stop")}.get(style, "")
    return f'<span class="pill {style}">{mark}{escape(text)}</span>'


_ICONS = {
    "check": '<path d="M4 12.5l5 5L20 6.5"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5.5l3.5 2"/>',
    "stop": '<circle cx="12" cy="12" r="9"/><path d="M8.5 8.5l7 7m0-7l-7 7"/>',
    "plug": '<path d="M9 3v5m6-5v5M6 8h12v3a6 6 0 0 1-12 0zm6 9v4"/>',
    "lock": '<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>',
}


def icon(name: str) -> str:
    """A line icon; the word beside it says the same."""
    return (
        '<svg viewBox="0 0 24 24" width="18" height="18" fill="none" stroke="currentColor" stroke-width="2"'
        f' stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{_ICONS[name]}</svg>'
    )
