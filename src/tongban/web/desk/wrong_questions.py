"""Questions that were found wrong after tests: whose result each remedy would change, and two persons who decide."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.assessment.exams import states
from tongban.assessment.exams.theory import remedies
from tongban.assessment.exams.theory.remedies import Affected
from tongban.assessment.questions.types import JUDGED, LETTERS, Question
from tongban.core import clock, entries
from tongban.core.audit import Purpose
from tongban.core.errors import BadInput, Conflict
from tongban.core.law_book import book
from tongban.law.text import Text
from tongban.web import forms
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff
from tongban.web.supervisor import words

CAUSE = "page:wrong_questions"
SHOWN = 50  # whose pass would change: each is a look at a person
REMEDIES: Mapping[str, Text] = {
    remedies.CREDIT_ALL: Text(zh="这道题算所有人答对", en="right for everybody"),
    remedies.LEAVE_OUT: Text(zh="这道题不计分，按其余题折算", en="left out, the rest counts for all marks"),
    remedies.CREDIT_RIGHT: Text(zh="按更正后的答案重新判", en="judged anew by the answer that is right"),
    remedies.NONE: Text(zh="成绩不变", en="nothing changes"),
}


@staff("supervision")
def wrong_questions(request: Request) -> HttpResponse:
    """A question by its code with the papers it affects; a remedy is proposed by one and confirmed by another."""
    if request.method != "POST":
        return render(request, "desk/wrong_questions.html", _page(request, request.GET))
    try:
        return forms.redirect_once(request, lambda: _act(request))
    except (BadInput, Conflict) as error:
        return forms.show_errors(request, "desk/wrong_questions.html", _page(request, request.POST), error)


def _act(request: Request) -> str:
    post, actor = request.POST, request.actor
    if post.get("action") == "confirm":
        remedies.confirm(remedy_id=frame.identifier(post.get("remedy_id", "")), actor=actor, cause=CAUSE)
    else:
        number = frame.whole(post, "version_id", remedies.NO_QUESTION)
        remedies.propose(
            question_id=number, remedy=post.get("remedy", ""), right=post.get("right", ""),
            reason=post.get("reason", ""), actor=actor, cause=CAUSE,
        )  # fmt: skip
    return reverse("desk:wrong_questions")


def _page(request: Request, given: Mapping[str, Any]) -> dict[str, Any]:
    code, right = str(given.get("question", "")).strip(), str(given.get("right", "")).strip().upper()
    versions = remedies.versions(code) if code else []
    wanted = str(given.get("version_id", ""))
    question = next((one for one in versions if str(one.id) == wanted), versions[0] if versions else None)
    found = list(remedies.affected(question, right)) if question else []
    return frame.page(
        request,
        "questions",
        code=code,
        nothing=bool(code) and question is None,
        question=question,
        options=_options(question) if question else [],
        versions=[{"value": str(one.id), "label": str(one.version)} for one in versions],
        rows=[_sum(name, found, right) for name in _allowed()],
        people=_people(found, request, right) if question else [],
        more=max(sum(_changed(one, right) for one in found) - SHOWN, 0),
        asked=len(found),
        choices=[{"value": name, "label": REMEDIES[name]} for name in _allowed()],
        decided=[_decided(one, request) for one in remedies.remedies()],
        values=given,
    )


def _allowed() -> list[str]:
    return [name for name in book().value("theory.remedies", clock.today()) if name in REMEDIES]


def _options(question: Question) -> list[dict[str, Any]]:
    """The options with their letters, and which were told to be right."""
    said = question.wording
    pairs: Iterable[tuple[str, Text]] = zip(LETTERS, said.options, strict=False) if said.options else JUDGED.items()
    return [{"letter": letter, "words": text, "right": letter in said.right} for letter, text in pairs]


def _sum(remedy: str, found: list[Affected], right: str) -> dict[str, Any]:
    """How many would gain or lose under a remedy."""
    then = [(one, one.by_remedy[remedy]) for one in found]
    return {
        "remedy": REMEDIES[remedy],
        "unknown": remedy == remedies.CREDIT_RIGHT and not right,
        "would_pass": sum(after.passed and not one.now.passed for one, after in then),
        "would_fail": sum(after.score is not None and one.now.passed and not after.passed for one, after in then),
        "given_back": sum(after.score is None for _, after in then),
        "better": sum(after.score is not None and after.score > (one.now.score or 0) for one, after in then),
        "worse": sum(after.score is not None and after.score < (one.now.score or 0) for one, after in then),
    }


def _changed(one: Affected, right: str) -> bool:
    """Would any remedy that is known change whether they pass?"""
    return any(one.changes(name) for name in _allowed() if right or name != remedies.CREDIT_RIGHT)


def _people(found: list[Affected], request: Request, right: str) -> list[dict[str, Any]]:
    """Those whose pass a remedy would change, by name: each is a look."""
    names = _allowed()
    shown = [one for one in found if _changed(one, right)][:SHOWN]
    return [
        {
            "person": frame.look(one.person_id, request.actor, Purpose.SUPERVISION, "exam"),
            "on": one.on,
            "now": one.now,
            "file": states.FILE_WORDS[one.file_state],
            "by": [one.by_remedy[name] for name in names],
        }
        for one in shown
    ]


def _decided(one: Any, request: Request) -> dict[str, Any]:
    question = remedies.get_question(one)
    better, worse, given_back = remedies.done_by(one)
    return {
        "id": one.id,
        "code": question.wording.code,
        "remedy": REMEDIES[one.remedy],
        "right": one.right,
        "reason": one.reason,
        "proposed_by": words.actor(one.proposed_by),
        "proposed_at": one.proposed_at,
        "confirmed_by": words.actor(one.confirmed_by) if one.confirmed_by else None,
        "confirmed_at": one.confirmed_at,
        "mine": one.proposed_by == entries.code_of(request.actor),
        "better": better,
        "worse": worse,
        "given_back": given_back,
    }
