"""V12 Whole vehicle replaced for its faults 因质量问题更换整车. O164 art. 16, 17, 32: the maker gives another vehicle
of the same type; the file goes on under another VIN with the same number. Its papers are those of a new vehicle and
come from their holders; a mortgagee agrees, because the vehicle that is bound becomes another one.

A machine decides once all have agreed, every check is green and the vehicle has passed its own.
"""

from dataclasses import replace

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Service, Spared, services
from tongban.casework.evidence import typed
from tongban.law.rules.registration import officer_looks
from tongban.law.rules.vehicle_change import may_replace_whole
from tongban.law.text import Text
from tongban.registers.types import Change
from tongban.services.vehicle import changing, materials, parties, registering

NEW_VIN = Text(zh="换来的新车的车辆识别代号（车架号）", en="VIN of the vehicle you got instead")


def carry_out(carrying: Carrying) -> None:
    """The file has another VIN, engine and maker's particulars from this day on; the licence is new."""
    built = typed("conformity", carrying.contents["conformity"]).certificate.built
    insured = typed("insurance", carrying.contents["insurance"]).policy
    changes = [
        Change("vin", str(carrying.answers["vin"])), Change("engine", built.engine), Change("colour", built.colour),
        Change("make", {name: getattr(built, name) for name in registering.MADE}),
        Change("made_on", built.made_on.isoformat()), Change("insured_to", insured.until.isoformat()),
    ]  # fmt: skip
    changing.record(carrying, "vehicle_replaced", changes)


V12 = services.add(
    Service(
        code="V12",
        about="vehicle",
        name=Text(zh="因质量问题更换整车", en="Whole vehicle replaced for its faults"),
        gives=Text(
            zh="新车沿用原号牌号码，发新的行驶证；旧证随即作废。",
            en="The new vehicle keeps the number and gets a new vehicle licence; the old one becomes void.",
        ),
        basis=("O164.16",),
        rule=may_replace_whole,
        officer_if=officer_looks,
        parties=parties.together(parties.holding("mortgage"), parties.co_owners),
        replaces=True,
        vehicle_check="registration",
        questions=(replace(registering.VIN, label=NEW_VIN),),
        materials=(
            materials.IDENTITY,
            materials.INVOICE,
            materials.CONFORMITY,
            materials.INSURANCE,
            materials.INSPECTION,
            materials.STOLEN,
            materials.form_under("O164.16"),
            materials.RUBBING,
        ),
        fee="vehicle_licence",
        limit="vehicle_change",
        needs_papers=True,
        old_card_back=True,
        channels=("online", "window"),
        carry_out=carry_out,
        situation="vehicle",
        spared=Spared(papers=1, copies=2, forms=1),
    )
)
