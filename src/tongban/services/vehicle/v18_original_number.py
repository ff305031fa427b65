"""V18 Keeping the original number 使用原号牌号码. O164 art. 44: who used a number long enough may have it again for
another vehicle of the same kind. A page, no case: nobody decides, a computer gives (`services/numbers.py`).
"""

from tongban.casework.catalogue import OpenPage, pages
from tongban.law.text import Text

V18 = OpenPage(
    code="V18",
    view="citizen:numbers",
    situation="vehicle",
    gives=Text(
        zh="用满规定时间的原号码，在规定时间内可以用到您的另一辆同类车上。",
        en="A number you used long enough can be had again for another vehicle of the same kind.",
    ),
    does=Text(zh="查看我的原号码", en="See the numbers you may have again"),
)
pages[V18.code] = V18
