from django.apps import AppConfig


class ExamsConfig(AppConfig):
    name = "tongban.assessment.exams"
    label = "exams"
