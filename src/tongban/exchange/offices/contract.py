"""The one contract that every office has with every other, under the name of its region."""

from dataclasses import replace
from functools import cache

from django.conf import settings

from tongban.core import regions
from tongban.exchange import registry
from tongban.exchange.offices.forms import LETTERS, Receipt
from tongban.exchange.types import Limits, Partner, Question
from tongban.law.text import Text

PREFIX = "office-"
KEPT_DAYS = 3650  # a receipt is the proof that a letter was taken
LARGEST_BYTES = 2 * 1024 * 1024  # pages of a file travel one by one

_TITLES = {
    "archive_wanted": Text(zh="调取机动车电子档案", en="Ask for a vehicle's electronic file"),
    "archive_refused": Text(zh="不予转递", en="Say why a file is not sent"),
    "archive_made": Text(zh="转递机动车电子档案", en="Send a vehicle's electronic file"),
    "archive_page": Text(zh="转递电子档案页", en="Send a page of a vehicle's electronic file"),
    "moved_in": Text(zh="告知已转入", en="Tell that a vehicle has moved in"),
    "ended": Text(zh="告知转籍终止", en="Tell that a move does not take place"),
    "return_refused": Text(zh="不接受退档", en="Tell that a return is not accepted"),
    "restricted": Text(zh="告知查封、扣押", en="Tell that a vehicle was attached, seized or detained"),
    "exam_file_moved": Text(zh="转递考试档案", en="Send an exam file"),
    "unrestricted": Text(zh="告知解除查封、扣押", en="Tell that an attachment, seizure or detention has ended"),
    "item_accepted": Text(zh="送交异地受理的事项", en="Hand over an item that was accepted for the other office"),
    "item_photo": Text(zh="送交查验照片", en="Send a photograph of a vehicle check"),
    "item_answered": Text(zh="告知复核结果", en="Tell how far an item is"),
}

OFFICE = Partner(
    code=PREFIX,
    name=Text(zh="外地车辆管理所", en="a vehicle office elsewhere"),
    purpose=Text(zh="机动车档案电子化网上转递", en="Vehicle files travel between offices"),
    legal_basis=Text(
        zh="《机动车登记规定》（公安部令第164号）", en="Provisions on Vehicle Registration (MPS Order 164)"
    ),
    basis_confidence="verified",
    questions=tuple(
        Question(kind, _TITLES[kind], Receipt, asked=("transfer",), echoes=(), kept_days=KEPT_DAYS) for kind in LETTERS
    ),
    events=LETTERS,
    limits=Limits(read=10.0, total=20.0, tries=1, parallel=2),
    largest_bytes=LARGEST_BYTES,
    family="office",
)


def own_code() -> str:
    """How other offices know us."""
    return PREFIX + settings.TONGBAN_REGION


def code_of(region: str) -> str:
    """How we know the office of a region."""
    return PREFIX + region


@cache
def find_contract(code: str) -> Partner | None:
    """The contract with an office; None where the code is not that of a city's office."""
    region = code.removeprefix(PREFIX)
    if region == code or not regions.names(region):
        return None
    named = Text(zh="{city}车辆管理所", en="the vehicle office of {city}").fill(city=regions.name(region))
    return replace(OFFICE, code=code, name=named)


registry.look_up_with(find_contract)
