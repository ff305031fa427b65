"""Which services people ask for most: the order in which pages offer them."""

from collections import Counter

from django.core.cache import cache

from tongban.casework.models import Case

USED_KEY = "most-used-services"
USED_OF = 2000  # the newest applications: enough for an order, and one short look at an index
USED_KEPT_SECONDS = 600


def most_used() -> list[str]:
    """Codes of services, the most asked for first, counted over the newest applications; kept for ten minutes."""
    known: list[str] | None = cache.get(USED_KEY)
    if known is None:
        newest = Case.for_system("most used services").filter(origin="application").order_by("-id")
        counted = Counter(newest.values_list("service", flat=True)[:USED_OF])
        known = [code for code, _ in counted.most_common()]
        cache.set(USED_KEY, known, USED_KEPT_SECONDS)
    return known
