"""V32 Mortgage 抵押登记. O164 art. 31, 32, 35, 36: owner and mortgagee apply together, done within one day. The
contract that the contract network confirms, signed by the owner, stands for the owner's part, and nobody hands a paper
in. Refused while the vehicle is attached, seized, stolen, under customs supervision or has to be scrapped, and where
the contract is about another vehicle; unsigned or unknown contracts are waited for.

A bank files the case and can do no more: the rule decides where every check is green. Where something rests on the
vehicle already, or it has several owners, an officer decides.
"""

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.law.rules.mortgage import may_mortgage, officer_looks
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.registers.vehicles import actions as vehicles
from tongban.services.vehicle import materials


def carry_out(carrying: Carrying) -> None:
    """Register the mortgage behind whatever rests on the vehicle already."""
    number = str(carrying.answers["contract"])
    contract = next(one for one in carrying.contents["contracts"]["contracts"] if one["number"] == number)
    bank = people.find_organisation(contract["holder_code"])
    vehicles.restrict(
        vehicle_id=carrying.vehicle.id,
        kind="mortgage",
        holder=contract["holder"],
        party=bank.id if bank else None,
        reference=number,
        **carrying.act,
    )


V32 = services.add(
    Service(
        code="V32",
        about="vehicle",
        name=Text(zh="抵押登记", en="Register a mortgage"),
        gives=Text(
            zh="抵押登记马上生效，抵押日期公开可查。",
            en="The mortgage is registered at once; its date can be looked up by anybody.",
        ),
        basis=("O164.31", "O164.35"),
        rule=may_mortgage,
        officer_if=officer_looks,
        questions=(
            Question(
                key="contract",
                kind="text",
                label=Text(zh="抵押合同编号", en="Number of the mortgage contract"),
                hint=Text(zh="由银行、汽车金融公司提供。", en="The bank or finance company knows it."),
            ),
        ),
        materials=(materials.IDENTITY, materials.CONTRACTS, materials.FORM),
        limit="mortgage",
        channels=("window", "partner"),
        carry_out=carry_out,
        situation="vehicle",
        spared=Spared(papers=1, copies=2, forms=1, visits=1),
    )
)
