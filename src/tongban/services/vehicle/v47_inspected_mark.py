"""V47 Inspection mark after an inspection 核发检验合格标志. O164 art. 54: within three months before the last one
ends and afterwards, at any office (large buses and school buses where they are registered). The station uploads the
result; insurance and vehicle tax are looked up; violations and accidents are settled first.

A machine decides at once. The mark is electronic; whoever wants paper prints it.
"""

from dataclasses import replace

from tongban.casework.catalogue import Service, Spared, services
from tongban.law.rules.marks import may_have_after_inspection, officer_looks
from tongban.law.text import Text
from tongban.services.vehicle import marking, materials

RESULT = replace(
    materials.INSPECTION,
    why=Text(zh="检验机构上传结果，不用交报告。", en="The station uploads its result; hand nothing in."),
    article="O164.54",
    asked_if=None,
    settles=("mark.not_inspected", "mark.inspection_failed"),
)

V47 = services.add(
    Service(
        code="V47",
        about="vehicle",
        name=Text(zh="检验后核发检验合格标志", en="Inspection mark after an inspection"),
        gives=Text(
            zh="新的检验合格标志马上生效，电子凭证在“我的车辆”里，也可以打印。",
            en="A new inspection mark at once, electronic and to print.",
        ),
        basis=("O164.54",),
        rule=may_have_after_inspection,
        officer_if=officer_looks,
        place_matters=True,
        materials=(
            materials.IDENTITY,
            RESULT,
            materials.waited_for(materials.INSURANCE, "registration.uninsured"),
            materials.waited_for(materials.VEHICLE_TAX, "registration.no_vehicle_tax"),
            materials.FORM,
        ),
        limit="mark",
        channels=("online", "window", "partner"),
        carry_out=marking.give,
        situation="vehicle",
        spared=Spared(papers=1, copies=2, forms=1),
    )
)
