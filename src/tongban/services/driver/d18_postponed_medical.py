"""D18 Postponed medical certificate 延期提交身体条件证明. O162 art. 75: at most three years from the day it is due."""

from tongban.casework.catalogue import services
from tongban.law.rules.postponement import may_postpone_medical
from tongban.law.text import Text
from tongban.services.driver.postponing import postponement_of

D18 = services.add(
    postponement_of(
        "medical",
        code="D18",
        name=Text(zh="延期提交身体条件证明", en="Postpone the medical certificate"),
        gives=Text(
            zh="体检最多可推迟到原定日期后三年。原定日期后、体检前不能开车。",
            en="Be examined up to three years after the due day. After the original date you may not drive until then.",
        ),
        rule=may_postpone_medical,
        declaration=Text(
            zh="我说明的情况属实，并知道原定日期后、提交体检结果前不能驾驶机动车。",
            en="What I say is true, and I know that I may not drive after the original date until I am examined.",
        ),
        channels=("online", "window"),
        id_only_kind=10,
    )
)
