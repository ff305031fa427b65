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
from tongban.allocation.plates import queries
from tongban.allocation.plates.types import State
from tongban.core import clock
from tongban.people import queries as persons

__all__ = ["told"]
POOLS = "/desk/pools/"


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
