"""From what rooms answer to what templates show. Nothing here asks the database but through queries."""

import base64
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from pypinyin import lazy_pinyin

from tongban.casework import engine, states
from tongban.casework import evidence as fetching
from tongban.casework.catalogue import Question, Service, services
from tongban.casework.evidence_views import evidence_views
from tongban.casework.types import CaseView, EvidenceView
from tongban.core import clock, regions, working_days
from tongban.core.actor import Actor
from tongban.core.law_book import book
from tongban.documents import queries as papers
from tongban.exchange.payment.types import Order
from tongban.exchange.registry import get_partner
from tongban.law import names
from tongban.law.facts import Facts, Licence
from tongban.law.rules import limits, status
from tongban.law.text import Text, day_text, listed
from tongban.law.verdict import Verdict
from tongban.people.types import PersonView
from tongban.registers.drivers.types import Driver

PICTURES = ("photo", "picture")  # kinds of questions that a picture answers
SEXES = {"1": Text(zh="男", en="male"), "2": Text(zh="女", en="female")}
CHINA = Text(zh="中国", en="China")
BY_MACHINE = Text(
    zh="系统按规则马上决定，不符合时列出全部理由。",
    en="Decided at once by published rules; a refusal lists every reason.",
)
BY_PERSON = Text(zh="由工作人员审核决定。", en="A member of staff decides.")
BANK = Text(zh="银行", en="the bank")
PROMISED = Text(zh="本人的书面承诺", en="the person's written commitment")
NO_FEE = Text(zh="不收费", en="no fee")


def holder(material: str) -> Text:
    """From whom a material is fetched; what nobody holds the person has promised."""
    fetcher = fetching.FETCHERS.get(material)
    return get_partner(fetcher.partner).name if fetcher else PROMISED


def limit(service: Service, on: date) -> int:
    """The time limit of a service in working days."""
    return limits.limit_days(service.limit, on, book())


def decided_by(service: Service) -> Text:
    """Who decides, in words."""
    return BY_MACHINE if service.decided_by == "machine" else BY_PERSON


def money(amount: Any) -> Text:
    """¥10.00 in both languages."""
    return Text(zh=f"¥{amount:.2f}", en=f"¥{amount:.2f}")


def start_of(duty: str) -> str:
    """Where the service that settles a duty begins, "" where none does."""
    service = services.settling(duty)
    return reverse("citizen:start", args=[service.code]) if service else ""


def day(value: date) -> Text:
    """A day in words."""
    return day_text(value)


# -- questions --------------------------------------------------------------------------------------------------


def question(asked: Question, facts: Facts) -> dict[str, Any]:
    """A question as its template draws it."""
    on = clock.today()
    options = asked.options(facts, on, book().at(facts.region)) if asked.options else []
    return {
        "key": asked.key,
        "kind": asked.kind,
        "template": f"citizen/questions/{asked.kind}.html",
        "label": asked.label,
        "hint": asked.hint or _latest_hint(asked, facts, on),
        "options": [{"value": value, "label": label} for value, label in options],
        "statements": [asked.label] if asked.kind == "declaration" else [],
        "optional": not asked.required,
    }


def _latest_hint(asked: Question, facts: Facts, on: date) -> Text | None:
    latest = asked.latest(facts, on, book().at(facts.region)) if asked.latest else None
    if latest is None:
        return None
    return Text(zh="最晚 {day}。", en="At the latest {day}.").fill(day=day(latest))


def typed_values(asked: Question, answer: Any) -> dict[str, Any]:
    """An earlier answer as the inputs show it."""
    if answer in (None, "") or asked.kind in PICTURES:
        return {}
    if asked.kind == "choices":
        return {asked.key: str(answer).split()}
    if asked.kind == "date":
        year, month, number = str(answer).split("-")
        return {f"{asked.key}_year": year, f"{asked.key}_month": month, f"{asked.key}_day": number}
    return {asked.key: "yes" if answer is True else answer}


def answer_row(asked: Question, facts: Facts, change_href: str) -> dict[str, Any]:
    """One line of "check your answers"."""
    given = facts.answers.get(asked.key)
    options = dict(asked.options(facts, clock.today(), book().at(facts.region))) if asked.options else {}
    value: Any = options.get(str(given), given)
    if asked.kind == "choices" and given:
        value = listed(options[one] for one in str(given).split() if one in options)
    if asked.kind == "date" and given:
        value = day(date.fromisoformat(str(given)))
    row: dict[str, Any] = {"label": asked.label, "change_href": change_href}
    if asked.kind in PICTURES and given:
        picture = {"picture": f"data:image/jpeg;base64,{given}", "wide": asked.kind == "picture"}
        return {**row, "value": asked.label, **picture}
    if asked.kind == "declaration":
        value = Text(zh="已确认", en="confirmed") if given else Text(zh="未确认", en="not confirmed")
    if value in (None, ""):
        value = Text(zh="未填写", en="left out")
    return {**row, "value": value}


# -- evidence ---------------------------------------------------------------------------------------------------


def evidence(service: Service, found: engine.Assessment) -> dict[str, list[dict[str, Any]]]:
    """The three kinds of evidence of a case being prepared."""
    return evidence_groups(service, evidence_views(service, found.rows))


def evidence_groups(service: Service, views: Iterable[EvidenceView]) -> dict[str, list[dict[str, Any]]]:
    """Looked up, still needed, not needed any more."""
    groups: dict[str, list[dict[str, Any]]] = {"have": [], "need": [], "waived": []}
    for view in views:
        kind = {"waived": "waived", "needed": "need", "promised": "need"}.get(view.group, "have")
        groups[kind].append(
            {
                "name": view.name,
                "from_whom": view.partner if kind == "have" else None,
                "at": view.obtained_at,
                "seconds": view.seconds if view.group == "looked_up" else None,
                "why": view.summary or view.why,
                "article": view.article,
                "by": view.due_on,
            }
        )
    return groups


# -- cases ------------------------------------------------------------------------------------------------------


def verdict_of(case: CaseView) -> Verdict | None:
    """The reasons a case was refused for or waits for, as one verdict; None where there are none."""
    if not case.reasons:
        return None
    return Verdict(case.reasons, case.law_on or clock.today(), case.book)


def timeline(case: CaseView) -> list[dict[str, Any]]:
    """What has happened, and where it stands now."""
    events = [{"at": moment.at, "sentence": moment.sentence, "state": "done"} for moment in case.timeline]
    if case.row.status in states.OPEN:
        events.append({"at": None, "sentence": case.row.word, "state": "now"})
    return events


def deadline(case: CaseView) -> dict[str, Any] | None:
    """The deadline and what stops its clock."""
    due_on = case.row.due_on
    if due_on is None or case.row.status not in states.OPEN:
        return None
    table = working_days.table()
    return {
        "due_on": due_on,
        "days_left": table.working_between(clock.today(), due_on) if due_on >= clock.today() else -1,
        "stopped_since": clock.today() if case.row.clock_stopped else None,
        "stopped_because": case.row.word if case.row.clock_stopped else None,
        "provisional": table.provisional(due_on),
    }


NEXT: dict[str, tuple[Text, Text]] = {
    states.PAYMENT: (
        Text(zh="请缴费", en="Please pay"),
        Text(zh="缴费后马上办结。", en="It is decided as soon as you pay."),
    ),
    states.PARTNER: (
        Text(zh="等外单位答复", en="Waiting for another office"),
        Text(zh="不用您做什么，收到答复自动继续。", en="You need not do anything: it goes on by itself."),
    ),
    states.APPLICANT: (
        Text(zh="等您办好所列事项", en="Something for you to settle"),
        Text(
            zh="办结后自动继续，不用重新申请。",
            en="It goes on by itself once it is settled; you need not apply again.",
        ),
    ),
    states.APPOINTMENT: (
        Text(zh="等您通过考试", en="Waiting for your test"),
        Text(
            zh="请预约并通过考试，成绩会自动传来，自动继续。",
            en="Please book and pass the test; the result arrives by itself, and it goes on.",
        ),
    ),
    states.PRODUCTION: (
        Text(zh="等空白证件卡", en="Waiting for a blank card"),
        Text(zh="到货后自动继续。", en="It goes on when cards arrive."),
    ),
}
OFFICE = Text(zh="车辆管理所", en="the vehicle administration office")


def next_step(case: CaseView) -> dict[str, Any] | None:
    """The one next step, and who has it."""
    row = case.row
    if row.status not in states.OPEN:
        return None
    if row.waiting_for in NEXT:
        title, detail = NEXT[row.waiting_for]
        yours = row.waiting_for in (states.PAYMENT, states.APPLICANT, states.APPOINTMENT)
    else:
        title, detail = Text(zh="正在办理", en="In hand"), Text(zh="工作人员正在处理。", en="A member of staff has it.")
        yours = False
    step = {"title": title, "detail": detail, "yours": yours, "by": _act_by(case)}
    step["who"] = Text(zh="您", en="you") if yours else _asked(case) or OFFICE
    if row.waiting_for == states.PAYMENT and case.order_number:
        step.update(href=reverse("citizen:pay", args=[row.number]), label=Text(zh="去缴费", en="Pay"))
    return step


def _asked(case: CaseView) -> Text | None:
    """Who is asked, where a case waits for another office: silent, or without what is needed."""
    if case.row.waiting_for != states.PARTNER:
        return None
    partners = {one.partner for one in case.evidence if one.group == "needed" and one.partner}
    return listed(sorted(partners, key=lambda name: name.en)) if partners else None


def _act_by(case: CaseView) -> date | None:
    """The last day for what stands in the way, else the case's own while its clock runs."""
    last = min((one.act_by for one in case.reasons if one.act_by), default=None)
    return last or (None if case.row.clock_stopped else case.row.due_on)


def not_asked(case: CaseView) -> dict[str, Any] | None:
    """What the person was spared, once the case is decided."""
    if not case.outcome:
        return None
    spared = case.spared
    waived = [view.name for view in case.evidence if view.group in ("waived", "looked_up")]
    return {
        "papers": waived,
        "copies": spared.copies,
        "forms": spared.forms,
        "visits": spared.visits if case.row.channel == "online" else 0,
        "seconds": max((seconds for _, seconds in spared.fetched), default=0.0),
        "sources": [{"name": name, "seconds": seconds} for name, seconds in spared.fetched],
    }


OPEN, SHOW = Text(zh="打开", en="Open"), Text(zh="出示", en="Show")
DOWNLOAD = Text(zh="下载", en="Download")
PROOF_IS = Text(
    zh="一个文件：决定了什么、按哪条规则、依据哪些事实，谁都可以离线核对。里面有您的个人信息，只交给您信任的人",
    en="One file: what was decided, by which rules, on which facts, for anybody to check offline. "
    "It holds your personal data: give it only to people you trust",
)


RECORDS = {
    "record": Text(zh="安全驾驶记录", en="Driving record"),
    "vehicle_record": Text(zh="机动车登记信息", en="Vehicle record"),
    "cancellation": Text(zh="机动车注销证明", en="Certificate of cancellation"),
}


def case_papers(case: CaseView, actor: Actor) -> list[dict[str, Any]]:
    """What a person can take from a decided case: the licence itself, record, receipt, decision, proof."""
    granted, number, shown = case.outcome == "granted", case.row.number, list[dict[str, Any]]()
    if granted and case.service.needs_papers and case.service.about == "driver":
        shown.append(
            _paper(
                Text(zh="电子驾驶证", en="Electronic licence"), Text(zh="已生效", en="valid from now"), SHOW, "licence"
            )
        )
    if granted and case.service.paper:
        signed = Text(zh="带数字签名的 PDF", en="signed PDF")
        shown.append(_paper(RECORDS[case.service.paper], signed, OPEN, "record", number))
    for receipt in papers.receipts_of(case.row.id, actor):
        code = Text(zh="核对码 {code}", en="Check code {code}").fill(code=receipt.code)
        shown.append(_paper(Text(zh="办理回执", en="Receipt"), code, OPEN, "receipt", receipt.code))
    if case.outcome:
        shown.append(_paper(Text(zh="决定书", en="Decision"), None, OPEN, "decision", number))
    if case.outcome and actor.person_id == case.row.applicant:
        shown.append(_paper(Text(zh="我的证明", en="My proof"), PROOF_IS, DOWNLOAD, "proof", number))
    return shown


def _paper(name: Text, detail: Text | None, label: Text, view: str, *args: str) -> dict[str, Any]:
    return {"name": name, "detail": detail, "href": reverse(f"citizen:{view}", args=args), "label": label}


HEADLINES = {
    "granted": Text(zh="办好了", en="Done"),
    "refused": Text(zh="这次不能办理", en="This cannot be done now"),
    "lapsed": Text(zh="已按规定处理", en="Handled as the rule says"),
}
RECEIVED = Text(zh="已收到您的申请", en="We have your application")
GOES_ON = Text(zh="先办好下面的事，案件就自动继续", en="Settle this first, then the case goes on by itself")
TOLD = Text(zh="有进展会发短信告诉您。", en="We send a message whenever something happens.")


def done_page(case: CaseView, actor: Actor) -> dict[str, Any]:
    """The page after sending or paying."""
    return {
        "case": case_head(case),
        "headline": HEADLINES.get(case.outcome, RECEIVED),
        "next_step": next_step(case),
        "told_by": None if case.outcome else TOLD,
        "papers": case_papers(case, actor),
        "not_asked": not_asked(case),
        "verdict": verdict_of(case),
        "title": None if case.outcome else GOES_ON,
        "case_href": reverse("citizen:case", args=[case.row.number]),
        "resuming": case.go_on,
    }


def case_head(case: CaseView) -> dict[str, Any]:
    """What stands at the top of every page of a case."""
    row = case.row
    return {
        "number": row.number,
        "service": case.service,
        "status": row.status,
        "waiting_for": row.waiting_for,
        "origin": row.origin,
        "outcome": case.outcome,
        "submitted_at": case.submitted_at,
        "decided_at": case.decided_at,
        "may_withdraw": row.status in states.OPEN and row.origin == "application",
        "may_rate": bool(case.outcome) and case.rating is None,
    }


def draft_page(case: Any) -> str:
    """Where a draft goes on: what the office has prepared has screens of its own."""
    prepared = case.status == states.DRAFT and case.prepared_for is not None
    return reverse("citizen:prepared" if prepared else "citizen:check", args=[case.number])


def case_link(row: Any) -> dict[str, Any]:
    """A case in a list of the citizen's own."""
    return {
        "number": row.number,
        "service": {"code": row.service, "name": row.name},
        "status": row.status,
        "waiting_for": row.waiting_for,
        "outcome": row.outcome,
        "updated_at": row.created_at,
        "href": draft_page(row) if row.status == states.DRAFT else reverse("citizen:case", args=[row.number]),
        "next": None,
    }


def order(shown: Order) -> dict[str, Any]:
    """An order as the payment page shows it."""
    return {
        "number": shown.number,
        "amount": shown.amount,
        "lines": [{"label": line.label, "value": money(line.amount)} for line in shown.lines],
        "until": shown.expires_at,
    }


# -- the licence ------------------------------------------------------------------------------------------------


NOT_TODAY = Text(zh="今天不能驾驶 {codes}", en="{codes} may not be driven today")


def licence_card(driver: Driver, person: PersonView, portrait: bytes | None, made_at: Any) -> dict[str, Any]:
    """The electronic licence as a picture of the paper."""
    licence = driver.licence
    look = status.shown_as(licence, clock.today(), book().at(driver.region))
    not_today = [row["code"] for row in class_rows(licence, driver.born) if not row["may_drive"]] if look.usable else []
    return {
        "number": person.identity_masked,
        "name": person.name,
        "sex": SEXES[person.sex],
        "nationality": CHINA,
        "born": driver.born,
        "address": person.address,
        "first_issue_on": licence.first_issue_on,
        "classes": "".join(held.code for held in licence.classes),
        "valid_from": licence.valid_from,
        "valid_to": licence.valid_to,
        "authority": authority(driver),
        "file_number": driver.file_number,
        "card_serial": driver.card_serial,
        "points": licence.cycles[-1].points if licence.cycles else 0,
        "letters": sorted(licence.letters),
        "word": _not_today(not_today) if not_today and not licence.letters else look.word,
        "tone": "refused" if not look.usable else "due" if not_today or licence.letters else "done",
        "since": _not_today(not_today) if not_today else None,
        "photo": f"data:image/jpeg;base64,{base64.b64encode(portrait).decode()}" if portrait else "",
        "made_at": made_at,
        "record": [],
    }


def _not_today(codes: list[str]) -> Text:
    return NOT_TODAY.fill(codes=" ".join(codes))


def authority(driver: Driver) -> Text:
    """The issuing authority in words."""
    city = regions.name(driver.region[:4] + "00")
    name = city.en if city.en.isascii() else "".join(lazy_pinyin(city.zh.removesuffix("市"))).capitalize()
    return Text(zh=f"{city.zh}公安局交通警察支队", en=f"Traffic police of {name}")


def class_rows(licence: Licence, born: date) -> list[dict[str, Any]]:
    """What may be driven today, class by class, with every reason where not."""
    rows = []
    for held in licence.classes:
        verdict = status.may_drive(licence, held.code, clock.today(), born, book())
        rows.append(
            {
                "code": held.code,
                "name": names.CLASS_NAMES[held.code],
                "since": held.since,
                "may_drive": verdict.allowed,
                "reasons": [reason.sentence for reason in verdict.reasons],
            }
        )
    return rows
