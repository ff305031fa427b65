"""A person as the partners know them, and the forms that change it."""

from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import quote, urlencode

from ..http import Request, Response
from ..journal import mask_identity
from ..partners import photos
from ..people import Facts, matter_answer, name_of
from ..world import World
from .layout import field, form, page, pill, press, select
from .words import Words

SHOWN = 30
EXAMINATIONS: dict[str, dict[str, Any]] = {
    "healthy": {},
    "poor_sight": {"left_vision": 4.4, "right_vision": 4.5},
    "glasses": {"vision_corrected": True},
    "colour_blind": {"colour_blind": True},
    "hearing_aid": {"hearing_aid": True},
    "left_leg": {"limbs": "left_leg"},
}
NEW_MATTERS: dict[str, dict[str, Any]] = {
    "violation": {"place": "世纪大道东方路口", "settle_at": "12123 应用，或任一违法处理窗口"},
    "accident": {"place": "中环路北虹路出口", "settle_at": "事故发生地交警支队"},
    "seizure": {"place": "延安高架路", "letter": "K", "settle_at": "作出扣押的交警支队"},
}

ACCIDENTS: dict[str, dict[str, Any]] = {
    "serious": {"outcome": "serious", "responsibility": "main"},
    "fatal": {"outcome": "fatal", "responsibility": "equal"},
}


def show_search(world: World, say: Words, request: Request) -> Response:
    """One person if a number is given, else what the search finds."""
    number = request.params.get("number", "")
    if number.isalnum():
        return _show_person(world, say, request, number)
    words = request.params.get("q", "").strip()[:64]
    found = world.people.search(words, SHOWN)
    if len(found) == 1 and found[0][0] == words:
        return _show_person(world, say, request, words)
    entries = "".join(
        f'<li><a class="entry" href="{escape(say.link(path_of(number)))}"><span>{escape(name) or "—"}</span>'
        f'<span class="quiet number">{escape(mask_identity(number))}</span></a></li>'
        for number, name in found
    )
    said = say("people.count", n=world.people.count()) if entries and not words else ""
    nobody = say("people.none") if words else say("people.empty")
    new = ""
    if not found and len(words) == 18 and words.isalnum():
        link, label = escape(say.link(path_of(words))), say("open_number", n=escape(words))
        new = f'<p><a class="button" href="{link}">{label}</a></p>'
    language = "" if say.language == "zh" else f'<input type="hidden" name="lang" value="{say.language}">'
    body = f"""<form class="row" role="search">{language}{field("q", say("find_hint"), words)}
<button class="main">{say("find")}</button></form><p class="quiet">{said if found else nobody}</p>{new}
<ul class="list">{entries}</ul>"""
    return page(say, request, title=say("find_person"), body=body)


def path_of(number: str) -> str:
    """The page of a person."""
    return f"/people?{urlencode({'number': number})}"


def particulars_of(form_: Mapping[str, str]) -> dict[str, Any]:
    """The register's particulars as the form gives them."""
    texts = {name: form_[name].strip() for name in ("name", "sex", "born", "region", "address") if name in form_}
    return {
        **texts,
        "current_number": form_.get("current_number", "").strip() or None,
        "alive": form_.get("alive") == "yes",
        "photo_on_file": form_.get("photo_on_file") == "yes",
    }


def _show_person(world: World, say: Words, request: Request, number: str) -> Response:
    facts = world.people.find(number)
    known = facts or {}
    portrait = photos.portrait(world, {"identity_number": number})["jpeg"]
    picture = f'<img class="portrait" alt="" src="data:image/jpeg;base64,{escape(portrait)}">' if portrait else ""
    nobody = "" if facts else f'<p class="quiet">{say("unknown_person")}</p>'
    body = f"""{nobody}<p class="quiet number">{escape(mask_identity(number))}</p><div class="two">
<section class="card">{picture}<h2>{say("hospital")}</h2>{_medical(say, number, known)}</section>
<section class="card"><h2>{say("platform")}</h2>{_matters(say, number, known)}</section>
<section class="card"><h2>{say("school")}</h2>{_education(say, number, known)}</section>
<section class="card"><h2>{say("ability")}</h2>{_ability(say, number, known)}</section>
<section class="card"><h2>{say("population")}</h2>{_particulars(say, number, known)}</section>
<section class="card"><h2>{say("narcotics")}</h2>{_narcotics(say, number, known)}</section>
<section class="card"><h2>{say("residence")}</h2>{_residence(say, number, known)}</section>
<section class="card"><h2>{say("marriage")}</h2>{_marriage(say, number, known)}</section>
<section class="card"><h2>{say("vehicles")}</h2>{_vehicles(say, number, known)}</section></div>"""
    return page(say, request, title=name_of(known) or say("people"), body=body)


def _do(say: Words, number: str, deed: str, label: str, style: str = "") -> str:
    return press(say, f"/do/people/{quote(number)}/{deed}", label, back=path_of(number), style=style)


def _medical(say: Words, number: str, facts: Facts) -> str:
    certificate = facts.get("medical")
    buttons = "".join(_do(say, number, f"examine/{name}", say(f"exam.{name}")) for name in EXAMINATIONS)
    examine = f"<p><b>{say('examine_now')}</b></p>{buttons}"
    if not certificate:
        return f"<p>{say('certificate.none')}</p>{examine}"
    when = say("examined", on=certificate.get("examined_on"), hospital=certificate.get("hospital_name"))
    sight = say("vision", left=certificate.get("left_vision"), right=certificate.get("right_vision"))
    findings = _findings(say, certificate)
    pills = "".join(pill(finding, "due") for finding in findings) or pill(say("finding.none"), "good")
    return f"""<p>{escape(when)}<br><span class="number">{escape(sight)}</span></p>
<div class="chips">{pills}</div>{examine}
{_do(say, number, "remove/medical", say("remove"), "danger")}"""


def _findings(say: Words, certificate: Mapping[str, Any]) -> list[str]:
    found = [say(f"finding.{n}") for n in ("vision_corrected", "colour_blind", "hearing_aid") if certificate.get(n)]
    limbs = certificate.get("limbs", "sound")
    if limbs != "sound":
        found.append(say("finding.limbs", limbs=say(f"limbs.{limbs}")))
    return found


def _education(say: Words, number: str, facts: Facts) -> str:
    taken = facts.get("education")
    complete = _do(say, number, "complete", say("complete_now"))
    if not taken:
        return f"<p>{say('education.none')}</p>{complete}"
    said = say("educated", on=taken.get("completed_on"), hours=taken.get("hours"), school=taken.get("school_name"))
    return f"<p>{escape(said)}</p>{complete}{_do(say, number, 'remove/education', say('remove'), 'danger')}"


def _ability(say: Words, number: str, facts: Facts) -> str:
    test = facts.get("ability")
    take = "".join(_do(say, number, f"test/{result}", say(f"test.{result}")) for result in ("passed", "failed"))
    if not test:
        return f"<p>{say('test.none')}</p>{take}"
    passed = bool(test.get("passed"))
    verdict = pill(say("state.passed" if passed else "state.not_passed"), "good" if passed else "bad")
    said = escape(say("tested", on=test.get("taken_on"), place=test.get("place")))
    return f"<p>{said} {verdict}</p>{take}{_do(say, number, 'remove/ability', say('remove'), 'danger')}"


def _matters(say: Words, number: str, facts: Facts) -> str:
    rows = "".join(_matter(say, number, matter_answer(matter)) for matter in facts.get("matters") or [])
    listed = f'<ul class="list">{rows}</ul>' if rows else f"<p>{say('matters.none')}</p>"
    buttons = "".join(_do(say, number, f"add/{kind}", say(f"add.{kind}")) for kind in NEW_MATTERS)
    buttons += "".join(_do(say, number, f"accident/{one}", say(f"accident.{one}")) for one in ACCIDENTS)
    inner = field("points", say("points"), facts.get("points") or 0, kind="number", extra='min="0"')
    inner += f"<button>{say('save')}</button>"
    points = form(say, f"/do/people/{quote(number)}/points", inner, back=path_of(number), style="row")
    return f"{listed}{buttons}{points}{_do(say, number, 'pass/S1', say('pass_s1'))}"


def _matter(say: Words, number: str, matter: Mapping[str, Any]) -> str:
    is_open = matter["state"] == "open"
    state = pill(say(f"state.{'open' if is_open else 'settled'}"), "due" if is_open else "good")
    settle = _do(say, number, f"settle/{quote(matter['number'], safe='')}", say("settle"), "main") if is_open else ""
    details = f"{matter['on']} {matter['place']} · {matter['number']}"
    letter = f" · {escape(matter['letter'])}" if matter["letter"] else ""
    return f"""<li><b>{say(f"matter.{matter['kind']}")}</b>{letter} {state}<br>
<span class="quiet small">{escape(details)}</span><br>{settle}</li>"""


def _particulars(say: Words, number: str, facts: Facts) -> str:
    person = facts.get("person") or {}
    choices = [("yes", say("yes")), ("no", say("no"))]
    inner = field("name", say("name"), person.get("name", ""))
    inner += select("sex", say("sex"), [("1", say("sex.1")), ("2", say("sex.2"))], str(person.get("sex", "1")))
    inner += field("born", say("born"), person.get("born", ""), kind="date")
    inner += field("region", say("region"), person.get("region", number[:6]))
    inner += select("alive", say("alive"), choices, "yes" if person.get("alive", True) else "no")
    inner += select(
        "photo_on_file", say("photo_on_file"), choices, "yes" if person.get("photo_on_file", True) else "no"
    )
    inner = f'<div class="grid">{inner}</div>{field("address", say("address"), person.get("address", ""))}'
    inner += field("current_number", say("current_number"), person.get("current_number") or "")
    return form(
        say,
        f"/do/people/{quote(number)}/particulars",
        f'{inner}<button class="main">{say("save")}</button>',
        back=path_of(number),
    )


def _narcotics(say: Words, number: str, facts: Facts) -> str:
    entry = facts.get("narcotics") or {}
    if not entry.get("listed"):
        return f"<p>{say('not_listed')}</p>{_do(say, number, 'enlist', say('enlist'))}"
    measure = str(entry.get("measure") or "")
    named = say(f"measure.{measure}") if measure in ("community_rehab", "isolation", "community_recovery") else "—"
    said = f"{say('listed', measure=named)} · {entry.get('since') or ''}"
    return f"<p>{pill(said, 'bad')}</p>{_do(say, number, 'remove/narcotics', say('delist'))}"


def _residence(say: Words, number: str, facts: Facts) -> str:
    card = facts.get("residence")
    if card:
        held = say("card.held", region=str(card.get("region") or ""), until=str(card.get("valid_to") or ""))
        return f"<p>{pill(held, 'good')}</p>{_do(say, number, 'remove/residence', say('remove'), 'danger')}"
    inner = field("region", say("card.region"), number[:6]) + f"<button>{say('card.give')}</button>"
    return f"<p>{say('card.none')}</p>" + form(
        say, f"/do/people/{quote(number)}/residence", inner, back=path_of(number), style="row"
    )


def _marriage(say: Words, number: str, facts: Facts) -> str:
    married = facts.get("marriage")
    if married:
        spouse = mask_identity(str(married.get("spouse") or ""))
        held = say("married", spouse=spouse, since=str(married.get("registered_on") or ""))
        return f"<p>{pill(held, 'good')}</p>{_do(say, number, 'remove/marriage', say('remove'), 'danger')}"
    inner = field("spouse", say("married.spouse"), "") + field("since", say("married.since"), "", kind="date")
    inner += f"<button>{say('marry')}</button>"
    return f"<p>{say('married.none')}</p>" + form(
        say, f"/do/people/{quote(number)}/marriage", inner, back=path_of(number), style="row"
    )


def _vehicles(say: Words, number: str, facts: Facts) -> str:
    known = facts.get("vehicles") or []
    rows = "".join(
        f"<li><b>{escape(str(one['plate']))}</b> {pill(say('vehicle.' + str(one.get('state') or 'ok')), 'due')}</li>"
        for one in known
    )
    listed = f'<ul class="list">{rows}</ul>' if rows else f"<p>{say('vehicles.none')}</p>"
    remove = _do(say, number, "remove/vehicles", say("remove"), "danger") if known else ""
    return f"{listed}{_do(say, number, 'add_vehicle', say('add.vehicle'))}{remove}"
