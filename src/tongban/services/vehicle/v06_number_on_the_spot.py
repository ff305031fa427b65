"""V06 Choosing a number on the spot 现场选号. O164 art. 43: at a window, station or dealer a computer draws one set to
choose from. A page, no case: nobody decides, a computer gives (`services/numbers.py`).
"""

from tongban.casework.catalogue import OpenPage, pages
from tongban.law.text import Text

V06 = OpenPage(
    code="V06",
    view="public:numbers",
    situation="vehicle",
    gives=Text(
        zh="在窗口、登记站、经销商现场选号：计算机随机给出一组，选一个。",
        en="At a window, station or dealer: a computer draws one large set, and you choose one.",
    ),
    does=Text(zh="查看号池和选号办法", en="See the pool and how numbers are given"),
    channels=("window", "partner"),
)
pages[V06.code] = V06
