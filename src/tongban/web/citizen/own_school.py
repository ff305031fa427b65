"""Which school I name, and whether it may say preferences for me."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.core.errors import BadInput, Conflict
from tongban.law.names import class_text
from tongban.services import driving_schools
from tongban.web import forms
from tongban.web.citizen.exams import get_own
from tongban.web.request import Request
from tongban.web.rights import citizen


@citizen
def school(request: Request, file_id: UUID) -> HttpResponse:
    """Name a school, myself or nobody: what it sees is said before."""
    file = get_own(request, file_id)
    options = driving_schools.choices(file)
    context = {
        "here": "services",
        "target": class_text([file.target]),
        "options": [{"value": value, "label": label} for value, label in options],
        "values": {"school": driving_schools.chosen(file), "books": "1" if file.school_books else ""},
        "may_let": driving_schools.may_let(),
        "back_href": reverse("citizen:exams"),
    }
    if request.method != "POST":
        return render(request, "citizen/school.html", context)

    def name() -> str:
        driving_schools.name_school(
            file=file, choice=request.POST.get("school", ""), books=request.POST.get("books") == "1",
            actor=request.actor,
        )  # fmt: skip
        return reverse("citizen:exams")

    try:
        return forms.redirect_once(request, name)
    except (BadInput, Conflict) as error:
        return forms.show_errors(request, "citizen/school.html", context, error, "school")
