"""A plate maker's day at the desk: from blank to hand, what goes wrong, what comes back and is destroyed."""

import pytest
from django.test import Client
from django.urls import reverse
from tests import builders
from tests.exchange.test_press import Machine, machine
from tests.web.builders import OFFICE, a_clerk, a_supervisor, an_office

from tongban.core import clock
from tongban.core.plates import Plate
from tongban.documents import reconciling, stock
from tongban.documents.models import Blank
from tongban.documents.plates import ordering, queries
from tongban.documents.plates.types import SetView
from tongban.documents.types import OutOfBlanks

__all__ = ["machine"]
pytestmark = pytest.mark.django_db
NUMBER = "苏A12345"


class Shop:
    """A maker with blanks, a set to be made, and its clerk."""

    def __init__(self, blanks: int = 4) -> None:
        an_office()
        builders.a_plate_maker(OFFICE, blanks=blanks)
        self.person = builders.a_person()
        self.car = builders.a_vehicle(self.person, plate=NUMBER)
        self.clerk = a_clerk("310100-0101", posts=("production",))
        self.second = a_clerk("310100-0102", posts=("production", "acceptance"))
        self.id = self.order()

    def order(self, lost: tuple[str, ...] = ("front",)) -> builders.UUID:
        to = ordering.Receiver(self.person, builders.UUID(int=77), OFFICE)
        plate = Plate("02", NUMBER)
        return ordering.order(plate=plate, vehicle_id=self.car.id, to=to, lost=lost, actor=builders.TEST, cause="test")

    @property
    def set(self) -> SetView:
        return queries.get(self.id)

    def does(self, action: str, client: Client | None = None, **more: object) -> str:
        """Press a button of the set's page; returns the page that follows."""
        address = reverse("desk:plate_set", args=[self.id])
        answer = (client or self.clerk).post(address, {"action": action, **more}, follow=True)
        return answer.content.decode()


@pytest.fixture
def shop(machine: Machine, settings: object) -> Shop:
    settings.TONGBAN_PRESS = machine.address  # type: ignore[attr-defined]
    return Shop()


def test_a_set_goes_from_blank_to_hand_and_its_number_answers_everything(shop: Shop) -> None:
    assert "苏A·12345" in shop.clerk.get(reverse("desk:plate_work")).content.decode()
    shop.does("take")
    assert [piece.state for piece in shop.set.pieces] == ["blank_issued", "blank_issued"]
    page = shop.does("press")
    assert shop.set.state == "pressed" and "data:image/svg+xml;base64," in page
    shop.does("check")
    assert shop.set.state == "in_stock" and shop.set.ready_at is not None and not shop.set.late
    assert "identity" in shop.does("hand_out")  # nobody was compared yet
    shop.does("hand_out", identity="yes", returned="rear")
    assert shop.set.state == "issued"
    traced = shop.clerk.post(reverse("desk:plate_trace"), {"number": "苏a·12345"}).content.decode()
    for serial in (piece.serial for piece in shop.set.pieces):
        assert serial in traced
    assert queries.standing(NUMBER) == "valid" and queries.has_void_plates(NUMBER)


def test_a_press_that_jams_after_making_leaves_one_plate_of_each_blank(shop: Shop, machine: Machine) -> None:
    shop.does("take")
    machine.sim("JAM_AFTER")
    shop.does("press")
    assert (shop.set.state, machine.pressed) == ("pressed", 2)


def test_a_press_that_jams_before_is_told_on_the_page_and_pressed_again(shop: Shop, machine: Machine) -> None:
    shop.does("take")
    machine.sim("JAM_BEFORE")
    assert "压制机卡住了" in shop.does("press")
    assert shop.set.state == "blank_issued"
    shop.does("press")
    assert (shop.set.state, machine.pressed) == ("pressed", 2)


def test_a_plate_that_reads_otherwise_is_scrapped_by_two_and_made_again(shop: Shop, machine: Machine) -> None:
    shop.does("take")
    machine.sim("MISREAD")
    page = shop.does("press")
    assert "不是要做的号码" in page and 'value="check"' not in page
    assert "报废重做" in shop.does("check")
    wrong = next(piece for piece in shop.set.pieces if piece.read != NUMBER)
    shop.does("scrap", serial=wrong.serial, why="misread")
    blanks = reverse("desk:blanks")
    shop.clerk.post(blanks, {"action": "confirm_spoilt", "spoiling": wrong.serial, "key": "k1"})
    assert shop.set.state == "pressed"  # the first person alone cannot
    shop.second.post(blanks, {"action": "confirm_spoilt", "spoiling": wrong.serial, "key": "k2"})
    assert shop.set.state == "assigned"
    for action in ("take", "press", "check"):
        shop.does(action)
    assert shop.set.state == "in_stock" and wrong.serial not in [piece.serial for piece in shop.set.pieces]
    day = next(one for one in stock.stock(frozenset({OFFICE}), clock.today(), builders.a_clerk()) if "blue" in one.kind)
    assert (day.received, day.taken, day.spoilt, day.stock, day.balanced) == (4, 2, 1, 1, True)


def test_old_and_spoilt_plates_are_destroyed_before_two_witnesses(shop: Shop) -> None:
    for action in ("take", "press", "check"):
        shop.does(action)
    shop.does("hand_out", identity="yes", returned="rear")
    address = reverse("desk:old_plates")
    shop.clerk.post(address, {"action": "propose", "key": "k1"})
    batch = {"action": "confirm", "batch": _batch(shop), "weight": "350", "video": "ab" * 32}
    assert shop.clerk.post(address, {**batch, "key": "k2"}).status_code == 403
    assert shop.second.post(address, {**batch, "weight": "", "key": "k3"}).status_code == 400
    shop.second.post(address, {**batch, "key": "k4"})
    _, old = queries.sets_of(NUMBER)
    assert {piece.place: piece.state for piece in old.pieces} == {"front": "missing", "rear": "destroyed"}


def _batch(shop: Shop) -> str:
    from tongban.documents.plates import destroying

    return str(destroying.batches(OFFICE)[0].id)


def test_a_lost_plate_that_is_found_comes_back_and_stays_void(shop: Shop) -> None:
    address = reverse("desk:old_plates")
    front = next(one for one in queries.outstanding(NUMBER) if one.place == "front")
    assert str(front.id) in shop.clerk.get(address, {"number": NUMBER}).content.decode()
    shop.clerk.post(address, {"action": "take_back", "piece": str(front.id), "key": "k1"})
    assert [one.place for one in queries.outstanding(NUMBER)] == ["rear"]


def test_a_blank_that_vanished_raises_an_alarm_until_somebody_has_explained_it(shop: Shop) -> None:
    assert reconciling.reconcile() == 0
    Blank.objects.filter(office=OFFICE, kind="blue440x140", state="stock").first().delete()  # type: ignore[union-attr]
    assert reconciling.reconcile() == 1
    [alarm] = reconciling.open_alarms()
    assert (alarm.what, alarm.expected, alarm.found) == ("vanished", 4, 3)
    watch = a_supervisor()
    assert "到货 4 件" in watch.get(reverse("supervisor:plates")).content.decode()
    assert "到货 4 件" in shop.clerk.get(reverse("desk:blanks")).content.decode()
    watch.post(reverse("supervisor:plates"), {"alarm": alarm.key, "reason": "a thief", "key": "k1"})
    assert reconciling.reconcile() == 0


def test_a_blank_taken_that_became_no_plate_and_a_count_that_differs_are_found(shop: Shop) -> None:
    Blank.objects.filter(office=OFFICE, kind="blue440x140").update(state="taken")
    stock.count_blanks(office=OFFICE, kind="blue440x140", counted=3, in_stock=4, actor=builders.a_clerk())
    assert {alarm.what for alarm in reconciling.differences()} == {"taken", "counted"}


def test_a_maker_without_blanks_takes_none_at_all(shop: Shop) -> None:
    Blank.objects.filter(office=OFFICE, kind="blue440x140").exclude(serial__endswith="1").update(state="spoilt",
        spoilt_by=builders.UUID(int=1), spoilt_seen_by=builders.UUID(int=2))  # fmt: skip
    assert str(OutOfBlanks.code) and "空白件已用完" in shop.does("take")
    assert [piece.serial for piece in shop.set.pieces] == ["", ""]


def test_anybody_may_ask_whether_plates_are_valid_and_learns_nothing_else(shop: Shop) -> None:
    client, address = Client(), reverse("public:plate")
    page = client.post(address, {"number": "苏A12345"}).content.decode()
    assert "正在制作新号牌" in page and "王小明" not in page
    assert client.post(address, {"number": "nonsense"}).status_code == 400
    assert "没有这个号牌号码" in client.post(address, {"number": "苏A99999"}).content.decode()
