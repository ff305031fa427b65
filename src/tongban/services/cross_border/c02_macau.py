"""C02 Macau vehicles to Guangdong 澳车北上. 粤府办〔2022〕35号: from 2022-12-20 for three years; a Macau resident of 18
with a home-return permit, one car of their own of up to nine seats, shorter than six metres; at most 30 days a stay and
180 a year, in Guangdong alone. After its last day nothing is granted until a rule that follows is entered.

A machine decides once customs and border control have filed the vehicle.
"""

from datetime import date

from tongban.casework.catalogue import Service, Spared, services
from tongban.law.rules.crossing import RULES
from tongban.law.text import Text
from tongban.services.cross_border import clearances

SCHEME = "macau"
C02 = services.add(
    Service(
        code="C02",
        about="new_vehicle",
        name=Text(zh="澳车北上", en="Macau vehicle to Guangdong"),
        gives=Text(
            zh="电子临时入境机动车牌证：在手机上出示，经港珠澳大桥入出广东。",
            en="An electronic plate and licence on your phone, for driving in Guangdong over the bridge.",
        ),
        basis=("GD2022.35",),
        rule=RULES[SCHEME],
        adds=clearances.adding(SCHEME),
        questions=(clearances.VIN, clearances.DRIVER, clearances.SECOND_DRIVER),
        materials=clearances.asked(SCHEME),
        limit="crossing",
        channels=("online",),
        carry_out=clearances.carrying_out(SCHEME),
        undo=clearances.undo,
        situation="abroad",
        since=date(2022, 12, 20),
        spared=Spared(papers=4, copies=4, forms=1, visits=1),
    )
)
