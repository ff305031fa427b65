"""Jobs of core: sealing every three seconds, months ahead and forgotten request keys every day."""

from tongban.core import clock, partitions, requests, sealing
from tongban.core.job_runs import catch_up
from tongban.core.outbox import every


@every("* * * * * */3")
def seal_entries(planned: int) -> None:
    """Seal what is waiting."""
    sealing.seal_all()


@every("7 * * * *")
def keep_house(planned: int) -> None:
    """Once a day, at the first hour that comes: the months ahead, and request keys past their retention.

    This is housekeeping of the machine, so it goes by the real day and not by the law's.
    """
    day = clock.day_of(clock.now())
    catch_up("core.months", day, lambda _: partitions.make_partitions(), since=day)
    catch_up("core.forget_requests", day, requests.forget, since=day)
