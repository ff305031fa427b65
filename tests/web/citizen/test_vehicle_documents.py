"""The electronic documents of one's vehicles: a code, a code that lasts, the file; nobody else's; checked in public."""

import re

from django.test import Client
from tests import builders
from tests.web.citizen.conftest import Enter, enter

from tongban.core import clock
from tongban.documents import of_vehicles
from tongban.documents.mdoc.unbound import LICENCE, MARK
from tongban.registers.vehicles.types import Vehicle
from tongban.services.vehicle import electronic

__all__ = ["enter"]


def with_documents(person_id) -> Vehicle:
    car = builders.a_vehicle(person_id)
    electronic.issue(car.id, electronic.BOTH, builders.TEST, "test")
    return car


def checked(**given) -> str:
    answer = Client().post("/check/", given)
    assert answer.status_code == 200
    return answer.content.decode()


def test_my_vehicles_lists_the_documents_and_each_is_shown_with_its_code(enter: Enter) -> None:
    citizen = enter()
    car = with_documents(citizen.person_id)
    page = citizen.get("/me/vehicles/").content.decode()
    for kind in (LICENCE, MARK):
        address = f"/me/vehicles/{car.id}/{kind.name}/"
        assert address in page
        shown = citizen.get(address).content.decode()
        assert "<svg" in shown and "沪A·12345" in shown and kind.title.zh in shown
        assert "<svg" in citizen.get(f"{address}code/").content.decode()
        assert "长期有效的二维码" not in citizen.get(f"{address}?keep=1").content.decode()


def test_a_vehicle_taken_off_the_account_stands_below_and_can_be_linked_again(enter: Enter) -> None:
    citizen = enter()
    car = with_documents(citizen.person_id)
    on = {"effective_on": clock.today(), "actor": builders.TEST, "cause": "test"}
    builders.vehicles.link(vehicle_id=car.id, person_id=citizen.person_id, linked=False, **on)
    page = citizen.get("/me/vehicles/").content.decode()
    assert "已从账号解绑" in page and "电子证件" not in page and f"?vehicle={car.id}" in page
    builders.vehicles.link(vehicle_id=car.id, person_id=citizen.person_id, linked=True, **on)
    assert "已从账号解绑" not in citizen.get("/me/vehicles/").content.decode()


def test_nobody_else_sees_them_and_what_was_never_given_is_not_there(enter: Enter) -> None:
    citizen, other = enter(), enter("李四")
    car = with_documents(citizen.person_id)
    for part in ("", "code/", "file/"):
        assert other.get(f"/me/vehicles/{car.id}/vehicle_licence/{part}").status_code == 404
    assert citizen.get(f"/me/vehicles/{car.id}/driving_licence/").status_code == 404
    electronic_mark = f"/me/vehicles/{car.id}/inspection_mark/"
    assert citizen.get(electronic_mark).status_code == 200
    builders.vehicles.set_letter(
        vehicle_id=car.id, letter="E", effective_on=clock.today(), actor=builders.TEST, cause="test"
    )
    electronic.follow(car.id, "letter_set", builders.TEST, "test")
    assert citizen.get(electronic_mark).status_code == 404


def test_anybody_checks_the_file_and_the_code_and_reads_the_plate_to_compare(enter: Enter) -> None:
    citizen = enter()
    car = with_documents(citizen.person_id)
    [licence, mark] = of_vehicles.standing([car.id])[car.id]
    downloaded = citizen.get(f"/me/vehicles/{car.id}/vehicle_licence/file/")
    assert downloaded["content-type"] == "application/cbor" and downloaded.content == licence.content
    page = checked(text=downloaded.content.hex())
    assert "请核对车上的号牌" in page and "核对本人面貌" not in page and "今天能驾驶" not in page
    assert "LSVT91339CN063181" in page and re.search("小型轿车|轿车", page)
    code = of_vehicles.code_of(mark, mark.valid_until - clock.now())
    assert "检验有效期至" in checked(text=code) and "2028年6月30日" in checked(text=code)
    electronic.documents.revoke_credentials(subject=car.id, actor=builders.TEST, cause="test")
    assert "已撤销" in checked(text=code)
