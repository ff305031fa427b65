"""What services do when vehicles and items move between offices."""

from uuid import UUID

from tongban.core.outbox import every, listens
from tongban.services.vehicle import between_regions, moving_in, moving_out


@listens("case_waits")
def ask_former_city(case: str) -> None:
    """A vehicle moves here: its file is asked for once its case waits for it."""
    moving_in.ask(UUID(case))


@listens("vehicle_file_arrived")
@listens("vehicle_file_refused")
def look_at_file(move: str) -> None:
    """The file is here, or the former city said why not."""
    moving_in.came(UUID(move))


@listens("vehicle_moved_out")
def give_number_back(move: str) -> None:
    """A vehicle has left: its number rests, and is its owner's for a time."""
    moving_in.give_number_back(UUID(move))


@listens("move_to_confirm")
def ask_owner(move: str) -> None:
    """A vehicle was sold elsewhere: its owner is asked for their word."""
    moving_out.ask_owner(UUID(move))


@listens("item_arrived")
def decide_item(item: str) -> None:
    """Another office has accepted something that we decide."""
    between_regions.open_case(UUID(item))


@every("* * * * * */20")
def answer_items(planned: int) -> None:
    """Cases that another office accepted for us were decided or withdrawn: it is told."""
    between_regions.answer_items()


@every("*/10 * * * *")
def end_moves(planned: int) -> None:
    """Moves to here that nobody finishes."""
    moving_in.end_what_nobody_finishes()
