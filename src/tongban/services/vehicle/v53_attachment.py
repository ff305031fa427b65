"""V53 Attachment and release for courts 协助查封、解封. O164 art. 30, 36. Courts, procuratorates, supervision
commissions and enforcement bodies send a signed notice, which is carried out at once, the same one once; each gets a
receipt. At a window two officers bring it on paper: one member of staff takes it down with its picture, another
confirms it.

A page, no case: no owner applies, and nothing is decided here. The page is the desk's, for offices that may accept
V53; a transfer by judgment (V31) is a service of its own.
"""

from dataclasses import asdict
from uuid import UUID

from tongban.casework.catalogue import OpenPage, pages
from tongban.core.actor import system
from tongban.core.outbox import announce
from tongban.exchange import court
from tongban.exchange import queries as exchange
from tongban.law.text import Text
from tongban.registers.vehicles import attachments
from tongban.registers.vehicles.attachments import Notice

V53 = OpenPage(
    code="V53",
    view="desk:attachments",
    situation="vehicle",
    gives=Text(
        zh="法院、检察院、监察机关、行政执法部门的查封、续封、解封：联网通知马上执行，纸质通知书经两人复核后执行。",
        en="Courts, procuratorates, supervision commissions and enforcement bodies attach, extend and release: a "
        "signed notice is carried out at once, one on paper once a second officer has confirmed it.",
    ),
    does=Text(zh="登记、复核通知书", en="Take down and confirm notices"),
    channels=("window",),
    for_staff=True,
)
pages[V53.code] = V53


def take_in(message: UUID) -> None:
    """Carry out a notice that came as a message; its receipt goes out in a job of its own."""
    attachments.carry_out(_notice(message), source=message, actor=system("court"))
    announce("attachment_notice_done", notice=message)


def send_receipt(message: UUID) -> None:
    """Say to the sender of a message what it led to: the same for every repetition."""
    notice = _notice(message)
    outcome = attachments.outcome_of_notice(notice)
    court.send_receipt(
        message, number=notice.number, vin=notice.vin, act=notice.act, result=outcome.result, rank=outcome.rank,
        until=outcome.until, where=outcome.where,
    )  # fmt: skip


def _notice(message: UUID) -> Notice:
    return Notice(**asdict(exchange.get_message(message).value))
