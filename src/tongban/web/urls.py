"""Every page, by audience."""

from django.urls import include, path

urlpatterns = [
    path("me/", include("tongban.web.citizen.urls")),
    path("training/", include("tongban.web.training.urls")),
    path("desk/", include("tongban.web.desk.urls")),
    path("supervisor/", include("tongban.web.supervisor.urls")),
    path("school/", include("tongban.web.school.urls")),
    path("partners/", include("tongban.web.partner.urls")),
    path("api/", include("tongban.web.api.urls")),
    path("", include("tongban.web.public.urls")),  # last: Django tries one address after the other
]
