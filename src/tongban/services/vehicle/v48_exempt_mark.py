"""V48 Inspection mark for an exempt vehicle 免检车辆申领检验标志. O164 art. 55: without an inspection, at any office,
online or at a machine, within three months before the last one ends and afterwards. Insurance and vehicle tax are
looked up. Refused where the vehicle has to be inspected this time; violations and accidents are settled first.

A machine decides at once. The mark is electronic; whoever wants paper prints it.
"""

from tongban.casework.catalogue import Service, Spared, services
from tongban.law.rules.marks import may_have_without_inspection, officer_looks
from tongban.law.text import Text
from tongban.services.vehicle import marking, materials

V48 = services.add(
    Service(
        code="V48",
        about="vehicle",
        name=Text(zh="免检车辆申领检验标志", en="Inspection mark without an inspection"),
        gives=Text(
            zh="新的检验标志马上生效，电子凭证在“我的车辆”里，也可以打印。不用上线检验，不用交材料。",
            en="A new inspection mark at once, electronic and to print. No inspection, and no paper to hand in.",
        ),
        basis=("O164.55", "MARKS.2022"),
        rule=may_have_without_inspection,
        officer_if=officer_looks,
        materials=(
            materials.IDENTITY,
            materials.waited_for(materials.INSURANCE, "registration.uninsured"),
            materials.waited_for(materials.VEHICLE_TAX, "registration.no_vehicle_tax"),
            materials.FORM,
        ),
        limit="mark",
        channels=("online", "window", "partner", "kiosk", "post"),
        carry_out=marking.give,
        situation="vehicle",
        duty="mark",
        id_only_kind=16,
        spared=Spared(papers=2, copies=2, forms=1, visits=1),
    )
)
