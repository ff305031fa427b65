"""D31 Electronic licence 电子驾驶证. O162 art. 61: as valid as the card, free, on the phone at once. After an exchange
or a loss it is issued again. Not given while the licence may not be driven with, or is locked.
"""

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Service, Spared, services
from tongban.law.rules.electronic import may_have
from tongban.law.text import Text
from tongban.services.driver import materials, papers


def carry_out(carrying: Carrying) -> None:
    """Issue it anew to every bound phone; what was there before is revoked."""
    papers.put_on_phones(carrying)


D31 = services.add(
    Service(
        code="D31",
        name=Text(zh="电子驾驶证", en="Electronic driving licence"),
        gives=Text(
            zh="手机上的驾驶证，与实体证同样有效。还没绑定手机的，绑定后自动出现。",
            en="The licence on your phone, as valid as the card. On a phone bound later it appears by itself.",
        ),
        basis=("O162.61",),
        rule=may_have,
        materials=(materials.IDENTITY, materials.PORTRAIT, materials.PLATFORM, materials.FORM),
        limit="electronic",
        channels=("online",),
        carry_out=carry_out,
        situation="proof",
        spared=Spared(copies=1, forms=1, visits=1),
    )
)
