"""V14 Move a vehicle out 转籍迁出. O164 art. 18: vehicles other than small cars and motorcycles are checked where they
are registered; the file is sent within three days, and the owner applies in the new city within thirty. Small ones are
asked for by the new city: whoever comes here with one is told so.

A machine decides once the vehicle has passed its check.
"""

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.exchange.offices import queries as offices
from tongban.law.rules.moving import may_move_out
from tongban.law.text import Text
from tongban.registers.vehicles import leaving
from tongban.services.vehicle import materials, moving_out

TO = Question(
    key="to",
    kind="choice",
    label=Text(zh="车要转到哪个城市？", en="To which city does it go?"),
    hint=Text(zh="没有列出的城市，请到窗口办理。", en="For a city that is not listed come to a window."),
    options=lambda facts, on, book: [(one.region, one.name) for one in offices.offices()],
)


def carry_out(carrying: Carrying) -> None:
    """Endorse it and send its file; plates and licence go with it."""
    to = moving_out.to_owner(carrying.vehicle.owners[0], str(carrying.answers["to"]))
    leaving.move_out(vehicle_id=carrying.vehicle.id, to=to, act=carrying.act)


V14 = services.add(
    Service(
        code="V14",
        about="vehicle",
        name=Text(zh="机动车转籍迁出", en="Move a vehicle out"),
        gives=Text(
            zh="登记签注转出，电子档案发往新的城市；请在三十日内到那里申请转入。小型车、摩托车不用办这一步。",
            en="It is endorsed and its file sent; apply there within thirty days. Small cars skip this.",
        ),
        basis=("O164.18",),
        rule=may_move_out,
        vehicle_check="transfer",
        questions=(TO,),
        materials=(materials.IDENTITY, materials.STOLEN, materials.form_under("O164.18"), materials.RUBBING),
        limit="moving_out",
        channels=("online", "window"),
        carry_out=carry_out,
        undo=moving_out.undo,
        situation="vehicle",
        spared=Spared(papers=2, copies=2, forms=1, visits=1),
    )
)
