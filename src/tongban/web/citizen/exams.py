"""My exam files: what is passed, what is next and from when, the learner permit, the oath, the recordings."""

from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from tongban.assessment.exams import actions, queries
from tongban.assessment.exams.record import NO_FILE
from tongban.assessment.exams.theory import queries as theory
from tongban.assessment.exams.types import ExamFile, Role
from tongban.core import audit, clock
from tongban.core.errors import NotFound
from tongban.core.law_book import book
from tongban.documents import fonts, of_vehicles
from tongban.documents.mdoc import showcode
from tongban.documents.of_vehicles import VehicleDocument
from tongban.documents.pdf.sheets import LearnerSheet, learner_pdf
from tongban.law.text import Text
from tongban.web import exams as words
from tongban.web import forms, temporary
from tongban.web import vehicle_documents as shown
from tongban.web.public import theory_desk
from tongban.web.request import Request
from tongban.web.rights import citizen

NO_DOCUMENT = Text(
    zh="学习驾驶证明现在没有电子凭证：还在生成，或者已经失效。",
    en="There is no electronic learner permit now: it is being made, or does not count any more.",
)
RULES = (
    Text(
        zh="上路学习时随身携带，可以出示手机上的电子证明。",
        en="Carry it when you practise on the road; your phone will do.",
    ),
    Text(
        zh="使用教练车由教练员随车指导；自学的使用学车专用标识的车辆，由随车指导人员带学。",
        en="With an instructor in the school's car, or with your registered companion in the car that bears the sign.",
    ),
    Text(zh="只能在指定的路线、时间学习。", en="On designated routes and at designated times only."),
)
TOO_LATE = Text(
    zh="考试后三日内可以查看自己的考试录像，这次考试已经过了期限，或者没有录像。",
    en="Your own recordings can be seen within three days of the test: that time is over, or there are none.",
)
NO_RESULT = Text(zh="这次考试还没有成绩。", en="This test has no result yet.")


@citizen
def exams(request: Request) -> HttpResponse:
    """All my files, the live ones first."""
    found = sorted(queries.files_of(request.actor.own_person), key=lambda one: not one.live)
    return render(request, "citizen/exams.html", {"here": "services", "files": [words.file(one) for one in found]})


@citizen
def learner_permit(request: Request, file_id: UUID) -> HttpResponse:
    """The learner permit with its code for showing."""
    document = _document(get_own(request, file_id))
    here = reverse("citizen:learner_permit", args=[file_id])
    context = {
        "here": "services",
        "title": document.kind.title,
        "plate": "",
        "rows": shown.rows(document.kind, document.said),
        "qr": _qr(document) | {"refresh_href": here + "code/"},
        "keep": False,
        "keep_href": "",
        "print_href": here + "permit.pdf",
        "file_href": here + "file/",
        "back_href": reverse("citizen:exams"),
    }
    return render(request, "citizen/vehicle_document.html", context)


@citizen
def code(request: Request, file_id: UUID) -> HttpResponse:
    """A fresh code, for the page that shows it."""
    return render(request, "components/vehicle_code.html", {"qr": _qr(_document(get_own(request, file_id)))})


@citizen
def file(request: Request, file_id: UUID) -> HttpResponse:
    """The credential itself, for checking without a network."""
    response = HttpResponse(_document(get_own(request, file_id)).content, content_type="application/cbor")
    response["content-disposition"] = 'attachment; filename="learner_permit.mdoc"'
    return response


@citizen
def paper(request: Request, file_id: UUID) -> HttpResponse:
    """The learner permit to print; its code is good as long as the permit."""
    found = get_own(request, file_id)
    document = _document(found)
    if found.learner_permit is None:
        raise NotFound(NO_DOCUMENT)
    sheet = LearnerSheet(
        title=document.kind.title,
        rows=tuple((row["label"], temporary.text(row["value"])) for row in shown.rows(document.kind, document.said)),
        rules=RULES,
        until=found.learner_permit.valid_to,
        code=of_vehicles.code_of(document, document.valid_until - clock.now()),
        made_at=clock.now(),
    )
    content = learner_pdf(sheet, language=request.LANGUAGE_CODE, font_paths=fonts.find(settings.HOME))
    return HttpResponse(content, content_type="application/pdf")


@citizen
def recordings(request: Request, sitting_id: UUID) -> HttpResponse:
    """Where the recordings of my test are kept, within the days of the rule; the look is written down."""
    found = queries.get_sitting(sitting_id)
    get_own(request, found.file_id)
    until = words.view_until(found)
    if until is None or until < clock.today():
        raise NotFound(TOO_LATE)
    audit.look(actor=request.actor, person_id=request.actor.own_person, purpose="own", what="test_recording")
    context = {
        "here": "services",
        "sitting": words.sitting(found),
        "recordings": queries.recordings_of(sitting_id),
        "back_href": reverse("citizen:exams"),
    }
    return render(request, "citizen/recordings.html", context)


@citizen
def own_paper(request: Request, sitting_id: UUID) -> HttpResponse:
    """My theory test that is over: the score, and what was not right with the rule behind it."""
    found = queries.get_sitting(sitting_id)
    get_own(request, found.file_id)
    paper = theory.find_paper(sitting_id)
    if paper is None or paper.ended_at is None:
        raise NotFound(Text(zh="没有这份试卷。", en="There is no such paper."))
    context = theory_desk.result_of(paper, theory.items_of(sitting_id))
    return render(
        request, "citizen/own_paper.html", {**context, "here": "services", "back_href": reverse("citizen:exams")}
    )


@citizen
@require_POST
def sign(request: Request, sitting_id: UUID) -> HttpResponse:
    """I have seen the result of my test: my signature under it."""
    found = queries.get_sitting(sitting_id)
    get_own(request, found.file_id)
    return forms.redirect_once(request, lambda: _sign(request, sitting_id))


def _sign(request: Request, sitting_id: UUID) -> str:
    results = queries.results_of(sitting_id)
    if not results:
        raise NotFound(NO_RESULT)
    newest = results[-1]
    said = f"{newest.id}:{newest.score}:{newest.evidence_digest}:{Role.CANDIDATE}"
    actions.sign(
        sitting_id=sitting_id, role=Role.CANDIDATE, method="account", digest=sha256(said.encode()).hexdigest(),
        actor=request.actor, cause=f"sitting:{sitting_id}",
    )  # fmt: skip
    return reverse("citizen:exams")


def get_own(request: Request, file_id: UUID) -> ExamFile:
    """A file of the person. NotFound for anybody else's."""
    found = words.is_own(file_id, request.actor.own_person)
    if found is None:
        raise NotFound(NO_FILE)
    return found


def _document(found: ExamFile) -> VehicleDocument:
    standing = of_vehicles.standing([found.id])[found.id]
    if not standing or standing[0].valid_until <= clock.now():
        raise NotFound(NO_DOCUMENT)
    return standing[0]


def _qr(document: VehicleDocument) -> dict[str, Any]:
    now = clock.now()
    lasts = timedelta(minutes=book().value("display.vehicle_code_minutes", clock.today()))
    return {
        "svg": mark_safe(showcode.svg(of_vehicles.code_of(document, lasts))),  # our own drawing, no input in it
        "made_at": now,
        "until": min(now + lasts, document.valid_until),
    }
