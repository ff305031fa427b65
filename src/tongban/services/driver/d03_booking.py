"""D03 Booking a test or cancelling it 约考/取消. O162 art. 39 to 47; the order of bookings as published. A page, no
case: nobody decides. Preferences are taken in a window, a run by a published rule gives the slots.
"""

from tongban.casework.catalogue import OpenPage, pages
from tongban.law.text import Text

D03 = OpenPage(
    code="D03",
    view="citizen:tests",
    situation="learning",
    gives=Text(
        zh="选几个想去的场次，按公布的规则统一分配，早填晚填都一样。随时能看到自己排第几、为什么。",
        en="Name sessions you prefer; a published rule gives the slots, and it does not matter when you ask. See your "
        "place and why at any time.",
    ),
    does=Text(zh="填报或查看考试场次", en="Name sessions, or see your place"),
)
pages[D03.code] = D03
