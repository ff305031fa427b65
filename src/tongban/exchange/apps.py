from importlib import import_module

from django.apps import AppConfig

VEHICLE_HOUSES = (
    "tax",
    "insurance",
    "industry",
    "customs",
    "inspections",
    "crime",
    "recalls",
    "commerce",
    "makers",
    "transport",
    "quota",
)
PARTNERS = (
    "population",
    "photos",
    "hospital",
    "school",
    "ability",
    "narcotics",
    "residence",
    "marriage",
    "organisations",
    "platform",
    "overdue",
    "mortgages",
    *(f"about_vehicles.{house}" for house in VEHICLE_HOUSES),
    "bikes",
    "court",
    "beacon",
    "fiscal",
    "printer",
    "post",
    "payment.partner",
    "messages.partner",
    "offices.contract",
)


class ExchangeConfig(AppConfig):
    name = "tongban.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Enter every partner into the registry."""
        for partner in PARTNERS:
            import_module(f"tongban.exchange.{partner}")
