"""Filters and tags of the pages: one way to write a sentence, a date, a sum, a status.

Everything reads the language that is active for the request; nothing here reads the clock or the database.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Final

from django import template
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from tongban.casework import states
from tongban.core.actor import CONFIGURE, Actor
from tongban.law.articles import articles, cited
from tongban.law.text import Text, day_text
from tongban.law.verdict import Reason
from tongban.web.templatetags import icons

register = template.Library()

WAYS: Final = {"registration.no_number": ("citizen:numbers", Text(zh="选号牌号码", en="Choose a plate number"))}
_CJK: Final = "\u3400-\u9fff"
_LATIN: Final = "A-Za-z0-9"
_SEAM: Final = re.compile(f"(?<=[{_CJK}])(?=[{_LATIN}¥])|(?<=[{_LATIN}%])(?=[{_CJK}])")


def _english() -> bool:
    return (get_language() or "").startswith("en")


@register.filter
def t(value: Any) -> Any:
    """Return a Text in the active language; None becomes the empty string, anything else stays."""
    if value is None:
        return ""
    return value.in_language(get_language() or "zh-hans") if isinstance(value, Text) else value


@register.filter
def way_to_settle(reason: Reason) -> dict[str, Any] | None:
    """The page of ours on which a person settles a reason, None where it is settled elsewhere."""
    known = WAYS.get(reason.code)
    return {"href": reverse(known[0]), "name": known[1]} if known else None


@register.filter
def opens(actor: Actor, page: str) -> bool:
    """True where a page of the desk is open to this member of staff: the right stands beside its view."""
    kind, _, posts = _right(page).partition(":")
    if kind == "work" or actor.kind == "partner":
        return kind == "work"
    if kind == "configure":
        return any(grant.power == CONFIGURE for grant in actor.grants)
    return not posts or bool(actor.posts & set(posts.split(",")))


@cache
def _right(page: str) -> str:
    return str(resolve(reverse(page)).func.right)  # type: ignore[attr-defined]


@register.filter
def cjk_date(value: date | datetime | None) -> str:
    """Write a day: 2026年11月22日, or 22 November 2026. An instant is read in China's time."""
    if value is None or value == "":
        return ""
    day = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return t(day_text(day))


@register.filter
def cjk_time(value: datetime | None) -> str:
    """Write an instant: 2026年11月22日 09:05, or 22 November 2026, 09:05 (China's time)."""
    if value is None or value == "":
        return ""
    local = timezone.localtime(value)
    return f"{cjk_date(local)}{', ' if _english() else ' '}{local:%H:%M}"


@register.filter
def iso(value: date | datetime | None) -> str:
    """The machine's form of a day or an instant, for `<time datetime>`."""
    return value.isoformat() if value else ""


@register.filter
def yuan(value: Decimal | int | str | None) -> str:
    """Write a sum with two decimals: ¥10.00, ¥1,250.00."""
    return "" if value is None or value == "" else f"¥{Decimal(value):,.2f}"


@register.filter
def percent(value: float | None) -> str:
    """Write a share of 1 with one decimal: 0.8123 as 81.2%."""
    return "" if value is None else f"{value:.1%}"


@register.filter
def masked(value: str | None) -> str:
    """Mask an identity number (3101************1X) or a phone number (139****0001); the rest is stars."""
    text = str(value or "")
    if len(text) >= 15:
        return f"{text[:4]}{'*' * (len(text) - 6)}{text[-2:]}"
    if len(text) == 11:
        return f"{text[:3]}****{text[-4:]}"
    return "*" * len(text)


@register.filter
def thin(value: Any) -> str:
    """Put a thin space between Chinese and Latin or digits, where CSS `text-autospace` does not reach."""
    return _SEAM.sub("\u2009", str(t(value)))


@register.filter
def seconds(value: float | int | None) -> str:
    """Write a short duration: 0.4 秒, 12 秒; under a tenth of a second it says so."""
    if value is None:
        return ""
    if value < 0.1:
        return gettext("under 0.1 seconds")
    shown = f"{value:.1f}" if value < 10 else f"{value:.0f}"
    return gettext("%(count)s seconds") % {"count": shown}


@register.filter
def citation(key: str | None) -> str:
    """The name of an article as it may be printed: one not yet confirmed shows its instrument only."""
    return t(cited(key)) if key else ""


@register.filter
def article_text(key: str | None) -> str:
    """What an article says, in the active language."""
    known = articles().get(key or "")
    return t(known.text) if known else ""


_OUTCOMES: Final = {
    "granted": Text(zh="已同意", en="Granted"),
    "refused": Text(zh="未同意", en="Refused"),
}
_TONES: Final = {
    "waiting": "due",
    "submitted": "active",
    "in_hand": "active",
    "decided": "done",
    "closed": "done",
    "granted": "done",
    "refused": "refused",
}


@register.filter
def status_word(status: str, waiting_for: str | None = "") -> str:
    """The word of a case status or outcome; for `waiting` the second argument says for what."""
    if not status:
        return ""
    return t(_OUTCOMES.get(status) or states.word(status, waiting_for or ""))


@register.filter
def status_word_for_staff(status: str, waiting_for: str | None = "") -> str:
    """The same as staff read it."""
    return t(_OUTCOMES.get(status) or states.word_for_staff(status, waiting_for or "")) if status else ""


@register.filter
def status_tone(status: str) -> str:
    """The colour family of a case status: done, due, active, refused or none."""
    return _TONES.get(status, "")


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """Look up a key that is itself a variable; None where there is none."""
    return mapping.get(key) if hasattr(mapping, "get") else None


@register.filter
def error_id(field: str) -> str:
    """The id of the message beside a field, for aria-describedby."""
    return f"{field}-error"


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw one of the line icons; the text beside it says what it means."""
    return mark_safe(icons.draw(name))


@register.simple_tag
def lines(value: Any) -> SafeString:
    """Write a Text or string with its line breaks kept, everything else escaped."""
    return mark_safe(conditional_escape(t(value)).replace("\n", "<br>"))
