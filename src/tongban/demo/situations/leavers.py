"""Owners whose vehicles leave: for another city, for an owner there, for a dealer, for good (V14, V27 to V29, V35 to
V38)."""

from collections.abc import Mapping
from random import Random

from tongban.demo import motoring
from tongban.demo.motoring import Car
from tongban.demo.situations.cast import Cast
from tongban.demo.situations.types import ALLOWED, Situation, Words, situation

PLACE = motoring.FIRST_PLACE + 60  # places of cars that no other situation uses


LEAVERS: tuple[tuple[str, str, Words, Words, Words], ...] = (
    (
        "car-to-scrap",
        "scrapped",
        ("车要报废", "A car to be scrapped"),
        (
            "申请报废注销（V35）；再在模拟器控制地址“cars/recycled/车架号”让回收企业收车。",
            "Apply (V35); then let a recycler take it (/control/cars/recycled/VIN).",
        ),
        (
            "回收证明一到就注销，注销证明可以在“查验”页核对。",
            "Once its certificate is here the registration ends; check the paper on the check page.",
        ),
    ),
    (
        "car-burnt",
        "lost_vehicle",
        ("车烧毁了", "A car that burnt out"),
        ("灭失注销（V36），在手机上书面承诺。", "Deregister it as lost (V36), on your promise."),
        ("当场办结。", "Done at once."),
    ),
    (
        "car-abroad",
        "left_country",
        ("车开出国了", "A car that has left the country"),
        ("出境注销（V37）。", "Deregister it as exported (V37)."),
        ("等海关的出境记录；不用交纸。", "It waits for customs' own record; no paper."),
    ),
    (
        "car-returned",
        "returned_vehicle",
        ("质量问题退车", "A car returned to its maker"),
        ("退车注销（V38）。", "Deregister it as returned (V38)."),
        ("等经销商确认；有纸质证明的可到窗口出示。", "It waits for the dealer; a paper may be shown."),
    ),
    (
        "truck-moves",
        "move_out",
        ("货车要转到外地", "A truck that moves to another city"),
        ("转籍迁出（V14），车到查验区查验。", "Move it out (V14) and have it checked here."),
        ("查验合格后档案发往新城市。", "After the check its file is sent."),
    ),
    (
        "sells-far-away",
        "transferred_out",
        ("把车卖到外地", "Sells a car to another city"),
        ("转让登记卖到外地（V27），买方填另一位演示人员。", "Transfer it out (V27) to another demo person."),
        (
            "买方同意、发票到了，号牌收回、买方领三十天临牌。",
            "The buyer agrees, the invoice comes: plates are collected, a temporary plate is given.",
        ),
    ),
    (
        "sold-elsewhere",
        "traded_away",
        ("车在外地卖了", "Sold a car in another city"),
        (
            "买方在另一个城市的副本申请（V28）；车主在这里的“等您同意”里确认。",
            "The buyer applies in the copy of another city (V28); confirm it here, on your own page.",
        ),
        ("确认后档案转过去。", "Once confirmed, the file is sent."),
    ),
    (
        "sells-to-dealer",
        "pending_sale",
        ("把车卖给经销企业", "Sells a car to a dealer"),
        ("二手车待销售登记（V29）。", "Register it as pending sale (V29)."),
        ("企业在商务部门备案名单里才办。", "Only where the dealer is on the list of filed ones."),
    ),
)
LORRIES: Mapping[str, Mapping[str, str]] = {"truck-moves": {"type": "H31", "use": "F"}}


def told(cast: Cast) -> list[Situation]:
    """One for each service."""
    return [_one(cast, place, *row) for place, row in enumerate(LEAVERS)]


def _one(
    cast: Cast, place: int, code: str, question: str, title: Words, attempt: Words, expect: Words
) -> Situation:  # fmt: skip
    law = LORRIES.get(code, {})
    resident = (cast.woman if place % 2 else cast.man)(cars=(_car(cast, place, **law),))
    verdicts = {question: ("check.none",) if law else ALLOWED}
    return situation(code, resident, verdicts, title=title, attempt=attempt, expect=expect)


def _car(cast: Cast, place: int, **law: str) -> Car:
    registered = cast.years(-5, place + 3)
    return motoring.made(PLACE + place, registered, cast.day, cast.book, Random(f"leaver:{place}"), **law)
