"""V21 Contact change of a registered owner 变更机动车联系方式. O164 art. 23: filed within thirty days. Done in seconds:
the new number is proved by a code, nothing else is asked. The person has one telephone and one address, which every
notice about any of their vehicles uses; the file of the vehicle notes that they were filed."""

from tongban.casework.carrying import Carrying, Undoing
from tongban.casework.catalogue import Service, Spared, services
from tongban.law.rules.vehicle_contact import may_file
from tongban.law.text import Text
from tongban.registers.vehicles import actions as vehicles
from tongban.services import contact
from tongban.services.vehicle import materials


def carry_out(carrying: Carrying) -> None:
    """Write the new contact data where notices are sent from, and note it in the vehicle's file."""
    contact.write(carrying)
    vehicles.record(vehicle_id=carrying.vehicle.id, kind="contact_filed", changes=[], **carrying.act)


def undo(undoing: Undoing) -> None:
    """Bind the former telephone and write the former address again."""
    contact.restore(undoing)


V21 = services.add(
    Service(
        code="V21",
        about="vehicle",
        name=Text(zh="变更机动车联系方式", en="Change the contact details of a vehicle"),
        gives=Text(
            zh="马上更新您的手机号和地址，以后关于车辆的提醒和通知都发到新的联系方式。",
            en="Your telephone and address are updated at once; notices about your vehicles go there.",
        ),
        basis=("O164.23",),
        rule=may_file,
        questions=(contact.PHONE, contact.ADDRESS),
        materials=(materials.FORM,),
        limit="vehicle_contact",
        channels=("online", "window", "partner", "kiosk", "post"),
        carry_out=carry_out,
        undo=undo,
        situation="vehicle",
        id_only_kind=18,
        spared=Spared(copies=1, forms=1, visits=1),
    )
)
