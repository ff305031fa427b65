"""C01 Macau vehicles into Hengqin 澳门机动车入出横琴. First for those who invest, work or live there, within a quota of
400, later 5000 and 10 000; from 2021-03-15 for every Macau resident of 18; from 2022-08-22 without a quota in all, and
with 500 places a month for the ground "18 years", first come first served. The vehicle stays within Hengqin.

A machine decides once customs and border control have filed the vehicle.
"""

from datetime import date

from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.rules.crossing import RULES
from tongban.law.text import Text
from tongban.services.cross_border import clearances

SCHEME = "hengqin"
GROUNDS = {
    "investment": Text(zh="在横琴投资、办企业", en="I have invested or run a firm in Hengqin"),
    "work": Text(zh="在横琴工作", en="I work in Hengqin"),
    "home": Text(zh="在横琴购房、居住", en="I own a home or live in Hengqin"),
    "adult": Text(zh="年满18周岁的澳门居民（每月限量）", en="Macau resident of 18 (a number of places each month)"),
}


def _grounds(facts: Facts, on: date, book: Book) -> list[tuple[str, Text]]:
    return list(GROUNDS.items())


C01 = services.add(
    Service(
        code="C01",
        about="new_vehicle",
        name=Text(zh="澳门机动车入出横琴", en="Macau vehicle to Hengqin"),
        gives=Text(
            zh="电子临时入境机动车牌证：在手机上出示，只在横琴行驶。",
            en="An electronic plate and licence on your phone, for driving within Hengqin.",
        ),
        basis=("HENGQIN",),
        rule=RULES[SCHEME],
        adds=clearances.adding(SCHEME),
        questions=(
            clearances.VIN,
            Question(key="ground", kind="choice", label=Text(zh="申请理由", en="Why do you apply?"), options=_grounds),
            clearances.DRIVER,
            clearances.SECOND_DRIVER,
        ),
        materials=clearances.asked(SCHEME),
        limit="crossing",
        channels=("online",),
        carry_out=clearances.carrying_out(SCHEME),
        undo=clearances.undo,
        situation="abroad",
        since=date(2016, 12, 1),
        spared=Spared(papers=4, copies=4, forms=1, visits=1),
    )
)
