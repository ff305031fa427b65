from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class CoreConfig(AppConfig):
    name = "tongban.core"
    label = "core"

    def ready(self) -> None:
        """Around every migrate: the published views step aside and come back, then rights are set."""
        from tongban.core import published, rights

        pre_migrate.connect(published.drop, sender=self)
        post_migrate.connect(published.make, sender=self)
        post_migrate.connect(rights.apply, sender=self)
