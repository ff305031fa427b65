"""V28 Used car bought here from elsewhere 二手车异地交易登记. O164 art. 27: a small car or a motorcycle registered
elsewhere that was sold here is registered here at once. The buyer applies; the invoice of this city names both, its
owner confirms the sale to the office that registered it, and the file comes. One check, no trip for either of them.

A machine decides; an officer where several people owned the vehicle.
"""

from tongban.casework.catalogue import Service, Spared, services
from tongban.law.rules.moving import may_arrive_sold, officer_receives
from tongban.law.text import Text
from tongban.services.vehicle import materials, moving_in, numbering

V28 = services.add(
    Service(
        code="V28",
        about="new_vehicle",
        name=Text(zh="二手车异地交易登记", en="Register a used car bought from another city"),
        gives=Text(
            zh="在这里买、在这里上牌：原车主网上确认，档案自己过来，车只查验一次，双方都不用跑原登记地。",
            en="Its owner confirms the sale online, the file comes by itself, one check is enough.",
        ),
        basis=("O164.27",),
        rule=may_arrive_sold,
        officer_if=officer_receives,
        adds=moving_in.add_what_is_known,
        vehicle_check="transfer",
        questions=moving_in.QUESTIONS,
        materials=(
            materials.IDENTITY,
            materials.waited_for(materials.USED_INVOICE, "ownership.no_invoice"),
            moving_in.ARCHIVE,
            materials.INSURANCE,
            materials.STOLEN,
            materials.form_under("O164.27"),
            materials.RUBBING,
        ),
        fee="moving_in",
        limit="moving_in",
        needs_papers=True,
        plates=True,
        channels=("online", "window", "partner"),
        carry_out=moving_in.enter,
        undo=numbering.undo,
        situation="vehicle",
        spared=Spared(papers=4, copies=4, forms=1, visits=2),
    )
)
