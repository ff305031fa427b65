"""A delivery firm of the demo city: riders with special plates, roadside readers, and a plate that somebody copied."""

import json
import socket
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from uuid import UUID

from tongban.core.actor import Actor
from tongban.core.ids import new_id
from tongban.demo import words
from tongban.exchange.readers import wire
from tongban.law.text import Text
from tongban.people import actions as people
from tongban.people import queries as persons
from tongban.registers.bikes import actions as bikes
from tongban.registers.bikes import reading

FIRM, NAME = "91310115MA1K3BTP2B", "示范配送"
RIDERS = 12
PLACES = (
    ("R1", Text(zh="中山路鼓楼路口", en="Zhongshan Road at Gulou"), 32.0603, 118.7833),
    ("R2", Text(zh="中央路新模范马路口", en="Zhongyang Road at Xinmofan Road"), 32.0772, 118.7797),
    ("R3", Text(zh="汉中路莫愁路口", en="Hanzhong Road at Mochou Road"), 32.0418, 118.7726),
    ("R4", Text(zh="珠江路丹凤街口", en="Zhujiang Road at Danfeng Street"), 32.0527, 118.7880),
    ("R5", Text(zh="龙蟠路锁金路口", en="Longpan Road at Suojin Road"), 32.0747, 118.8050),
    ("R6", Text(zh="应天大街江东路口", en="Yingtian Street at Jiangdong Road"), 32.0170, 118.7430),
)
COPIED = 0  # which rider's plate somebody has copied
SIMULATE, SECONDS = 1000, 5.0
CAUSE = "demo"


def put_on_the_road(manager: UUID, riders: Sequence[UUID], on: date, roadside: str, actor: Actor) -> None:
    """Give the firm its fleet, and where a roadside unit is played (host:port) open its readers and let the fleet
    pass."""
    known = persons.find_organisation(FIRM)
    firm = known.id if known else people.register_organisation(code=FIRM, name=NAME, actor=actor)
    people.authorise_person(organisation_id=firm, person_id=manager, actor=actor)
    tags = [f"E28011606000020460{place:06X}" for place in range(1, len(riders) + 1)]
    for place, (rider, tag) in enumerate(zip(riders, tags, strict=True), start=1):
        bike = bikes.register_bike(
            bike_id=new_id(), code=f"1170300{place:08d}", motor=f"DJ3{place:07d}", colour="J",
            make={"brand": "示范牌", "model": "TDT101Z", "edition": "2024"}, owner=rider, region=words.CITY,
            effective_on=on, actor=actor, cause=CAUSE,
        )  # fmt: skip
        due = on.replace(year=on.year + 5 if place > 1 else on.year)
        bikes.begin_delivery(
            bike_id=bike.id, firm=firm, rider=rider, tag=tag, check_due_on=due, effective_on=on, actor=actor,
            cause=CAUSE,
        )  # fmt: skip
    if not roadside:
        return
    for code, place_name, lat, lon in PLACES:
        reading.open_reader(code=code, address=roadside, place=place_name, lat=lat, lon=lon, actor=actor)
    with suppress(OSError):  # nobody plays it: the readers are there, and have no line
        _tell(roadside, {"roam": tags[1:]})
        _tell(roadside, {"pass": tags[COPIED], "reader": "R5", "ago": -60})
        _tell(roadside, {"pass": tags[COPIED], "reader": "R6", "ago": -90})
        _tell(roadside, {"pass": "E28011606000020499FFFFFF", "reader": "R2", "ago": 0})


def _tell(roadside: str, wish: dict[str, object]) -> None:
    """One control frame of the simulator (docs/partners/reader-protocol.md)."""
    host, _, port = roadside.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=SECONDS) as connection:
        connection.sendall(wire.pack(wire.Frame(SIMULATE, 1, json.dumps(wish).encode())))
        connection.recv(wire.LONGEST)
