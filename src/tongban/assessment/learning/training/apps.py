from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "tongban.assessment.learning.training"
    label = "training"
