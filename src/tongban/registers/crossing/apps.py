from django.apps import AppConfig


class CrossingConfig(AppConfig):
    name = "tongban.registers.crossing"
    label = "crossing"
