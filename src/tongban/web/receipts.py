"""Receipts as PDF, set when somebody asks for one: the same data give the same file."""

from django.conf import settings

from tongban.core.actor import Actor
from tongban.core.errors import NotFound
from tongban.documents import fonts
from tongban.documents import queries as papers
from tongban.documents.pdf.papers import ReceiptPaper, receipt_pdf
from tongban.documents.types import ReceiptView
from tongban.exchange.payment import queries as orders
from tongban.law.text import Text
from tongban.outlets import queries as outlets

APPEAL = Text(
    zh="不服本决定的，可以自收到之日起六十日内申请行政复议，或者六个月内提起行政诉讼。",
    en="If you do not agree, ask for administrative reconsideration within sixty days or sue within six months.",
)
DONE = {
    "granted": Text(zh="已办结", en="Done"),
    "refused": Text(zh="不予办理", en="Refused"),
    "lapsed": Text(zh="逾期未办，已按规定处理", en="Not answered in time, handled as the rule says"),
}


def pdf(code: str, actor: Actor, language: str, width: str = "a4") -> bytes:
    """The receipt as PDF for whoever may see it; NotFound for anybody else."""
    receipt = papers.find_receipt(code)
    if receipt is None or code not in {own.code for own in papers.receipts_of(receipt.case, actor)}:
        raise NotFound(Text(zh="没有这份回执。", en="There is no such receipt."))
    return receipt_pdf(paper(receipt), language=language, font_paths=fonts.find(settings.HOME), width=width)


def paper(receipt: ReceiptView) -> ReceiptPaper:
    """What is printed."""
    content = receipt.content
    order = orders.find_order(content["order"]) if content["order"] else None
    office = outlets.find_outlet(content["office"])
    return ReceiptPaper(
        number=content["number"],
        code=receipt.code,
        service=Text(**content["service_name"]),
        done=DONE[content["outcome"]],
        office=office.name if office else Text(zh=content["office"], en=content["office"]),
        issued_at=receipt.issued_at,
        check_url=f"{settings.TONGBAN_PUBLIC_URL}/check/receipt/{receipt.code}",
        root_size=receipt.root_size,
        root_hex=receipt.root_hex,
        amount=f"{order.amount:.2f}" if order and order.paid else "",
        amount_lines=tuple((line.label, f"{line.amount:.2f}") for line in order.lines) if order and order.paid else (),
    )
