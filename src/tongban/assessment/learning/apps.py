from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "tongban.assessment.learning"
    label = "learning"
