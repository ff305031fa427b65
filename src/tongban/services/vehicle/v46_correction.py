"""V46 Correction of a registration error 登记事项更正. O164 art. 53: within five working days once the office has
confirmed it, free. The owner says what is wrong and sends a photograph of the vehicle or a paper; an officer compares
and decides, never the one who made the registration. The wrong statement is struck and the right one stands from the
same day on; licence and, where it said the same, certificate are issued anew.

A person decides.
"""

from dataclasses import replace
from uuid import UUID

from tongban.casework.carrying import Carrying, Undoing
from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.core import clock
from tongban.law.answers_on_vehicles import Misstated
from tongban.law.facts import Facts
from tongban.law.rules.correction import may_correct
from tongban.law.text import Text
from tongban.registers.vehicles import codes, correcting, queries
from tongban.registers.vehicles.types import Vehicle
from tongban.services.vehicle import materials, papers

ITEMS = {
    "colour": Text(zh="车身颜色", en="Colour"),
    "engine": Text(zh="发动机号", en="Engine number"),
    "made_on": Text(zh="出厂日期", en="Day on which it was made"),
}


def add_error(facts: Facts, applicant: UUID, vin: str) -> Facts:
    """The item as the register has it, beside what it should be."""
    known = next((one for one in queries.find_by_vin(vin) if one.live), None) if vin else None
    item = str(facts.answers.get("item") or "")
    right = str(facts.answers.get(item) or "")
    if known is None or not right:
        return facts
    return replace(facts, misstated=Misstated(_recorded(known, item), right))


def carry_out(carrying: Carrying) -> None:
    """Put the item right, and issue the papers that say it."""
    item = str(carrying.answers["item"])
    corrected = correcting.correct_item(
        vehicle_id=carrying.vehicle.id, item=item, right=str(carrying.answers[item]),
        reason=ITEMS[item].zh, **carrying.act,
    )  # fmt: skip
    if not corrected.certificate:
        papers.certify(carrying, "certificate_exchanged")
    papers.issue(carrying, "licence_exchanged")


def undo(undoing: Undoing) -> None:
    """The item is again as it was before the decision."""
    decided = (
        [one for one in queries.life_of(undoing.subject) if one.cause == undoing.decided] if undoing.subject else []
    )
    said = next((one.said for one in reversed(decided) if one.kind == "item_corrected"), None)
    if undoing.subject and said:
        correcting.correct_item(
            vehicle_id=undoing.subject, item=said["item"], right=said["was"], reason=undoing.reason,
            effective_on=clock.today(), actor=undoing.actor, cause=undoing.cause,
        )  # fmt: skip


def _recorded(vehicle: Vehicle, item: str) -> str:
    if item == "made_on":
        return vehicle.law.made_on.isoformat() if vehicle.law.made_on else ""
    return {"colour": vehicle.colour, "engine": vehicle.engine}[item]


V46 = services.add(
    Service(
        code="V46",
        about="vehicle",
        name=Text(zh="登记事项更正", en="Correct an error of the registration"),
        gives=Text(
            zh="登记错误改正过来，换发正确的行驶证，不收费。",
            en="The error is put right and a correct vehicle licence issued, free of charge.",
        ),
        basis=("O164.53",),
        rule=may_correct,
        adds=add_error,
        decided_by="person",
        looks_at=lambda subject, answers: correcting.stated_by(subject, str(answers.get("item") or "")),
        questions=(
            Question(
                key="item",
                kind="choice",
                label=Text(zh="哪一项登记错了？", en="What is wrong?"),
                hint=Text(
                    zh="姓名、住址变了请办理备案；车改装过请办理变更登记。",
                    en="Another name or address is filed instead; a vehicle that was changed is registered as changed.",
                ),
                options=lambda facts, on, book: list(ITEMS.items()),
            ),
            Question(
                key="colour",
                kind="choice",
                label=Text(zh="车身实际是什么颜色？", en="Which colour is it?"),
                asked_if=lambda facts, on, book: facts.answers.get("item") == "colour",
                options=lambda facts, on, book: list(codes.codes("colour").items()),
            ),
            Question(
                key="engine",
                kind="text",
                label=Text(zh="正确的发动机号（电动车为驱动电机号）", en="The right number of engine or drive motor"),
                asked_if=lambda facts, on, book: facts.answers.get("item") == "engine",
            ),
            Question(
                key="made_on",
                kind="date",
                label=Text(zh="正确的出厂日期", en="The day on which it was made"),
                past=True,
                asked_if=lambda facts, on, book: facts.answers.get("item") == "made_on",
            ),
            Question(
                key="picture",
                kind="picture",
                label=Text(zh="能看出正确内容的照片", en="A photograph that shows what is right"),
                hint=Text(
                    zh="颜色拍整车，发动机号拍铭牌，出厂日期拍铭牌或者合格证。",
                    en="Of the whole vehicle for its colour, of a plate for a number or a day.",
                ),
            ),
        ),
        materials=(materials.IDENTITY, materials.form_under("O164.53")),
        limit="registration_correction",
        needs_papers=True,
        old_card_back=True,
        channels=("online", "window"),
        carry_out=carry_out,
        undo=undo,
        situation="vehicle",
        spared=Spared(copies=2, forms=1, visits=1),
    )
)
