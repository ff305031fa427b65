"""D16 Postponed renewal 延期换证. O162 art. 75: once, at most three years from the expiry."""

from tongban.casework.catalogue import services
from tongban.law.rules.postponement import may_postpone_renewal
from tongban.law.text import Text
from tongban.services.driver.postponing import postponement_of

D16 = services.add(
    postponement_of(
        "renewal",
        code="D16",
        name=Text(zh="延期换证", en="Postpone the renewal"),
        gives=Text(
            zh="换证最多可推迟到有效期满后三年。原有效期满后、换证前不能开车。",
            en="Renew up to three years after expiry. After the original date you may not drive until you renew.",
        ),
        rule=may_postpone_renewal,
        declaration=Text(
            zh="我说明的情况属实，并知道原有效期满后、换证前不能驾驶机动车。",
            en="What I say is true, and I know that I may not drive after the original date until I renew.",
        ),
        channels=("online", "window", "partner"),
        id_only_kind=8,
    )
)
