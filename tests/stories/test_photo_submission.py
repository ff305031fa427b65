"""D34: somebody hands in a photograph; a person compares it, and the licence on the phone shows it."""

import base64
import io

import pytest
from PIL import Image, ImageDraw
from tests import builders

from tongban.casework import actions
from tongban.core import entries
from tongban.core.errors import BadInput
from tongban.documents import queries as papers
from tongban.people.livecheck import Comparison
from tongban.registers.drivers import queries as drivers
from tongban.services.driver import papers as licences


class KnowsTheFace:
    """An engine of an authority that is sure."""

    name = "sure"

    def compare(self, person_id, evidence: str) -> Comparison:
        assert evidence.startswith("case:")
        return Comparison(passed=True)


class KnowsItIsAnother(KnowsTheFace):
    """An engine that says it is somebody else."""

    def compare(self, person_id, evidence: str) -> Comparison:
        return Comparison(passed=False)


def a_photo(width=440, height=640, ground="white", form="JPEG", mode="RGB", exif=None) -> str:
    image = Image.new("RGB", (width, height), ground)
    ImageDraw.Draw(image).ellipse((width * 0.25, height * 0.2, width * 0.75, height * 0.7), fill=(200, 150, 120))
    made = io.BytesIO()
    image.convert(mode).save(made, form, **({"exif": exif} if exif else {}))
    return base64.b64encode(made.getvalue()).decode()


def hands_in(told, person, photo=None):
    return told.applies("D34", person, photo=photo or a_photo())


def test_a_person_compares_and_the_phone_shows_the_new_photograph(told):
    wang = told.person()
    licence = builders.a_licence(wang)
    told.has_portrait(wang)
    citizen = builders.a_citizen(wang)
    licences.add_to_phone(person_id=wang, jwk=told.a_phone_key(), label="phone", actor=citizen)
    case = hands_in(told, wang)
    assert told.sees(case.id).row.needs_post == "review"
    before = papers.find_portrait(licence.id)
    clerk = builders.a_clerk("review")
    actions.take(case_id=case.id, actor=clerk)
    actions.decide(case_id=case.id, actor=clerk, outcome="granted", grounds="the same person")
    assert told.sees(case.id).outcome == "granted"
    after = papers.find_portrait(licence.id)
    assert after != before and after.startswith(b"\xff\xd8\xff")
    newest, oldest = papers.credentials_of(wang, citizen)
    assert oldest.revoked_at and newest.revoked_at is None
    written = [entry for entry in entries.history(licence.id) if entry.kind == "portrait_submitted"]
    assert len(written) == 1 and set(written[0].facts) == {"sha256"}


def test_an_engine_that_knows_the_face_lets_a_machine_decide(told, settings):
    settings.TONGBAN_LIVECHECK = f"{__name__}.KnowsTheFace"
    wang = told.person()
    builders.a_licence(wang)
    assert told.sees(hands_in(told, wang).id).outcome == "granted"


def test_no_engine_refuses_anybody_a_person_looks(told, settings):
    settings.TONGBAN_LIVECHECK = f"{__name__}.KnowsItIsAnother"
    wang = told.person()
    builders.a_licence(wang)
    seen = told.sees(hands_in(told, wang).id)
    assert (seen.outcome, seen.row.needs_post) == ("", "review")


def test_the_next_card_carries_it_although_the_library_has_an_older_one(told, settings):
    settings.TONGBAN_LIVECHECK = f"{__name__}.KnowsTheFace"
    wang = told.person()
    licence = builders.a_licence(wang)
    hands_in(told, wang)
    submitted = papers.find_portrait(licence.id)
    case = told.applies("D06", wang)
    told.pays(case.order_number)
    assert drivers.get_driver(licence.id).card_serial != licence.card_serial
    assert papers.find_portrait(licence.id) == submitted


@pytest.mark.parametrize(
    ("photo", "said"),
    [
        (a_photo(200, 291), "像素"),
        (a_photo(640, 640), "宽高比"),
        (a_photo(ground="navy"), "白色"),
        (a_photo(mode="L"), "彩色"),
        ("bm90IGEgcGljdHVyZQ==", "不是照片"),
        ("照片", "不是照片"),
    ],
)
def test_what_a_machine_can_see_is_said_beside_the_field(told, photo, said):
    wang = told.person()
    builders.a_licence(wang)
    with pytest.raises(BadInput) as refused:
        hands_in(told, wang, photo)
    assert refused.value.field == "photo" and said in refused.value.message.zh


def test_where_it_was_taken_is_not_kept(told, settings):
    settings.TONGBAN_LIVECHECK = f"{__name__}.KnowsTheFace"
    exif = Image.Exif()
    exif[0x010E] = "a place that is nobody's business"
    wang = told.person()
    licence = builders.a_licence(wang)
    hands_in(told, wang, a_photo(exif=exif))
    assert b"nobody" not in papers.find_portrait(licence.id)
