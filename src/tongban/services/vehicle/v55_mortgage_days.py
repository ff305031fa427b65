"""V55 Public question about mortgages 抵押信息查询. O164 art. 35: the days on which mortgages were registered and
released are public. A page, no case: anybody asks, nobody decides (`web/public/mortgages.py`).
"""

from tongban.casework.catalogue import OpenPage, pages
from tongban.law.text import Text

V55 = OpenPage(
    code="V55",
    view="public:mortgage",
    situation="vehicle",
    gives=Text(
        zh="买二手车以前，谁都可以查：抵押登记和解除的日期。",
        en="Before a used vehicle is bought, anybody may ask: the days of mortgages and of their release.",
    ),
    does=Text(zh="查询抵押日期", en="Look up the days"),
)
pages[V55.code] = V55
