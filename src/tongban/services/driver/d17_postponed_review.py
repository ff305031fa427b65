"""D17 Postponed review 延期审验. O162 art. 75: at most three years from the end of the points cycle."""

from tongban.casework.catalogue import services
from tongban.law.rules.postponement import may_postpone_review
from tongban.law.text import Text
from tongban.services.driver.postponing import postponement_of

D17 = services.add(
    postponement_of(
        "review",
        code="D17",
        name=Text(zh="延期审验", en="Postpone the licence review"),
        gives=Text(
            zh="审验最多可推迟到记分周期结束后三年。原定日期后、审验前不能开车。",
            en="Have the review up to three years after the points cycle. After the original date you may not drive"
            " until it is done.",
        ),
        rule=may_postpone_review,
        declaration=Text(
            zh="我说明的情况属实，并知道原定日期后、审验前不能驾驶机动车。",
            en="What I say is true, and I know that I may not drive after the original date until the review is done.",
        ),
        channels=("online", "window"),
        id_only_kind=9,
    )
)
