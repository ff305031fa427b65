"""Plate numbers at the desk: fifty drawn for who stands there; two supervisors withhold one; a release is announced."""

from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from tests.allocation import numbers as built
from tests.allocation.numbers import TYPE
from tests.stories.conftest import told
from tests.web import builders as desk

from tongban.allocation.models import Segment
from tongban.allocation.plates import bans, choosing, queries
from tongban.allocation.plates.types import State
from tongban.core import audit, clock
from tongban.people import queries as persons

__all__ = ["told"]
POOLS = "/desk/pools/"


AT = {"opens_at": 0, "closes_at": 3, "beacon_at": 6, "lottery_at": 7}


def a_supervisor(number: str) -> Client:
    return desk.a_clerk(number, posts=("supervision",), powers=())


def test_a_clerk_has_a_set_drawn_and_the_person_says_which(told: Any) -> None:
    built.an_open_segment(at=clock.now())
    person = told.person(date(1985, 5, 5))
    vin = told.city.control("POST", f"cars/bought-by/{persons.identity_number(person)}", {})["vin"]
    desk.an_office()
    clerk = desk.a_clerk()
    begun = clerk.post(reverse("desk:plates", args=[person]), {"vin": vin})
    assert begun.status_code == 302, begun.content.decode()
    page = begun["location"]
    clerk.post(page, {"action": "draw", "key": "1"})
    choice = queries.choices_of(person)[0]
    assert len(choice.offered) == 50 and choice.got == choice.offered[0]
    assert "到时没有选，就是" in clerk.get(page).content.decode()
    clerk.post(page, {"action": "take", "number": choice.offered[9], "key": "2"})
    reserved = queries.find_reserved(person, vin)
    assert reserved is not None and reserved.number == choice.offered[9]
    assert "已为您预留" in clerk.get(page).content.decode()
    looked = clerk.get(reverse("desk:plates", args=[person])).content.decode()
    assert choice.offered[9][2:] in looked


def test_two_supervisors_withhold_a_number_and_its_reason_is_public(committed: Any) -> None:
    built.an_open_segment(at=clock.now())
    desk.an_office()
    anna, ben = a_supervisor("310100-0007"), a_supervisor("310100-0008")
    form = {
        "action": "propose",
        "kind": "withhold",
        "of_type": TYPE,
        "number": "苏A·7700K",
        "why_zh": "遗失",
        "key": "1",
    }
    assert "请用中英文写明" in anna.post(POOLS, form).content.decode()
    assert anna.post(POOLS, form | {"why_en": "lost", "key": "2"}).status_code == 302
    motion = {"action": "confirm", "motion": str(queries.motions()[0].id)}
    assert anna.post(POOLS, motion | {"key": "3"}).status_code == 403
    assert queries.state_of(TYPE, "苏A7700K") == State.AVAILABLE
    assert ben.post(POOLS, motion | {"key": "4"}).status_code == 302
    assert queries.state_of(TYPE, "苏A7700K") == State.WITHHELD
    public = Client().get("/numbers/").content.decode()
    assert "苏A·7700K" in public and "遗失" in public


def test_a_segment_is_filed_and_its_release_announced_with_notice(committed: Any) -> None:
    desk.an_office()
    anna = a_supervisor("310100-0007")
    form = {"action": "file", "plate_type": TYPE, "energy": "", "mask": "沪A66##K", "key": "1"}
    assert anna.post(POOLS, form).status_code == 302
    soon = clock.now().astimezone(clock.CHINA) + timedelta(hours=1)
    release = {"action": "release", "segment": "沪A66##K", "key": "2"}
    assert "至少公告" in anna.post(POOLS, release | {"at": soon.strftime("%Y-%m-%dT%H:%M")}).content.decode()
    later = (soon + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    assert anna.post(POOLS, release | {"at": later, "key": "3"}).status_code == 302
    assert Segment.objects.get().announced_at is not None
    assert "将于" in Client().get("/numbers/").content.decode()


def test_a_ban_is_listed_and_lifted_by_two_and_the_look_is_written(committed: Any) -> None:
    desk.an_office()
    anna, ben = a_supervisor("310100-0007"), a_supervisor("310100-0008")
    pool = built.an_open_segment()
    person = desk.a_person()
    with clock.frozen(clock.now() - timedelta(days=30)):
        choice = built.a_choice(pool, person)
        choosing.compose(choice=choice.id, person=person, numbers=["苏A7700K"], actor=built.OFFICE)
    bans.note_breaches(actor=built.OFFICE)
    [ban] = bans.running()
    page = anna.get("/desk/bans/").content.decode()
    assert desk.NAME in page and audit.looks_at(ban.person)[0].what == "bans"
    form = {"ban": str(ban.id)}
    assert "请写明原因" in anna.post("/desk/bans/", form | {"action": "propose"}).content.decode()
    assert anna.post("/desk/bans/", form | {"action": "propose", "reason": "发票迟开", "key": "1"}).status_code == 302
    assert anna.post("/desk/bans/", form | {"action": "lift", "key": "2"}).status_code == 403
    assert "发票迟开" in ben.get("/desk/bans/").content.decode() and bans.running()
    assert ben.post("/desk/bans/", form | {"action": "lift", "key": "3"}).status_code == 302
    assert "没有人被限制" in ben.get("/desk/bans/").content.decode()


def test_a_collected_round_is_opened_at_the_desk_and_its_numbers_are_had_there_only(committed: Any) -> None:
    desk.an_office()
    anna = a_supervisor("310100-0007")
    built.an_open_segment()
    [pool] = [one for one in queries.pools()]
    now = clock.now().astimezone(clock.CHINA)
    at = {name: (now + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M") for name, days in AT.items()}
    form = {
        "action": "open", "round_of": str(pool.id), "pool": "苏a·7700k\n苏A7701K", "title_zh": "第一轮",
        "title_en": "One", "lottery": "double-colour", "issue": "2026135", "key": "1", **at,
    }  # fmt: skip
    assert anna.post("/desk/draws/", form | {"pool": "苏A0000K"}).status_code == 400
    opened = anna.post("/desk/draws/", form | {"key": "2"})
    assert opened.status_code == 302, opened.content.decode()
    assert {queries.state_of(TYPE, number) for number in ("苏A7700K", "苏A7701K")} == {State.ROUND}
