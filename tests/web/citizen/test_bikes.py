"""My e-bikes: card, life, licence as a code; nobody else's; a service is begun for the one that is chosen."""

from django.test import Client
from tests import builders
from tests.web.citizen.conftest import Enter, enter

from tongban.documents import of_vehicles
from tongban.documents.mdoc.unbound import BIKE
from tongban.registers.bikes import actions as register
from tongban.services.bike import electronic

__all__ = ["enter"]


def test_the_page_shows_plate_and_life_and_the_licence_is_checked_by_anybody(enter: Enter) -> None:
    citizen = enter()
    bike = builders.a_bike(citizen.person_id)
    register.recolour(bike_id=bike.id, colour="E", effective_on=builders.LONG_AGO, actor=builders.TEST, cause="test")
    electronic.follow(bike.id, builders.TEST, "test")
    page = citizen.get("/me/bikes/").content.decode()
    for word in ("A0000001", "正式号牌", bike.code, "登记上牌", "变更颜色", "电动自行车注销登记"):
        assert word in page, word
    address = f"/me/vehicles/{bike.id}/{BIKE.name}/"
    assert address in page
    shown = citizen.get(address).content.decode()
    assert "<svg" in shown and "A0000001" in shown and "整车编码" in shown
    [document] = of_vehicles.standing([bike.id])[bike.id]
    code = of_vehicles.code_of(document, of_vehicles.timedelta(minutes=5))
    answer = Client().post("/check/", {"text": code}).content.decode()
    assert "A0000001" in answer and "电动自行车行驶证" in answer


def test_somebody_elses_bike_does_not_exist(enter: Enter) -> None:
    citizen, other = enter(), enter("李四")
    bike = builders.a_bike(citizen.person_id)
    electronic.follow(bike.id, builders.TEST, "test")
    assert "没有查到您名下的电动自行车" in other.get("/me/bikes/").content.decode()
    assert other.get(f"/me/vehicles/{bike.id}/{BIKE.name}/").status_code == 404


def test_the_start_page_asks_which_bike(enter: Enter) -> None:
    citizen = enter()
    builders.a_bike(citizen.person_id)
    second = builders.a_bike(citizen.person_id, code="117099000000002")
    page = citizen.get(f"/me/apply/N04/?vehicle={second.id}").content.decode()
    assert "哪辆电动自行车？" in page and "A0000001" in page and "A0000002" in page
    begun = citizen.post("/me/apply/N04/", {"key": "k", "vehicle": str(second.id)})
    assert begun.status_code == 302
