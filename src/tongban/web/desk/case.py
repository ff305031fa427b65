"""A case as a post sees it: facts, evidence, what the rule says, and what this clerk may do now."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongban.casework import (
    actions,
    agreements,
    engine,
    evidence,
    inquiries,
    opening,
    own_motion,
    posts,
    queries,
    states,
)
from tongban.casework import answers as asking
from tongban.casework.catalogue import Question
from tongban.casework.types import CaseView
from tongban.core import clock, personal
from tongban.core.actor import Actor
from tongban.core.audit import Purpose
from tongban.core.errors import BadInput, Conflict
from tongban.core.law_book import book
from tongban.documents import queries as papers
from tongban.exchange.payment import queries as orders
from tongban.law import names
from tongban.law.facts import Facts, Licence
from tongban.law.text import Text, listed
from tongban.law.verdict import Verdict
from tongban.people import queries as people
from tongban.web import agreeing, forms, receipts, records, shown
from tongban.web.desk import frame
from tongban.web.desk.evidence import BRINGABLE
from tongban.web.desk.visit import NO_TILL, open_till
from tongban.web.request import Request
from tongban.web.rights import staff
from tongban.web.supervisor import words as actors

CHANGED = Text(
    zh="您打开之后，此案已有变化。请查看现在的情况后再决定。",
    en="The case has changed since you opened it. Look at it as it is now, then decide again.",
)
APART = frozenset({"answer_question", "release", "serve", "give_back"})  # each has a form of its own
TAKEN = Text(zh="同事先领取了此案。", en="A colleague took this case first.")
NO_DOCUMENT = Text(zh="请读取或输入来人证件上的号码。", en="Read or enter the number on the document of who is here.")
NO_GROUNDS = Text(zh="请写明理由。", en="Please write the grounds.")
PURPOSES = {"review": Purpose.REVIEW, "consultation": Purpose.ENQUIRY, "supervision": Purpose.SUPERVISION}
OUTCOMES = {"grant": "granted", "refuse": "refused", "lapse": "lapsed", "void": "voided"}
DECISIONS = (*OUTCOMES, "accept", "remind")
ASKS_PARTNERS = frozenset({"accept", "lapse", "agree", "decline"})
NO_PROOF = Text(
    zh="请写明送达方式和凭证，例如“当面送达，回证 12 号”。",
    en='Say how it was served and by what it is proven, such as "handed over, form 12".',
)
PROOFS = {
    "read on the page": Text(zh="本人在网页上看过", en="read on the page"),
    "answered": Text(zh="本人已答复", en="answered by the person"),
    "takeover": Text(zh="原系统记录", en="as the former system has it"),
}
DELIVERED = Text(zh="短信已送达", en="the message was delivered")
LIBRARY = Text(zh="相片库照片（请比对）", en="Photograph in the library (please compare)")
REGISTER = Text(zh="驾驶人登记", en="the register of drivers")
LABELS = {
    "classes": Text(zh="准驾车型", en="Classes"),
    "valid_to": Text(zh="有效期止", en="Valid to"),
    "letters": Text(zh="驾驶证状态", en="Status"),
    "medical": Text(zh="体检日期", en="Examined on"),
    "matters": Text(zh="未处理事项", en="Open matters"),
    "listed": Text(zh="吸毒人员登记", en="Drug-user register"),
}
LONG_TERM = Text(zh="长期", en="long-term")
LISTED = {True: Text(zh="在册", en="listed"), False: Text(zh="不在册", en="not listed")}
NORMAL = Text(zh="正常", en="normal")


@staff("acceptance", "review", "consultation", "supervision", "production", "till", "check")
def case(request: Request, number: str) -> HttpResponse:
    """One case; a POST does one thing with it."""
    found = queries.get_case_by_number(number, request.actor)
    if found.row.status == states.DRAFT:
        return HttpResponseRedirect(reverse("desk:apply", args=[number]))
    if request.method != "POST":
        return render(request, "desk/case.html", _page(request, found))
    try:
        return _act(request, found)
    except BadInput as error:
        return forms.show_errors(request, "desk/case.html", _page(request, found), error)


def _act(request: Request, found: CaseView) -> HttpResponse:
    """What asks partners runs in no transaction of ours: a second click finds that the case has changed."""
    doing = request.POST.get("action", "")
    if doing in DECISIONS:
        _fresh(request, found)
    if doing in ASKS_PARTNERS:
        return HttpResponseRedirect(_do(request, found, doing))
    return forms.redirect_once(request, lambda: _do(request, found, doing))


def _do(request: Request, found: CaseView, doing: str) -> str:
    actor, case_id = request.actor, found.row.id
    match doing:
        case "accept":
            _take(actor, found)
            actions.accept(case_id=case_id, actor=actor, grounds=_words(request))
        case "agree" | "decline":
            _hear(request, agrees=doing == "agree")
        case "take":
            _take(actor, found)
        case "release":
            actions.release(case_id=case_id, actor=actor)
        case "remind":
            _take(actor, found)
            own_motion.remind(case_id=case_id, actor=actor)
        case "serve":
            own_motion.serve_by_hand(case_id=case_id, proof=_typed(request, "proof", NO_PROOF), actor=actor)
        case "give_back":
            _give_back(request, found)
        case "grant" | "refuse" | "lapse" | "void":
            words = _words(request)
            _take(actor, found)
            actions.decide(case_id=case_id, actor=actor, outcome=OUTCOMES[doing], grounds=words)
        case "reopen":
            actions.correct(case_id=case_id, actor=actor, reason=_words(request))
        case "withdraw":
            actions.withdraw(case_id=case_id, actor=actor, reason=request.POST.get("words", ""))
        case "answer_question":
            question = frame.identifier(request.POST.get("question", ""))
            inquiries.answer(inquiry_id=question, words=request.POST.get("answer", ""), actor=actor)
    return reverse("desk:case", args=[found.row.number])


def _hear(request: Request, *, agrees: bool) -> None:
    """Take down what somebody says at the window, who has shown their identity document."""
    person = people.find_person(_typed(request, "identity_number", NO_DOCUMENT))
    if person is None:
        raise BadInput("identity_number", agreements.NOT_THEY)
    asked = frame.identifier(request.POST.get("agreement", ""))
    agreements.answer(agreement=asked, person=person, agrees=agrees, actor=request.actor)


def _fresh(request: Request, found: CaseView) -> None:
    """A decision about an older state of the case is not taken: somebody else may have acted in between."""
    if request.POST.get("edition") != str(len(found.timeline)):
        raise Conflict(CHANGED)


def _take(actor: Actor, found: CaseView) -> None:
    if not actions.take(case_id=found.row.id, actor=actor):
        raise Conflict(TAKEN)


def _give_back(request: Request, found: CaseView) -> None:
    """Cash from the clerk's open till, or a transfer whose reference was typed."""
    till = open_till(request.actor) if request.POST.get("way") == "cash" else None
    if request.POST.get("way") == "cash" and till is None:
        raise BadInput("way", NO_TILL)
    _take(request.actor, found)
    reference = request.POST.get("reference", "")
    actions.gave_back(case_id=found.row.id, actor=request.actor, reference=reference, till_id=till.id if till else None)


def _words(request: Request) -> str:
    return _typed(request, "words", NO_GROUNDS)


def _typed(request: Request, field: str, missing: Text) -> str:
    typed = str(request.POST.get(field, "")).strip()
    if not typed:
        raise BadInput(field, missing)
    return typed


def _purpose(found: CaseView, actor: Actor) -> Purpose:
    """Why this clerk looks: the post whose turn it is, else the only post they hold, else the service."""
    if found.row.needs_post in actor.posts:
        return PURPOSES.get(found.row.needs_post, Purpose.SERVICE)
    return Purpose.SERVICE if "acceptance" in actor.posts else PURPOSES.get(min(actor.posts), Purpose.SERVICE)


def _page(request: Request, found: CaseView) -> dict[str, Any]:
    actor, row = request.actor, found.row
    seen = frame.look(row.applicant, actor, _purpose(found, actor), "case", row.id)
    may = posts.doings(row.id, actor)
    assessed = engine.prepared(row.id)
    decided = Verdict(found.reasons, found.law_on or clock.today(), found.book)
    verbs = may.verbs if assessed.verdict.allowed else may.verbs - {"grant"}
    asked = asking.questions(found.service, assessed.facts, clock.today(), book())
    return frame.page(
        request,
        "work",
        case=_head(found),
        person=frame.head(seen),
        rows=[*(_answer(one, assessed.facts) for one in asked), *_to_compare(found, assessed)],
        facts=_facts(assessed.facts, found),
        evidence=_evidence(found),
        verdict=decided if found.outcome else assessed.verdict,
        deadline=shown.deadline(found),
        timeline=_timeline(found),
        not_asked=shown.not_asked(found),
        doings=verbs,
        **agreeing.of_case(found, actor),
        deciding=verbs - APART,
        notice=_notice(found),
        found=opening.found(found.service, found.ground),
        refund=orders.refund_of_order(found.order_number, row.id) if "give_back" in verbs else None,
        blocked=may.blocked,
        questions=[_question(one) for one in found.inquiries],
        edition=len(found.timeline),
        values={},
        receipt_href=_receipt_href(found, actor),
        record_href=reverse("desk:record", args=[row.number]) if records.gives(found) else "",
        notice_href=reverse("desk:notice", args=[row.number]),
        decision={"grounds": found.grounds, "by": found.decided_by} if found.outcome else None,
    )


def _answer(asked: Question, facts: Facts) -> dict[str, Any]:
    """An answer as the desk reads it: the number of somebody else is masked, who is at the window shows their own."""
    row = shown.answer_row(asked, facts, "")
    return {**row, "value": personal.mask_identity(str(row["value"]))} if asked.kind == "identity" else row


def _to_compare(found: CaseView, assessed: engine.Assessment) -> list[dict[str, Any]]:
    """The library's portrait beside a photograph that was handed in."""
    library = evidence.contents(assessed.rows).get("portrait", {}).get("jpeg")
    if found.service.decided_by != "likeness" or not library:
        return []
    return [{"label": LIBRARY, "value": LIBRARY, "picture": f"data:image/jpeg;base64,{library}"}]


def _head(found: CaseView) -> dict[str, Any]:
    """The head of the case; an outcome without a word of its own is shown by the status alone."""
    outcome = found.outcome if found.outcome in ("granted", "refused") else ""
    return {**shown.case_head(found), "outcome": outcome, "law_on": found.law_on}


def _timeline(found: CaseView) -> list[dict[str, Any]]:
    """The life of the case, with who acted: staff by number, never by name."""
    events = shown.timeline(found)
    for event, moment in zip(events, found.timeline, strict=False):
        event["who"] = actors.actor(moment.actor)
    return events


def _evidence(found: CaseView) -> dict[str, list[dict[str, Any]]]:
    """The three kinds; what a person may bring instead has a way to add it."""
    groups = shown.evidence_groups(found.service, found.evidence)
    if found.row.status not in (*states.OPEN, states.DECIDED):
        return groups
    wanted = [view.key for view in found.evidence if view.group in ("needed", "promised")]
    for item, key in zip(groups["need"], wanted, strict=True):
        item["href"] = reverse("desk:evidence", args=[found.row.number, key]) if key in BRINGABLE else ""
    return groups


def _facts(facts: Facts, found: CaseView) -> list[dict[str, Any]]:
    """What the rule reads, in a table: from the register, and from each partner that was asked, with the time."""
    asked = {view.key: view for view in found.evidence if view.group == "looked_up"}
    rows = [{"label": LABELS[key], "value": value, "source": REGISTER} for key, value in _recorded(facts.licence)]
    told: list[tuple[str, str, Any]] = [
        ("platform", "matters", str(len(facts.matters))),
        ("narcotics", "listed", LISTED[facts.applicant.drug_listed]),
    ]
    if facts.medical:
        told.append(("medical", "medical", shown.day(facts.medical.examined_on)))
    return rows + [
        {
            "label": LABELS[key],
            "value": value,
            "source": asked[material].partner,
            "at": asked[material].obtained_at,
        }
        for material, key, value in told
        if material in asked
    ]


def _recorded(licence: Licence | None) -> list[tuple[str, Any]]:
    if licence is None:
        return []
    letters = [names.LETTER_WORDS[letter] for letter in sorted(licence.letters)] or [NORMAL]
    return [
        ("classes", "".join(held.code for held in licence.classes)),
        ("valid_to", shown.day(licence.valid_to) if licence.valid_to else LONG_TERM),
        ("letters", listed(letters)),
    ]


def _notice(found: CaseView) -> dict[str, Any] | None:
    """How the person was told of a case that the office opened, and what proves it."""
    notice = queries.ground_notice(found.row.id) if found.row.origin == "own_motion" else None
    if notice is None:
        return None
    proof: Text | str = DELIVERED if notice.proof.startswith("message ") else PROOFS.get(notice.proof, notice.proof)
    return {"told_at": notice.told_at, "served_at": notice.served_at, "proof": proof}


def _question(one: dict[str, Any]) -> dict[str, Any]:
    return {"id": one["id"], "text": inquiries.said(one["words"]), "at": one["asked_at"], "answer": one["answer"]}


def _receipt_href(found: CaseView, actor: Actor) -> str:
    given = papers.receipts_of(found.row.id, actor)
    return reverse("desk:receipt", args=[given[0].code]) if given else ""


@staff("acceptance", "review", "consultation")
def record(request: Request, number: str) -> HttpResponse:
    """The driving record as a signed PDF, printed at the window for the person who asked for it."""
    found = queries.get_case_by_number(number, request.actor)
    frame.look(found.row.applicant, request.actor, Purpose.SERVICE, "record", found.row.id)
    return HttpResponse(records.pdf(number, request.actor, request.LANGUAGE_CODE), content_type="application/pdf")


@staff("acceptance", "review", "consultation", "supervision", "production")
def receipt(request: Request, code: str) -> HttpResponse:
    """The receipt as PDF for the window's printer."""
    width = "80mm" if request.GET.get("width") == "80mm" else "a4"
    content = receipts.pdf(code, request.actor, request.LANGUAGE_CODE, width)
    return HttpResponse(content, content_type="application/pdf")
