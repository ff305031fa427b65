"""D05 Paying for a test 考试缴费. State Council office 2015 No. 88, item 12: the fee is paid once the test is booked. A
page, no case: the slot that was given says what is due and until when. Paid online or at a window.
"""

from tongban.casework.catalogue import OpenPage, pages
from tongban.law.text import Text

D05 = OpenPage(
    code="D05",
    view="citizen:test_fees",
    situation="learning",
    gives=Text(
        zh="约到考试后在线缴费，含一次补考；考试取消的，钱按原路退回。",
        en="Pay once a test is booked; one re-sit is included. Where the test is cancelled the money goes back.",
    ),
    does=Text(zh="缴考试费，查看票据和退费", en="Pay for tests, see bills and refunds"),
    channels=("online", "window"),
)
pages[D05.code] = D05
