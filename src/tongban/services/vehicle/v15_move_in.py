"""V15 Move a vehicle in 转籍迁入. O164 art. 18: the owner of a small car or a motorcycle applies in the new city alone.
The former city sends the electronic file within two working days, or says why not; nobody travels and no paper does.
Other vehicles were seen there first (V14), as were those bought from there (V27): their file waits here already.
The vehicle is checked once, gets a number of the new city, and the former registration ends that moment.

A machine decides; an officer where several people own the vehicle.
"""

from tongban.casework.catalogue import Service, Spared, services
from tongban.law.rules.moving import may_arrive, officer_receives
from tongban.law.text import Text
from tongban.services.vehicle import materials, moving_in, numbering

V15 = services.add(
    Service(
        code="V15",
        about="new_vehicle",
        name=Text(zh="机动车转籍迁入", en="Move a vehicle in"),
        gives=Text(
            zh="档案网上转递，您不用回原登记地；办结后换本市的号牌和行驶证。",
            en="Its file travels, you do not. You get plates and a licence of this city.",
        ),
        basis=("O164.18",),
        rule=may_arrive,
        officer_if=officer_receives,
        adds=moving_in.add_what_is_known,
        vehicle_check="transfer",
        questions=moving_in.QUESTIONS,
        materials=(
            materials.IDENTITY,
            moving_in.ARCHIVE,
            materials.INSURANCE,
            materials.STOLEN,
            materials.form_under("O164.18"),
            materials.RUBBING,
        ),
        fee="moving_in",
        limit="moving_in",
        needs_papers=True,
        plates=True,
        old_card_back=True,
        channels=("online", "window"),
        carry_out=moving_in.enter,
        undo=numbering.undo,
        situation="vehicle",
        spared=Spared(papers=3, copies=3, forms=1, visits=2),
    )
)
