from django.apps import AppConfig


class AllocationConfig(AppConfig):
    name = "tongban.allocation"
    label = "allocation"
