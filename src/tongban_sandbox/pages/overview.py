"""The first page: every partner with its state, its counters and its switches."""

import json
from collections.abc import Mapping
from html import escape
from typing import Any

from .. import control
from ..http import Request, Response
from ..journal import Line
from ..partners.printer import faulty_blanks
from ..switches import CALLBACKS, SIGNATURES, Switches
from ..world import PARTNERS, World
from .layout import field, form, page, pill, press, select, table
from .words import Words

TELLING = ("payment", "hospital", "school", "ability", "platform", "post", "messages", "narcotics", "court")
DELAYS_MS = (0, 1_000, 3_000, 10_000, 30_000)
MANNERS = ("good", "refuse", "503", "500", "429", "cut", "nonsense", "other_person")
LAST = 12


def show(world: World, say: Words, request: Request) -> Response:
    """The page."""
    state = control.state_of(world)
    changed = sum(1 for name in PARTNERS if not world.switches[name].normal)
    finding = say("some_changed", n=changed) if changed else say("all_normal")
    cards = "".join(_card(world, say, name, state["partners"][name]) for name in PARTNERS)
    search = field("q", say("find_person"), "", extra=f'placeholder="{say("find_hint")}"')
    body = f"""<p>{say("intro")}</p><p class="lead">{finding}</p>
<p class="quiet small">{say("today_is")} {state["today"]} · {say("product_at")} {escape(world.callback_url)} ·
{say("since", at=_clock_time(state["since"]))}</p>
<form action="/people" class="row" role="search">{_language(say)}
{search}<button>{say("find")}</button></form>
<h2>{say("overview")}</h2><div class="cards">{cards}</div>
<h2>{say("events")}</h2>{events(world, say)}
<h2>{say("last")}</h2>{log_table(say, list(world.journal.lines)[:LAST])}
<p><a href="{say.link("/log")}">{say("all_of_it")}</a></p>
<details><summary>{say("forget")}</summary><p>{say("forget.say")}</p>
{press(say, "/do/forget", say("forget"), back="/", style="danger")}</details>"""
    return page(say, request, title=say("sandbox"), body=body)


def _language(say: Words) -> str:
    return "" if say.language == "zh" else f'<input type="hidden" name="lang" value="{say.language}">'


def _card(world: World, say: Words, name: str, state: Mapping[str, Any]) -> str:
    switches = world.switches[name]
    counted = {**state["counters"], **state["events"]}
    counts = "".join(f"<li>{say(key)} <b>{n}</b></li>" for key, n in counted.items() if n)
    verdict = pill(say("normal"), "good") if switches.normal else pill(say("changed"), "due")
    chips = "".join(pill(text, "bad") for text in changes(say, switches))
    extra = ""
    if name == "printer":
        faulty = faulty_blanks(world)
        said = f"<p>{pill(say('faulty', n=faulty), 'due')}</p>" if faulty else ""
        extra = said + press(say, "/do/printer/spoil", say("lay_faulty"), back="/")
    reset = "" if switches.normal else press(say, f"/do/partners/{name}/reset", say("reset"), back="/", style="main")
    style = "card" if switches.normal else "card changed"
    return f"""<section class="{style}"><header><h3>{say(name)}</h3>{verdict}</header>
<p class="quiet">{say(f"{name}.does")}</p><div class="chips">{chips}</div>
{f'<ul class="counts">{counts}</ul>' if counts else ""}{reset}{extra}
<details><summary>{say("switches")}</summary>{_switch_form(say, name, switches)}</details></section>"""


def changes(say: Words, switches: Switches) -> list[str]:
    """What is switched, in words."""
    found = []
    if switches.delay_ms:
        found.append(say("seconds_later", n=f"{switches.delay_ms / 1000:g}"))
    if manner_of(switches) != "good":
        known = manner_of(switches) in MANNERS
        found.append(say(f"manner.{manner_of(switches)}") if known else f"HTTP {switches.status}")
    colon = ": " if say.language == "en" else "："
    if switches.signature != "good":
        found.append(f"{say('signature')}{colon}{say(f'signature.{switches.signature}')}")
    if switches.callbacks != "once":
        found.append(f"{say('callbacks')}{colon}{say(f'callbacks.{switches.callbacks}')}")
    return found


def manner_of(switches: Switches) -> str:
    """The one word of the form for how a partner answers; the strongest if programs set several."""
    for name in ("cut", "refuse"):
        if getattr(switches, name):
            return name
    if switches.status:
        return str(switches.status)
    return "nonsense" if switches.nonsense else "other_person" if switches.other_person else "good"


def _switch_form(say: Words, name: str, switches: Switches) -> str:
    delays = [(str(ms), say("seconds_later", n=ms // 1000) if ms else say("delay_0")) for ms in DELAYS_MS]
    if switches.delay_ms not in DELAYS_MS:
        delays.append((str(switches.delay_ms), say("seconds_later", n=f"{switches.delay_ms / 1000:g}")))
    manners = [(manner, say(f"manner.{manner}")) for manner in MANNERS]
    signatures = [(value, say(f"signature.{value}")) for value in SIGNATURES]
    inner = select("delay_ms", say("delay_ms"), delays, str(switches.delay_ms))
    inner += select("manner", say("manner"), manners, manner_of(switches))
    inner += select("signature", say("signature"), signatures, switches.signature)
    if name in TELLING:
        ways = [(value, say(f"callbacks.{value}")) for value in CALLBACKS]
        inner += select("callbacks", say("callbacks"), ways, switches.callbacks)
        inner += field("late_seconds", say("late_seconds"), int(switches.late_seconds), kind="number", extra='min="0"')
    inner += f'<button class="main">{say("set")}</button>'
    return form(say, f"/do/partners/{name}", inner, back="/", label=say(name))


def events(world: World, say: Words) -> str:
    """The queue of events that the product has not taken."""
    rows = world.callbacks.pending()
    if not rows:
        return f'<p class="quiet">{say("events.none")}</p>'
    lines = "".join(
        f"<tr><td>{say(row['partner'])}</td><td>{escape(row['event'])}</td>"
        f"<td>{pill(say(row['state']), 'due')}</td>"
        f"<td class='number'>{say('tries', n=row['tries'])}</td></tr>"
        for row in rows[:LAST]
    )
    heads = "".join(f"<th>{say(word)}</th>" for word in ("who", "what", "state", "outcome"))
    return table(heads, lines) + press(say, "/do/events/now", say("send_now"), back="/")


def log_table(say: Words, lines: list[Line]) -> str:
    """Questions and events with their outcome; the bodies folded away."""
    if not lines:
        return f'<p class="quiet">{say("last.none")}</p>'
    heads = "".join(f"<th>{say(word)}</th>" for word in ("when", "who", "what", "outcome", "took", "details"))
    rows = "".join(_log_row(say, line) for line in lines)
    return table(heads, rows)


def _log_row(say: Words, line: Line) -> str:
    shown = line.shown()
    outcome = pill(str(line.status) if line.status else say("no_answer"), "good" if line.status == 200 else "bad")
    sent, told = (escape(json.dumps(shown[key], ensure_ascii=False, indent=1)) for key in ("sent", "answer"))
    return f"""<tr><td class="number">{_clock_time(line.at)}</td><td>{say(line.partner)}</td>
<td>{say(f"direction.{line.direction}")} {escape(line.name)}</td><td>{outcome}</td>
<td class="number">{line.ms:.1f} ms</td>
<td><details><summary>{say("details")}</summary><b class="small">{say("sent")}</b><pre>{sent}</pre>
<b class="small">{say("answer")}</b><pre>{told}</pre></details></td></tr>"""


def _clock_time(stamp: str) -> str:
    return stamp[11:19]
