"""The facts that rules about vehicles read which leave for good."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ending:
    """Why the registration of a vehicle ends, as those who know answered. None: nobody has answered yet."""

    recovered: bool | None = None  # a recycler has certified that it took the vehicle
    recycler_certified: bool = True  # the province has certified that recycler
    supervised: bool = False  # it was taken apart under the eyes of the police, under a number
    left: bool | None = None  # customs has its exit on record
    returned: bool | None = None  # its maker or dealer took it back
