from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "tongban.casework"
    label = "casework"
