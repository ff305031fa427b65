"""D23 Contact change 驾驶人联系方式变更备案. O162 art. 80: a changed telephone or address is reported within thirty
days. Done in seconds: the new number is proved by a code, nothing else is asked.
"""

from tongban.casework.carrying import Carrying, Undoing
from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.law.rules.contact import may_change_contact
from tongban.law.text import Text
from tongban.people import actions as people
from tongban.services.driver import materials


def carry_out(carrying: Carrying) -> None:
    """Write the new contact data where notices are sent from."""
    people.bind_phone(
        person_id=carrying.person_id,
        phone=str(carrying.answers["phone"]),
        actor=carrying.asked_by,
        cause=carrying.cause,
        service=carrying.service,
    )
    if carrying.answers.get("address"):
        people.change_address(
            person_id=carrying.person_id,
            address=str(carrying.answers["address"]),
            region=carrying.person.region,
            actor=carrying.asked_by,
            cause=carrying.cause,
            service=carrying.service,
        )


def undo(undoing: Undoing) -> None:
    """Bind the former telephone and write the former address again."""
    people.restore_contact(
        person_id=undoing.person_id,
        changed_by=undoing.decided,
        reason=undoing.reason,
        actor=undoing.actor,
        cause=undoing.cause,
    )


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
        questions=(
            Question(
                key="phone",
                kind="phone",
                label=Text(zh="新的手机号码", en="New mobile number"),
                hint=Text(zh="我们会发一个验证码到这个号码。", en="We send a code to this number."),
            ),
            Question(
                key="address",
                kind="address",
                label=Text(zh="新的联系地址（没变可以不填）", en="New address (leave empty if unchanged)"),
                required=False,
            ),
        ),
        materials=(materials.FORM,),
        limit="contact",
        channels=("online", "window", "partner", "kiosk", "post"),
        carry_out=carry_out,
        undo=undo,
        duty="contact",
        situation="changed",
        id_only_kind=12,
        spared=Spared(papers=0, copies=1, forms=1, visits=1),
    )
)
