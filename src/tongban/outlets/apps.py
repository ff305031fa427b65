from django.apps import AppConfig


class OutletsConfig(AppConfig):
    name = "tongban.outlets"
    label = "outlets"
