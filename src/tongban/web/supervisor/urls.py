"""Pages of the supervision post."""

from django.urls import path

from tongban.web.supervisor import integrity, offices, plates, queues, trace, training

app_name = "supervisor"
urlpatterns = [
    path("trace/", trace.trace, name="trace"),
    path("trace/persons/<uuid:person_id>/", trace.person, name="trace_person"),
    path("trace/cases/<str:number>/", trace.case, name="trace_case"),
    path("integrity/", integrity.integrity, name="integrity"),
    path("queues/", queues.queues, name="queues"),
    path("plates/", plates.makers, name="plates"),
    path("training/", training.figures, name="training"),
    path("offices/", offices.offices, name="offices"),
]
