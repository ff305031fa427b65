from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    name = "tongban.assessment.questions"
    label = "questions"
