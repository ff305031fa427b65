"""V17 Swap of one's own numbers 互换号牌号码. O164 art. 20: two vehicles of one owner at one office with one type of
plate, neither for hire, violations and accidents of both settled, each once a year. Both change in one transaction:
numbers, licences and plates, or nothing does.

A machine decides at once.
"""

from dataclasses import replace
from uuid import UUID

from tongban.allocation.plates import numbers
from tongban.casework import subjects
from tongban.casework.carrying import Carrying, Undoing
from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.core import clock, plates
from tongban.core.errors import Conflict
from tongban.documents.plates import handing, ordering
from tongban.law.facts import Facts, Swap
from tongban.law.rules.vehicle_change import may_swap
from tongban.law.text import Text
from tongban.registers.types import Act
from tongban.registers.vehicles import actions as vehicles
from tongban.registers.vehicles import queries
from tongban.registers.vehicles.types import Vehicle
from tongban.services.vehicle import materials, numbering, papers

CHANGED = Text(zh="另一辆车的登记刚刚变了，请重新办理。", en="The other vehicle has just changed: please begin again.")


def add_other(facts: Facts, applicant: UUID, vin: str) -> Facts:
    """The other vehicle, where it is the applicant's, and how the two go together."""
    wanted = plates.as_typed(str(facts.answers.get("other") or ""))
    mine = subjects.of_applicant(applicant) if wanted else []
    this = next((one for one in mine if one.vin == vin), None)
    other = next((one for one in mine if one.plate == wanted and one.vin != vin), None)
    if this is None or other is None or {one.id for one in this.owners} != {one.id for one in other.owners}:
        return facts
    swaps = [day for day in (queries.last_swap(this.id), queries.last_swap(other.id)) if day]
    return replace(
        facts,
        swap=Swap(
            other.law,
            this.region[:4] == other.region[:4],
            this.plate_type == other.plate_type,
            max(swaps, default=None),
        ),
    )


def carry_out(carrying: Carrying) -> None:
    """Exchange numbers, licences and plates of both vehicles."""
    this, other = carrying.vehicle, _other(carrying)
    vehicles.swap_plates(
        first=this.id, second=other.id, licences=(carrying.card_serial, carrying.second_serial), **carrying.act
    )
    _swap_numbers(this, other, carrying.act)
    for one in (this, other):
        plate = plates.Plate(one.plate_type, one.plate)
        ordering.end_former(plate, one.id, carrying.cause, carrying.actor)
    for one, serial in ((this, carrying.card_serial), (other, carrying.second_serial)):
        changed = queries.get_vehicle(one.id)
        papers.order(carrying, changed, serial=serial)
        numbering.order_plates(carrying, changed)


def undo(undoing: Undoing) -> None:
    """Both numbers go back to where they were; the plates that were made are void, no old licence is valid again."""
    handing.withdraw(case_id=UUID(undoing.decided.removeprefix("case:")), actor=undoing.actor)
    swapped = (
        [one for one in queries.life_of(undoing.subject) if one.cause == undoing.decided] if undoing.subject else []
    )
    if undoing.subject and swapped:
        other = queries.get_vehicle(UUID(swapped[-1].said["with"]))
        act = Act(effective_on=clock.today(), actor=undoing.actor, cause=undoing.cause)
        _swap_numbers(queries.get_vehicle(undoing.subject), other, act)
        vehicles.swap_plates(first=undoing.subject, second=other.id, licences=(None, None), **act)


def _swap_numbers(first: Vehicle, second: Vehicle, act: Act) -> None:
    said = [(one.plate_type, one.plate, one.id) for one in (first, second)]
    numbers.swap(first=said[0], second=said[1], **act)


def _other(carrying: Carrying) -> Vehicle:
    """The other vehicle, locked, as the rule saw it. Raises Conflict where it has changed since."""
    wanted = plates.as_typed(str(carrying.answers["other"]))
    found = next((one for one in subjects.of_applicant(carrying.person_id) if one.plate == wanted), None)
    seen = carrying.facts.swap
    if found is None or seen is None or found.law != seen.other or not queries.still_at(found):
        raise Conflict(CHANGED)
    return found


V17 = services.add(
    Service(
        code="V17",
        about="vehicle",
        name=Text(zh="互换号牌号码", en="Swap the numbers of two vehicles"),
        gives=Text(
            zh="两辆车的号码互换，各发新号牌和新行驶证；旧号牌、旧证随即作废。",
            en="The two numbers change places; both vehicles get new plates and a new licence; the old are void.",
        ),
        basis=("O164.20",),
        rule=may_swap,
        adds=add_other,
        questions=(
            Question(
                key="other",
                kind="plate",
                label=Text(zh="与哪辆车互换？", en="With which vehicle?"),
                hint=Text(zh="填您名下另一辆车的号牌号码。", en="The plate number of another vehicle of yours."),
            ),
        ),
        materials=(
            materials.IDENTITY,
            materials.form_under("O164.20"),
        ),
        fee="swap",
        limit="vehicle_change",
        needs_papers=True,
        cards=2,
        plates=True,
        old_card_back=True,
        channels=("online", "window"),
        carry_out=carry_out,
        undo=undo,
        situation="vehicle",
        spared=Spared(papers=1, copies=2, forms=1),
    )
)
