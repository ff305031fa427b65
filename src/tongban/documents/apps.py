from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "tongban.documents"
    label = "documents"
