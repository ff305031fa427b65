"""Addresses of driving schools."""

from django.urls import path

from tongban.web.school import learners, preferences

app_name = "school"
urlpatterns = [
    path("", learners.learners, name="learners"),
    path("learners.csv", learners.learners_file, name="learners_file"),
    path("rates/", learners.rates, name="rates"),
    path("learners/<uuid:file_id>/", learners.learner, name="learner"),
    path("learners/<uuid:file_id>/<str:number>/<str:subjects>/", preferences.plan, name="preferences"),
]
