from django.apps import AppConfig


class DrivingConfig(AppConfig):
    name = "tongban.assessment.exams.driving"
    label = "driving"
