"""What the pages of the exchange services show that no other service needed: several choices, a new name, an end."""

from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.conftest import City
from tests.web.citizen.conftest import Enter


def test_several_classes_are_ticked_in_one_question_and_none_is_an_error(enter: Enter) -> None:
    citizen = enter()
    number = citizen.begin("D11")
    question = f"/me/cases/{number}/questions/classes/"
    page = citizen.get(question).content.decode()
    assert page.count('type="checkbox"') == 4, "C1 and what it covers"
    assert citizen.post(question, {"action": "next"}).status_code == 400
    assert citizen.post(question, {"classes": ["C2", "C9"], "action": "next"}).status_code == 400
    assert citizen.post(question, {"classes": ["C3", "C2"], "action": "next"}).status_code == 302
    citizen.post(f"/me/cases/{number}/questions/delivery/", {"delivery": "office", "action": "next"})
    page = citizen.get(f"/me/cases/{number}/check/").content.decode()
    assert "C3（低速载货汽车）、C2（小型自动挡汽车）" in page
    assert citizen.get(question).content.decode().count(" checked") == 2, "what was ticked stays ticked"


def test_a_photograph_that_is_too_large_is_refused_beside_its_field(enter: Enter, settings: LazySettings) -> None:
    citizen = enter()
    question = f"/me/cases/{citizen.begin('D34')}/questions/photo/"
    large = SimpleUploadedFile("face.jpg", b"\xff" * (settings.TONGBAN_UPLOAD_MAX_BYTES + 1))
    answer = citizen.post(question, {"photo": large, "action": "next"})
    assert answer.status_code == 400 and "照片最大 10 MB" in answer.content.decode()


def test_the_new_name_is_shown_before_it_is_sent(city: City, enter: Enter) -> None:
    citizen = enter()
    city.control("PUT", f"people/{citizen.number}", {"person": {"name": "王晓明"}})
    number = citizen.begin("D10")
    citizen.post(f"/me/cases/{number}/questions/delivery/", {"delivery": "office", "action": "next"})
    page = citizen.get(f"/me/cases/{number}/check/").content.decode()
    assert "王晓明" in page and citizen.number not in page


def test_a_service_that_has_ended_says_so_and_has_no_start(db: None) -> None:
    page = Client().get("/services/D20/").content.decode()
    assert "2022年3月31日" in page and "/me/apply/D20/" not in page
    assert "网上" not in page.split("<h2>")[1], "nothing is said of applying online where that is not possible"


def test_a_service_that_has_ended_sends_nobody_to_a_window(enter: Enter) -> None:
    page = enter().get("/me/apply/D20/").content.decode()
    assert "2022年3月31日" in page and "去哪里办" not in page


def test_what_only_some_cases_need_says_so(db: None) -> None:
    assert "居住证（需要时才查）" in Client().get("/services/D13/").content.decode()
