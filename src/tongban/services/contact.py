"""New contact details, which a driver files for their licence and an owner for a vehicle: one telephone, one
address."""

from tongban.casework.carrying import Carrying, Undoing
from tongban.casework.catalogue import Question
from tongban.law.text import Text
from tongban.people import actions as people

PHONE = Question(
    key="phone",
    kind="phone",
    label=Text(zh="新的手机号码", en="New mobile number"),
    hint=Text(zh="我们会发一个验证码到这个号码。", en="We send a code to this number."),
)
ADDRESS = Question(
    key="address",
    kind="address",
    label=Text(zh="新的联系地址（没变可以不填）", en="New address (leave empty if unchanged)"),
    required=False,
)


def write(carrying: Carrying) -> None:
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


def restore(undoing: Undoing) -> None:
    """Bind the former telephone and write the former address again."""
    people.restore_contact(
        person_id=undoing.person_id,
        changed_by=undoing.decided,
        reason=undoing.reason,
        actor=undoing.actor,
        cause=undoing.cause,
    )
