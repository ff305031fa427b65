"""One process of the benchmark `prepare`: `python -m bench._prepare read|decide PROCESSES PLACE`.

Takes every due day that is its own and prints how many drivers it read, or for how many a renewal would be prepared.
"""

import sys
from datetime import timedelta

import django


def main(what: str, processes: int, place: int) -> int:
    """Go through the days of this process."""
    from tongban.casework import preparing
    from tongban.casework.catalogue import services
    from tongban.core import clock
    from tongban.core.law_book import book
    from tongban.registers.drivers import queries as drivers

    today = clock.today()
    [service] = [one for one in services.values() if one.prepared]
    found = 0
    for days in range(place, book().value("prepared.days_before", today) + 1, processes):
        for files in drivers.to_renew_by(today + timedelta(days=days)):
            found += len(files) if what == "read" else sum(1 for _ in preparing.worth_it(service, files, today))
    return found


if __name__ == "__main__":
    django.setup()
    print(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
