from django.apps import AppConfig


class VehiclesConfig(AppConfig):
    name = "tongban.registers.vehicles"
    label = "vehicles"
