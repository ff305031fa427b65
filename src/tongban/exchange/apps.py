from importlib import import_module

from django.apps import AppConfig

PARTNERS = (
    "population",
    "photos",
    "hospital",
    "school",
    "ability",
    "narcotics",
    "residence",
    "platform",
    "vehicles",
    "mortgages",
    "beacon",
    "fiscal",
    "printer",
    "post",
    "payment.partner",
    "messages.partner",
)


class ExchangeConfig(AppConfig):
    name = "tongban.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Enter every partner into the registry."""
        for partner in PARTNERS:
            import_module(f"tongban.exchange.{partner}")
