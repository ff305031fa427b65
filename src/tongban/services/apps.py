"""Finds every service file and fills the registry of `casework.catalogue`."""

import importlib
import pkgutil

from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "tongban.services"
    label = "services"

    def ready(self) -> None:
        """Import every definition: a file named after a code (`d06_...`) in any folder of this room."""
        package = importlib.import_module(self.name)
        for module in pkgutil.walk_packages(package.__path__, f"{self.name}."):
            if module.name.rsplit(".", 1)[1][1:3].isdigit():
                importlib.import_module(module.name)
        importlib.import_module(f"{self.name}.checks")
