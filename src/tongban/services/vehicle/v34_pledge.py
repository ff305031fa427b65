"""V34 Pledge filing and release 质押备案、解除质押备案. O164 art. 34, 36: owner and pledgee apply together, done within
one day, free. The pledgee, a person or an organisation through its agent, agrees on their own telephone or at a window;
so does every co-owner. Refused while the vehicle is attached, seized, stolen, under customs supervision or has to be
scrapped. Neither is ever done on the owner's word alone.

A machine decides once everybody has agreed; where something rests on the vehicle already an officer does.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Party, Question, Service, Spared, services
from tongban.law.rules.pledge import FILE, RELEASE, may_pledge, officer_looks, standing_pledges
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.registers.vehicles import actions as vehicles
from tongban.registers.vehicles.types import Vehicle
from tongban.services.vehicle import materials, parties

PERSON, FIRM = "person", "organisation"
BY_PERSON = parties.named("pledgee", "pledgee")
BY_FIRM = parties.named_organisation("pledgee_firm", "pledgee")


def pledgee(vehicle: Vehicle, applicant: UUID, answers: Mapping[str, Any]) -> Sequence[Party]:
    """Who takes the vehicle as a pledge, or gives it back."""
    if answers.get("doing") == RELEASE:
        return parties.holding("pledge", str(answers.get("pledge") or ""))(vehicle, applicant, answers)
    by = BY_FIRM if answers.get("pledgee_is") == FIRM else BY_PERSON
    return by(vehicle, applicant, answers)


def carry_out(carrying: Carrying) -> None:
    """File the pledge behind whatever rests on the vehicle, or end it; what rests on it besides keeps its place."""
    answers, vehicle = carrying.answers, carrying.vehicle
    if answers["doing"] == RELEASE:
        key = vehicles.key_of(vehicle.id, "pledge", str(answers["pledge"]))
        vehicles.release(vehicle_id=vehicle.id, key=key, **carrying.act)
        return
    [holder] = pledgee(vehicle, carrying.person_id, answers)
    vehicles.restrict(
        vehicle_id=vehicle.id,
        kind="pledge",
        holder=people.organisation_name(holder.id) if holder.id and holder.kind == FIRM else "",
        party=holder.id,
        reference=str(answers["contract"]),
        **carrying.act,
    )


V34 = services.add(
    Service(
        code="V34",
        about="vehicle",
        name=Text(zh="质押备案、解除质押备案", en="File or release a pledge"),
        gives=Text(
            zh="双方都同意后，质押马上备案或者解除，车辆档案里查得到。",
            en="Once both agree, the pledge is filed or released at once and stands in the vehicle's file.",
        ),
        basis=("O164.34",),
        rule=may_pledge,
        officer_if=officer_looks,
        parties=parties.together(pledgee, parties.co_owners),
        questions=(
            Question(
                key="doing",
                kind="choice",
                label=Text(zh="要办什么？", en="What is it about?"),
                options=lambda facts, on, book: [
                    (FILE, Text(zh="质押备案", en="File a pledge")),
                    *(
                        [(RELEASE, Text(zh="解除质押备案", en="Release a pledge"))]
                        if standing_pledges(facts, on)
                        else []
                    ),
                ],
            ),
            Question(
                key="pledge",
                kind="choice",
                label=Text(zh="解除哪一项质押？", en="Which pledge?"),
                asked_if=lambda facts, on, book: facts.answers.get("doing") == RELEASE,
                options=lambda facts, on, book: [
                    (number, Text(zh=f"合同{number}", en=f"Contract {number}"))
                    for number in standing_pledges(facts, on)
                ],
            ),
            Question(
                key="contract",
                kind="text",
                label=Text(zh="质押合同编号", en="Number of the pledge contract"),
                asked_if=lambda facts, on, book: facts.answers.get("doing") == FILE,
            ),
            Question(
                key="pledgee_is",
                kind="choice",
                label=Text(zh="质权人是谁？", en="Who is the pledgee?"),
                asked_if=lambda facts, on, book: facts.answers.get("doing") == FILE,
                options=lambda facts, on, book: [
                    (PERSON, Text(zh="个人", en="A person")),
                    (FIRM, Text(zh="单位", en="An organisation")),
                ],
            ),
            Question(
                key="pledgee",
                kind="identity",
                label=Text(zh="质权人的身份证号码", en="Identity number of the pledgee"),
                hint=Text(
                    zh="质权人会收到确认请求，在手机上或者到窗口答复。",
                    en="The pledgee is asked to agree, by telephone or at a window.",
                ),
                asked_if=lambda facts, on, book: facts.answers.get("pledgee_is") == PERSON,
            ),
            Question(
                key="pledgee_firm",
                kind="organisation",
                label=Text(zh="质权单位的统一社会信用代码", en="Unified social credit code of the pledgee"),
                hint=Text(
                    zh="登记在案的经办人代表单位答复。",
                    en="The person on record as acting for it answers.",
                ),
                asked_if=lambda facts, on, book: facts.answers.get("pledgee_is") == FIRM,
            ),
        ),
        materials=(materials.IDENTITY, materials.form_under("O164.34")),
        limit="pledge",
        channels=("online", "window"),
        carry_out=carry_out,
        situation="vehicle",
        spared=Spared(papers=1, copies=2, forms=1, visits=1),
    )
)
