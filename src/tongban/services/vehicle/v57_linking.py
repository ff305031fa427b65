"""V57 Linking a vehicle to an account 备案、解绑机动车. A vehicle is linked to each of its owners from its registration
on: it stands among their vehicles, and they are reminded of what falls due. Who no longer wants that takes the link
away, and sets it again later; the vehicle stays theirs. An identity document alone, decided at once.

Not here: linking the vehicles of others (three, for violations without points), which comes with the violations.
"""

from datetime import date

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.rules.record import may_be_told_of_vehicle
from tongban.law.text import Text
from tongban.registers.vehicles import actions as vehicles
from tongban.services.vehicle import materials


def _choices(facts: Facts, on: date, book: Book) -> list[tuple[str, Text]]:
    return [
        ("end", Text(zh="解绑：不再显示，也不再提醒", en="Take it off: no longer shown, no reminders")),
        ("link", Text(zh="绑定：显示在“我的车”里，到期提醒我", en="Link it: shown among my vehicles, with reminders")),
    ]


def carry_out(carrying: Carrying) -> None:
    """Note it in the vehicle's file, for this person alone."""
    linked = carrying.answers["link"] == "link"
    vehicles.link(vehicle_id=carrying.vehicle.id, person_id=carrying.person_id, linked=linked, **carrying.act)


V57 = services.add(
    Service(
        code="V57",
        about="vehicle",
        name=Text(zh="备案、解绑机动车", en="Link a vehicle to my account"),
        gives=Text(
            zh="把您的车绑定到账号或者解绑，马上生效。解绑后不再显示、不再提醒，车还是您的，随时可以再绑定。",
            en="Your vehicle is linked to your account or taken off it, at once. It stays yours all the while.",
        ),
        basis=("design",),
        rule=may_be_told_of_vehicle,
        questions=(
            Question(
                key="link",
                kind="choice",
                label=Text(zh="这辆车要怎样？", en="What shall be done with this vehicle?"),
                options=_choices,
            ),
        ),
        materials=(materials.FORM,),
        limit="vehicle_electronic",
        channels=("online", "window", "post"),
        carry_out=carry_out,
        situation="vehicle",
        spared=Spared(copies=1, forms=1, visits=1),
    )
)
