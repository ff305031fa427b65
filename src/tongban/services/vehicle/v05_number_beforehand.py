"""V05 Choosing a number beforehand 预选机动车号牌. O164 art. 43; working rules for the Internet art. 27: on the phone,
random sets and numbers made up, reserved for working days. A page, no case: nobody decides, a computer gives.
"""

from tongban.casework.catalogue import OpenPage, pages
from tongban.law.text import Text

V05 = OpenPage(
    code="V05",
    view="citizen:numbers",
    situation="vehicle",
    gives=Text(
        zh="刚买的车，在手机上选号：随机一组选一个，或者自己编。选定后预留几个工作日。",
        en="For a car just bought, on the phone: one of a random set, or numbers you make up; then reserved a while.",
    ),
    does=Text(zh="去选号", en="Choose a number"),
)
pages[V05.code] = V05
