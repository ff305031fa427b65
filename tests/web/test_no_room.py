"""A full database: people are told to try again, nothing half is kept, and afterwards it goes on."""

from collections.abc import Iterator

import psycopg
import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path, reverse
from tests.config.conftest import Urls
from tests.exchange.conftest import forgetful_process, partner
from tests.exchange.little_partner import LittlePartner
from tests.web.builders import JPEG, a_clerk, a_driver, a_person, an_office, answering
from tests.web.desk.conftest import no_second_factor
from tests.web.desk.test_window import begin

from tongban.casework.models import Evidence
from tongban.core import entries
from tongban.web.api import gate

__all__ = ["forgetful_process", "no_second_factor", "partner"]

FULL = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
IF current_setting('tongban.full', true) = 'on' THEN
    RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
END IF;
RETURN NEW;
END $$;
CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON casework_evidence FOR EACH ROW EXECUTE FUNCTION no_room();
"""


@pytest.fixture
def window(committed: Urls, partner: LittlePartner, settings: LazySettings) -> Iterator[Client]:
    with psycopg.connect(committed.owner, autocommit=True) as owner:
        owner.execute(FULL)
    an_office()
    answering(partner, portrait=False)
    yield a_clerk()


def full(state: str) -> None:
    """The disk under the table of evidence fills up, or has room again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('tongban.full', %s, false)", [state])


def test_evidence_that_finds_no_room_is_refused_whole_and_taken_later(window: Client) -> None:
    person = a_person()
    a_driver(person)
    row = begin(window, person)
    address = reverse("desk:evidence", args=[row.number, "portrait"])
    before = len(entries.history(row.id))
    full("on")
    answer = window.post(address, {"file": SimpleUploadedFile("face.jpg", JPEG)})
    assert answer.status_code == 503 and "什么都没有改变" in answer.content.decode()
    full("off")
    assert not Evidence.objects.filter(case=row.id, material="portrait", state="shown").exists()
    assert len(entries.history(row.id)) == before
    assert window.post(address, {"file": SimpleUploadedFile("face.jpg", JPEG)}).status_code == 302
    assert Evidence.objects.filter(case=row.id, material="portrait", state="shown").exists()


@pytest.mark.django_db
def test_the_api_says_so_with_its_code() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = '53100'; END $$")
        return HttpResponse()

    guarded = gate.guarded(path("full", view, name="full"), "public")
    answer = guarded.callback(RequestFactory().get("/api/full"))
    assert answer.status_code == 503 and b"no_room" in answer.content


def test_no_upload_touches_the_disk(settings: LazySettings) -> None:
    large = SimpleUploadedFile("face.jpg", b"\xff" * settings.TONGBAN_UPLOAD_MAX_BYTES)
    kept = RequestFactory().post("/", {"file": large}).FILES["file"]
    assert isinstance(kept, InMemoryUploadedFile)
