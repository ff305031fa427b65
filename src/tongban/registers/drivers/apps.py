from django.apps import AppConfig


class DriversConfig(AppConfig):
    name = "tongban.registers.drivers"
    label = "drivers"
