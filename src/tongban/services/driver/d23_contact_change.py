"""D23 Contact change 驾驶人联系方式变更备案. O162 art. 80: a changed telephone or address is reported within thirty
days. Done in seconds: the new number is proved by a code, nothing else is asked.
"""

from tongban.casework.catalogue import Service, Spared, services
from tongban.law.rules.contact import may_change_contact
from tongban.law.text import Text
from tongban.services import contact
from tongban.services.driver import materials

D23 = services.add(
    Service(
        code="D23",
        name=Text(zh="驾驶人联系方式变更", en="Change telephone or address"),
        gives=Text(
            zh="马上更新您的手机号和地址，以后的提醒和通知都发到新的联系方式。",
            en="Your telephone and address are updated at once; reminders and notices go there.",
        ),
        basis=("O162.80",),
        rule=may_change_contact,
        questions=(contact.PHONE, contact.ADDRESS),
        materials=(materials.FORM,),
        limit="contact",
        channels=("online", "window", "partner", "kiosk", "post"),
        carry_out=contact.write,
        undo=contact.restore,
        duty="contact",
        situation="changed",
        id_only_kind=12,
        spared=Spared(papers=0, copies=1, forms=1, visits=1),
    )
)
