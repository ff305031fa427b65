"""D34 Photo submission 提交驾驶证照片. O162 art. 69: a photograph of one's own for the next licence. A machine checks
size, proportions, colour and ground; whether it is the holder, the comparison engine of the authority or a person says.
The electronic licence shows it at once. Only the picture is kept, no template of the face.
"""

import base64

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.documents import actions as documents
from tongban.law.rules.photo import may_submit_photo
from tongban.law.text import Text
from tongban.services.driver import materials, papers


def carry_out(carrying: Carrying) -> None:
    """Keep the photograph for the next licence and issue the electronic one again with it."""
    documents.submit_portrait(
        subject=carrying.driver.id,
        person_id=carrying.person_id,
        jpeg=base64.b64decode(carrying.answers["photo"]),
        on=carrying.on,
        actor=carrying.actor,
        cause=carrying.cause,
    )
    papers.refresh(carrying)


D34 = services.add(
    Service(
        code="D34",
        name=Text(zh="提交驾驶证照片", en="Hand in a licence photograph"),
        gives=Text(
            zh="电子驾驶证马上换成新照片，下次换证、补证也用它。",
            en="The electronic licence shows the new photograph at once; the next card carries it too.",
        ),
        basis=("O162.69",),
        rule=may_submit_photo,
        questions=(
            Question(
                key="photo",
                kind="photo",
                label=Text(zh="选择您的证件照片", en="Choose your photograph"),
                hint=Text(
                    zh="白底彩色、正面免冠，竖版 22×32 毫米比例。请不要美颜。",
                    en="In colour on white, facing the camera, no hat, upright 22 by 32 mm. Please do not retouch it.",
                ),
            ),
        ),
        materials=(materials.IDENTITY, materials.LIBRARY_PORTRAIT, materials.PRINT),
        limit="photo",
        channels=("online", "kiosk"),
        decided_by="likeness",
        carry_out=carry_out,
        situation="changed",
        spared=Spared(papers=1, visits=1),
    )
)
