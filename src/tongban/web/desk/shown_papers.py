"""A paper about a vehicle, an organisation or a marriage that is shown at the window because its holder is silent: what
it says, typed off.

An officer looks at such a case before it is granted, and the holder is asked again afterwards. Nobody can show purchase
tax or that a vehicle is not stolen.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from tongban.casework import engine, evidence
from tongban.casework.types import CaseView
from tongban.casework.vehicle_facts import ON_PAPER
from tongban.core.errors import BadInput
from tongban.law.text import Text
from tongban.people import queries as people

Field = tuple[str, Text, str]  # name, label, type of the input
NUMBER: Field = ("number", Text(zh="凭证号码", en="Number of the paper"), "text")
ON: Field = ("on", Text(zh="开具日期", en="Day of issue"), "date")
BUYER: Field = ("buyer", Text(zh="购买人证件号码", en="Number of the buyer"), "text")
PRICE: Field = ("price", Text(zh="价税合计（元）", en="Price in yuan"), "text")
# By material: what the answer calls it, and the fields of the paper.
PAPERS: Mapping[str, tuple[str, tuple[Field, ...]]] = {
    "invoice": (
        "invoice",
        (NUMBER, BUYER, ("seller", Text(zh="销售单位", en="Seller"), "text"), PRICE, ON),
    ),
    "used_invoice": (
        "invoice",
        (NUMBER, ("seller", Text(zh="卖方证件号码", en="Number of the seller"), "text"), BUYER, PRICE, ON),
    ),
    "vehicle_tax": ("tax", (("year", Text(zh="完税年度", en="Year that is paid"), "number"),)),
    "insurance": (
        "policy",
        (
            NUMBER,
            ("insurer", Text(zh="保险公司", en="Insurer"), "text"),
            ("since", Text(zh="生效日期", en="First day"), "date"),
            ("until", Text(zh="终止日期", en="Last day"), "date"),
        ),
    ),
    "marriage": (
        "marriage",
        (
            ("spouse", Text(zh="配偶的身份证号码", en="Identity number of the spouse"), "text"),
            ("registered_on", Text(zh="结婚登记日期", en="Day of registration"), "date"),
        ),
    ),
    "organisation": (
        "organisation",
        (
            ("name", Text(zh="单位名称", en="Name of the organisation"), "text"),
            ("address", Text(zh="住所", en="Its address"), "text"),
            ("region", Text(zh="住所的行政区划代码（6位）", en="Code of its district, six digits"), "text"),
            ("representative", Text(zh="法定代表人", en="Legal representative"), "text"),
        ),
    ),
}
FIXED: Mapping[str, dict[str, str]] = {
    "vehicle_tax": {"state": "paid"},
    "organisation": {"state": "active", "current_code": ""},
}
WRONG = Text(zh="请照凭证填写完整。", en="Enter it as the paper says, in full.")
WORDS = {
    "title": Text(zh="登记出示的凭证", en="Take down a paper that was shown"),
    "hint": Text(
        zh="对方系统没有答复时才用。请看原件；之后系统会再核对。",
        en="Only while its holder does not answer. Look at the original; the holder is asked again afterwards.",
    ),
    "add": Text(zh="已看过原件，登记", en="I have seen the original"),
}


def fields(material: str) -> list[dict[str, Any]]:
    """The inputs for a paper."""
    return [{"name": name, "label": label, "type": kind} for name, label, kind in PAPERS[material][1]]


def content(material: str, case: CaseView, post: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, in the form in which its holder would have answered. Raises BadInput beside the field."""
    called, asked = PAPERS[material]
    typed = {name: str(post.get(name, "")).strip() for name, _, _ in asked}
    if empty := [name for name, said in typed.items() if not said]:
        raise BadInput(empty[0], WRONG)
    thing = typed | FIXED.get(material, {})
    told = {"found": True, **_about(material, case), called: thing, ON_PAPER: True}
    try:
        evidence.typed(material, told)
    except ValidationError as error:
        places = {str(part) for one in error.errors() for part in one["loc"]}
        wrong = next((name for name, _, _ in asked if name in places), asked[0][0])
        raise BadInput(wrong, WRONG) from error
    return told


def _about(material: str, case: CaseView) -> dict[str, str]:
    """The vehicle, organisation or person that the paper is about."""
    if evidence.FETCHERS[material].about_owner:
        return {"code": engine.marks(case.row.id).owner}
    if not evidence.FETCHERS[material].about_vehicle:
        return {"identity_number": people.identity_number(case.row.applicant)}
    found = engine.prepared(case.row.id)
    vehicle = found.subject.vehicle
    return {"vin": vehicle.vin if vehicle else str(found.facts.answers.get("vin") or "")}
