"""The navigation of staff: which pages stand under which heading, and which of them somebody sees.

An entry is a name by which a page says `here`, the page, and its words (an English msgid). It is shown where its page
is open to the posts of whoever looks; a heading is shown where one of its entries is.
"""

from dataclasses import dataclass
from typing import Any, Final

from django import template
from django.template import Context
from django.utils.translation import gettext_noop as words

from tongban.web.templatetags.tongban import opens

register = template.Library()

FEW: Final = 12  # so many entries are all shown at once, without opening a heading


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of the navigation."""

    here: str
    page: str
    words: str


GROUPS: Final[tuple[tuple[str, tuple[Entry, ...]], ...]] = (
    (
        words("Cases and counter"),
        (
            Entry("search", "desk:search", words("Window")),
            Entry("work", "desk:worklist", words("Work list")),
            Entry("prereview", "desk:prereview", words("Pre-review")),
            Entry("batches", "desk:batches", words("In bulk")),
            Entry("till", "desk:till", words("Till")),
            Entry("cards", "desk:cards", words("Cards")),
            Entry("blanks", "desk:blanks", words("Stock")),
        ),
    ),
    (
        words("Vehicles and plates"),
        (
            Entry("checks", "desk:checks", words("Vehicle checks")),
            Entry("attachments", "desk:attachments", words("Attachments")),
            Entry("plates", "desk:plate_work", words("Plates to be made")),
            Entry("temporary", "desk:temporary", words("Temporary plates")),
            Entry("extensions", "desk:extensions", words("Extend temporary plates")),
            Entry("old_plates", "desk:old_plates", words("Old plates")),
            Entry("plate_trace", "desk:plate_trace", words("Trace of a plate")),
            Entry("crossing", "desk:crossing", words("Vehicles from abroad")),
        ),
    ),
    (
        words("Tests and education"),
        (
            Entry("my_tests", "desk:my_tests", words("My tests today")),
            Entry("theory", "desk:theory", words("Theory tests")),
            Entry("drives", "desk:drives", words("Tests behind the wheel")),
            Entry("questions", "desk:questions", words("Question bank")),
            Entry("test_faces", "desk:test_faces", words("Faces at tests")),
            Entry("cheating", "desk:cheating", words("Cheating at tests")),
            Entry("classes", "desk:classes", words("On-site classes")),
            Entry("ceremonies", "desk:ceremonies", words("Oath and licence")),
        ),
    ),
    (
        words("Draws and plans"),
        (
            Entry("draws", "desk:draws", words("Draws")),
            Entry("pools", "desk:pools", words("Plate numbers")),
            Entry("sessions", "desk:sites", words("Test centres")),
        ),
    ),
    (
        words("Partners and offices"),
        (
            Entry("elsewhere", "desk:elsewhere", words("Vehicles of other cities")),
            Entry("offices", "supervisor:offices", words("Other offices")),
            Entry("makers", "supervisor:plates", words("Plate makers")),
            Entry("readers", "desk:readers", words("RFID readers")),
        ),
    ),
    (
        words("Staff and supervision"),
        (
            Entry("training", "training:mine", words("My qualifications")),
            Entry("posts", "desk:posts", words("Posts and passes")),
            Entry("training_figures", "supervisor:training", words("Training")),
            Entry("queues", "supervisor:queues", words("Queues")),
            Entry("trace", "supervisor:trace", words("Trace")),
            Entry("integrity", "supervisor:integrity", words("Integrity")),
            Entry("changes", "desk:changes", words("Rule changes")),
            Entry("configuration", "desk:configuration", words("Configuration")),
        ),
    ),
)


@register.inclusion_tag("components/desk_navigation.html", takes_context=True)
def desk_navigation(context: Context) -> dict[str, Any]:
    """The headings with their entries; open is the one the page belongs to, or all where there are few entries."""
    actor, here = context["request"].actor, context.get("here", "")
    shown = [(heading, [one for one in entries if opens(actor, one.page)]) for heading, entries in GROUPS]
    few = sum(len(entries) for _, entries in shown) <= FEW
    return {
        "here": here,
        "current": next((one for _, entries in shown for one in entries if one.here == here), None),
        "groups": [
            {"heading": heading, "entries": entries, "open": few or any(one.here == here for one in entries)}
            for heading, entries in shown
            if entries
        ],
    }
