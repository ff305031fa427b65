"""The card printer. It prints what it is given; somebody can lay a faulty blank into it."""

from ..world import World
from .question import Body, Question, fields, serial, text

_NEXT_SPOILT = "spoil_next"


def print_card(world: World, asked: Body) -> Body:
    """Print one card; `spoilt` if a faulty blank was laid in."""
    faulty = faulty_blanks(world)
    if faulty:
        _set_faulty(world, faulty - 1)
    return {
        "job": asked["job"],
        "serial": asked["serial"],
        "result": "spoilt" if faulty else "printed",
        "detail": "卡基有划痕，打印中断" if faulty else "",
    }


def faulty_blanks(world: World) -> int:
    """How many of the next cards will be spoilt."""
    row = world.store.one("SELECT value FROM counters WHERE name = ?", _NEXT_SPOILT)
    return int(row["value"]) if row else 0


def lay_faulty_blank(world: World) -> int:
    """The next card will be spoilt; called twice, the next two. Returns how many."""
    count = faulty_blanks(world) + 1
    _set_faulty(world, count)
    return count


def _set_faulty(world: World, count: int) -> None:
    world.store.run("REPLACE INTO counters VALUES (?, ?)", _NEXT_SPOILT, count)


_PRINT = {"job": text, "serial": serial, "fields": fields}
QUESTIONS = {"print": Question(print_card, _PRINT, about="job", changes=True, once_per=("job",))}
