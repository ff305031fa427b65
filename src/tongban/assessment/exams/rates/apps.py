from django.apps import AppConfig


class RatesConfig(AppConfig):
    name = "tongban.assessment.exams.rates"
    label = "rates"
