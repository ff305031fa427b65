"""The page of other offices: what waits, what was refused, who may have it tried again."""

from uuid import uuid4

import pytest
from django.urls import reverse
from tests.web.builders import SETUP, a_clerk, a_supervisor, an_office

from tongban.core import clock
from tongban.exchange import wire
from tongban.exchange.models import Letter, Office
from tongban.exchange.offices import actions
from tongban.exchange.offices.forms import MovedIn
from tongban.outlets import actions as outlets
from tongban.registers.vehicles.models import Move

pytestmark = pytest.mark.django_db

ADDRESS = reverse("supervisor:offices")
BODY = {"transfer": str(uuid4()), "plate_type": "02", "plate": "苏E54321", "on": "2026-11-20"}


def test_without_another_office_the_page_says_how_one_is_introduced() -> None:
    an_office()
    assert "tongban offices add" in a_supervisor().get(ADDRESS).content.decode()


def test_letters_and_moves_are_shown_and_a_refused_letter_is_tried_again_by_who_may() -> None:
    an_office()
    Office.objects.create(region="320500", address="http://127.0.0.1:1", introduced_at=clock.now())
    letter = actions.write(to="320500", letter=wire.form(MovedIn).validate_python(BODY), about=uuid4())
    Move.for_system("test").create(
        id=uuid4(), side="out", office="320500", plate_type="02", plate="沪A12345", state="sent", asked_at=clock.now(),
        changed_at=clock.now(),
    )  # fmt: skip
    reader = a_supervisor()
    page = reader.get(ADDRESS).content.decode()
    assert "1 封信函等待签收" in page
    assert "沪A·12345" in page
    assert "苏州" in page
    Letter.for_system("test").update(refused_at=clock.now(), said="status 422")
    page = reader.get(ADDRESS).content.decode()
    assert "1 封信函被拒收" in page
    assert "status 422" in page
    assert 'name="letter"' not in page
    body = {"letter": str(letter), "key": "k"}
    assert reader.post(ADDRESS, body).status_code == 403
    admin = a_clerk("310100-0020", posts=("supervision",), powers=("see",))
    outlets.grant(number="310100-0020", power="configure", actor=SETUP, cause="test")
    assert 'name="letter"' in admin.get(ADDRESS).content.decode()
    assert admin.post(ADDRESS, body | {"letter": "x"}).status_code == 404
    assert admin.post(ADDRESS, body).status_code == 302
    assert Letter.for_system("test").get().refused_at is None
