from django.apps import AppConfig


class BikesConfig(AppConfig):
    name = "tongban.registers.bikes"
    label = "bikes"
