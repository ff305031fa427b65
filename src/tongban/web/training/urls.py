"""Pages of training, for staff and partners' clerks alike."""

from django.urls import path

from tongban.web.training import views

app_name = "training"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("lessons/<str:topic>/", views.lesson, name="lesson"),
    path("examinations/<uuid:attempt_id>/", views.paper, name="paper"),
]
