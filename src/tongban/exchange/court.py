"""Courts, procuratorates, supervision commissions and enforcement bodies (协助执行): they attach vehicles, extend and
release by signed notice, and each gets a signed receipt of what was done."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from tongban.exchange import client
from tongban.exchange.about_vehicles.asking import Vin
from tongban.exchange.forms import Long, Short
from tongban.exchange.registry import register
from tongban.exchange.types import Partner, Question
from tongban.law.text import Text


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice of assistance about one vehicle. `number`: of the document; `about`: of a release or an extension, the
    number of the document by which the vehicle was attached, "" of an attachment."""

    number: Short
    authority: Literal["court", "procuratorate", "supervision", "enforcement"]
    authority_name: Short
    case_number: Short
    act: Literal["attach", "extend", "release"]
    vin: Vin
    about: Long
    on: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """Whether the authority's system took the receipt."""

    number: Short
    taken: bool


RECEIPT: Question[Receipt] = Question(
    "receipt",
    Text(zh="送交协助执行回执", en="The receipt of a notice of assistance"),
    Receipt,
    asked=("number", "vin", "act", "result", "rank", "until", "where"),
    echoes=("number",),
)
PARTNER = register(
    Partner(
        code="court",
        name=Text(zh="法院等查封机关", en="courts and other authorities that attach"),
        purpose=Text(zh="协助查封、续封、解封机动车", en="To attach vehicles for them, extend and release"),
        legal_basis=Text(
            zh="《机动车登记规定》（公安部令第164号）第三十条、第三十六条",
            en="Provisions on the registration of vehicles (MPS Order 164), Articles 30 and 36",
        ),
        basis_confidence="derived",
        questions=(RECEIPT,),
        events={"notice": Notice},
    )
)


def send_receipt(
    message: UUID, *, number: str, vin: str, act: str, result: str, rank: int, until: date | None, where: str
) -> None:
    """Send the receipt of a notice; the authority takes it once per message. Raises ExchangeError."""
    payload = {
        "number": number, "vin": vin, "act": act, "result": result, "rank": rank,
        "until": until.isoformat() if until else None, "where": where,
    }  # fmt: skip
    client.ask("court", "receipt", payload, purpose="attachment", case_id=None, key=f"notice-{message}")
