from django.apps import AppConfig


class TheoryConfig(AppConfig):
    name = "tongban.assessment.exams.theory"
    label = "theory"
