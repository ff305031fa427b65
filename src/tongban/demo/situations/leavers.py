"""Owners whose vehicles leave: for another city, for an owner there, for a dealer, for good (V14, V27 to V29, V35 to
V38)."""

from random import Random

from tongban.demo import motoring
from tongban.demo.motoring import Car
from tongban.demo.situations.cast import Cast
from tongban.demo.situations.types import ALLOWED, Situation
from tongban.law.text import Text

PLACE = motoring.FIRST_PLACE + 60  # places of cars that no other situation uses


def told(cast: Cast) -> list[Situation]:
    """One for each service."""
    return [
        _one(
            cast, 0, "car-to-scrap", Text(zh="车要报废", en="A car to be scrapped"),
            Text(zh="申请报废注销（V35）；再在模拟器控制地址“cars/recycled/车架号”让回收企业收车。",
                 en="Apply (V35); then let a recycler take it (/control/cars/recycled/VIN)."),
            Text(zh="回收证明一到就注销，注销证明可以在“查验”页核对。",
                 en="Once its certificate is here the registration ends; check the paper on the check page."),
            "scrapped",
        ),
        _one(
            cast, 1, "car-burnt", Text(zh="车烧毁了", en="A car that burnt out"),
            Text(zh="灭失注销（V36），在手机上书面承诺。", en="Deregister it as lost (V36), on your promise."),
            Text(zh="当场办结。", en="Done at once."), "lost_vehicle",
        ),
        _one(
            cast, 2, "car-abroad", Text(zh="车开出国了", en="A car that has left the country"),
            Text(zh="出境注销（V37）。", en="Deregister it as exported (V37)."),
            Text(zh="等海关的出境记录；不用交纸。", en="It waits for customs' own record; no paper."), "left_country",
        ),
        _one(
            cast, 3, "car-returned", Text(zh="质量问题退车", en="A car returned to its maker"),
            Text(zh="退车注销（V38）。", en="Deregister it as returned (V38)."),
            Text(zh="等经销商确认；有纸质证明的可到窗口出示。", en="It waits for the dealer; a paper may be shown."),
            "returned_vehicle",
        ),
        _one(
            cast, 4, "truck-moves", Text(zh="货车要转到外地", en="A truck that moves to another city"),
            Text(zh="转籍迁出（V14），车到查验区查验。", en="Move it out (V14) and have it checked here."),
            Text(zh="查验合格后档案发往新城市。", en="After the check its file is sent."), "move_out",
            type="H31", use="F",
        ),
        _one(
            cast, 5, "sells-far-away", Text(zh="把车卖到外地", en="Sells a car to another city"),
            Text(zh="转让登记卖到外地（V27），买方填另一位演示人员。",
                 en="Transfer it out (V27) to another demo person."),
            Text(zh="买方同意、发票到了，号牌收回、买方领三十天临牌。",
                 en="The buyer agrees, the invoice comes: plates are collected, a temporary plate is given."),
            "transferred_out",
        ),
        _one(
            cast, 6, "sold-elsewhere", Text(zh="车在外地卖了", en="Sold a car in another city"),
            Text(zh="买方在另一个城市的副本申请（V28）；车主在这里的“等您同意”里确认。",
                 en="The buyer applies in the copy of another city (V28); confirm it here, on your own page."),
            Text(zh="确认后档案转过去。", en="Once confirmed, the file is sent."), "traded_away",
        ),
        _one(
            cast, 7, "sells-to-dealer", Text(zh="把车卖给经销企业", en="Sells a car to a dealer"),
            Text(zh="二手车待销售登记（V29）。", en="Register it as pending sale (V29)."),
            Text(zh="企业在商务部门备案名单里才办。", en="Only where the dealer is on the list of filed ones."),
            "pending_sale",
        ),
    ]  # fmt: skip


def _one(
    cast: Cast, place: int, code: str, title: Text, attempt: Text, expect: Text, question: str, **law: str
) -> Situation:
    return Situation(
        code=code,
        title=title,
        attempt=attempt,
        expect=expect,
        resident=(cast.woman if place % 2 else cast.man)(cars=(_car(cast, place, **law),)),
        verdicts={question: ("check.none",) if law else ALLOWED},
    )


def _car(cast: Cast, place: int, **law: str) -> Car:
    registered = cast.years(-5, place + 3)
    return motoring.made(PLACE + place, registered, cast.day, cast.book, Random(f"leaver:{place}"), **law)
