"""V16 Change of co-owners 共同所有人变更. O164 art. 19, 45: a vehicle that several own bears the name of another of
them. Everybody agrees on their own telephone or at a window: the new owner, the other co-owners, a mortgagee. Of
spouses the marriage register is asked; others hand in a photograph of the notary's certificate. A new number and
plates; spouses who were married long enough may keep the number. Nobody does it by mandate.

A machine decides for spouses once all have agreed; an officer reads what is on paper.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.core.errors import Conflict
from tongban.law.answers_on_vehicles import CoOwnership
from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.rules import fees
from tongban.law.rules.co_owner import ANOTHER, KEEP, NOTARISED, SPOUSES, keeps_number, may_change, officer_looks
from tongban.law.rules.plates import type_of
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.registers.vehicles import actions as vehicles
from tongban.registers.vehicles import queries
from tongban.registers.vehicles.types import Owner
from tongban.services.vehicle import materials, numbering, papers, parties


def add_ownership(facts: Facts, applicant: UUID, vin: str) -> Facts:
    """Whether the vehicle bears the applicant's own name, and a number is reserved for whose name it will bear."""
    known = next((one for one in queries.find_by_vin(vin) if one.live), None) if vin else None
    if known is None:
        return facts
    told, wanted = facts.co_ownership or CoOwnership(), str(facts.answers.get("new_owner") or "")
    owner = people.find_person(wanted) if wanted else None
    number = owner and numbering.find_reserved(owner, vin, known.law.type, str(known.make.get("fuel", "")))
    own = Owner(applicant) in known.owners
    return replace(facts, co_ownership=replace(told, own_name=own, numbered=bool(number)))


def plates_too(facts: Facts, on: date, book: Book) -> Decimal:
    """The fee of the plates, where the number does not stay."""
    if keeps_number(facts) or facts.vehicle is None:
        return Decimal(0)
    return fees.fee("plates", on, book, facts.region, type_of(facts.vehicle.type, "")[0])


def carry_out(carrying: Carrying) -> None:
    """The other's name takes the place of the applicant's, with a licence of its own and, unless the number stays, a
    number and plates."""
    vehicle, new = carrying.vehicle, people.find_person(str(carrying.answers["new_owner"]))
    if new is None:
        raise Conflict(numbering.NUMBER_GONE)
    plate = None
    if not keeps_number(carrying.facts):
        numbering.give_back(vehicle, carrying.act)
        plate = numbering.use(
            person=new, vehicle_id=vehicle.id, vin=vehicle.vin, vehicle_type=vehicle.law.type,
            fuel=str(vehicle.make.get("fuel", "")), act=carrying.act,
        )  # fmt: skip
    others = [one for one in vehicle.owners if one not in (Owner(carrying.person_id), Owner(new))]
    vehicles.transfer(
        vehicle_id=vehicle.id, to=[Owner(new), *others], licence=carrying.card_serial, plate=plate,
        kind="co_owner_changed", **carrying.act,
    )  # fmt: skip
    changed = queries.get_vehicle(vehicle.id)
    papers.order(carrying, changed, people.get_person(new))
    if plate:
        numbering.order_plates(carrying, changed, new)


V16 = services.add(
    Service(
        code="V16",
        about="vehicle",
        name=Text(zh="共同所有人变更", en="Change among co-owners"),
        gives=Text(
            zh="车改登记在另一位共同所有人名下，发新行驶证；结婚满一年的夫妻可以不换号码。",
            en="The vehicle bears the name of another owner, with a new licence; spouses married for a year may keep "
            "the number.",
        ),
        basis=("O164.19", "O164.45"),
        rule=may_change,
        officer_if=officer_looks,
        adds=add_ownership,
        more_fee=plates_too,
        parties=parties.together(parties.named("new_owner", "joining"), parties.co_owners, parties.holding("mortgage")),
        questions=(
            Question(
                key="new_owner",
                kind="identity",
                label=Text(zh="改登记到谁名下？填对方的身份证号码", en="Identity number of the new registered owner"),
                hint=Text(
                    zh="对方会在自己的手机上收到确认请求。", en="They are asked to agree on their own telephone."
                ),
            ),
            Question(
                key="ground",
                kind="choice",
                label=Text(zh="你们为什么共同所有这辆车？", en="Why do you own it together?"),
                options=lambda facts, on, book: [
                    (SPOUSES, Text(zh="我们是夫妻", en="We are married")),
                    (NOTARISED, Text(zh="有公证证明", en="A notary certified it")),
                ],
            ),
            Question(
                key="number",
                kind="choice",
                label=Text(zh="号牌号码怎么办？", en="And the plate number?"),
                hint=Text(zh="结婚登记满一年的可以不换。", en="It may stay once you have been married for a year."),
                asked_if=lambda facts, on, book: facts.answers.get("ground") == SPOUSES,
                options=lambda facts, on, book: [
                    (KEEP, Text(zh="继续使用现在的号码", en="Keep the number")),
                    (ANOTHER, Text(zh="换新号码", en="Another number")),
                ],
            ),
            Question(
                key="certificate",
                kind="picture",
                label=Text(zh="共同所有公证书的照片", en="Photograph of the notary's certificate"),
                hint=Text(zh="拍全、拍清楚，工作人员要核看。", en="Whole and sharp: an officer reads it."),
                asked_if=lambda facts, on, book: facts.answers.get("ground") == NOTARISED,
            ),
        ),
        materials=(materials.IDENTITY, materials.MARRIAGE, materials.form_under("O164.19")),
        fee="vehicle_licence",
        limit="vehicle_change",
        needs_papers=True,
        plates=True,
        in_person=True,
        channels=("online", "window"),
        carry_out=carry_out,
        undo=numbering.undo_change,
        situation="vehicle",
        spared=Spared(papers=2, copies=3, forms=1, visits=1),
    )
)
