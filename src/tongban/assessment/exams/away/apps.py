from django.apps import AppConfig


class AwayConfig(AppConfig):
    name = "tongban.assessment.exams.away"
    label = "away"
