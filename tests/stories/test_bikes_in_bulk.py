"""Many e-bikes are registered from one table: every row is a case like any other, and nothing happens twice."""

import pytest
from tests import builders
from tests.passes import qualified
from tests.stories.test_bike_registration import bought

from tongban.casework import batches
from tongban.casework.models import Batch, BatchRow, Case
from tongban.core import sealed, tables
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, NotAllowed, NotFound
from tongban.outlets import actions as outlets
from tongban.outlets import queries as staff
from tongban.outlets.types import OutletKind
from tongban.people import queries as people
from tongban.registers.bikes import queries as bikes

HEAD = "身份证号,姓名,整车编码,电动机编号,颜色,查验结果\r\n"
POINT = "310115-2"
SECOND = builders.identity_number(builders.date(1990, 2, 3), 905)


@pytest.fixture
def clerk(told) -> Actor:
    """Somebody at a police station, who takes what a dealer sold this week."""
    outlets.open_outlet(
        code=POINT, kind=OutletKind.POLICE_STATION, name=builders.Text(zh="派出所", en="Station"),
        region=builders.REGION, opened_on=builders.LONG_AGO, actor=builders.TEST, cause="test",
    )  # fmt: skip
    return employed("P-0001", POINT)


def employed(number: str, outlet: str) -> Actor:
    common = {"actor": builders.TEST, "cause": "test"}
    outlets.employ(
        number=number, outlet=outlet, posts=("acceptance",), password=builders.PASSWORD,
        employed_on=builders.LONG_AGO, **common,
    )  # fmt: skip
    qualified(number)
    for power in ("see", "work"):
        outlets.grant(number=number, power=power, office=outlet, since=builders.LONG_AGO, **common)
    return staff.actor_for(people.find_account(number), "window")


def row(number: str, name: str, code: str, motor: str, seen: str = "一致") -> str:
    return f"{number},{name},{code},{motor},黑色,{seen}\r\n"


@pytest.fixture
def file(told) -> str:
    """Three bikes of two persons, one of them new here; and two rows that are wrong."""
    wang = told.person()
    told.city.control("PUT", f"people/{SECOND}", {"person": {"name": "李敏", "address": "测试路2号"}})
    number = people.identity_number(wang)
    rows = [row(number, "王小明", *bought(told, wang)), row(number, "王小明", *bought(told, wang))]
    made = told.city.control("POST", f"bikes/bought-by/{SECOND}", {})
    rows.append(row(SECOND, "李敏", made["code"], made["conformity"]["motor_code"]))
    rows.append(row("3.10115E+17", "赵六", "!", "", "不知道"))
    rows.append(rows[0])
    return HEAD + "".join(rows)


def hand_in(file: str, clerk: Actor, encoding: str = "gbk"):
    return batches.hand_in(service="N01", raw=file.encode(encoding), actor=clerk)


def test_each_row_says_what_is_wrong_and_the_good_ones_become_cases(told, clerk, file):
    batch = hand_in(file, clerk)
    seen = batches.rows_of(batch, clerk)
    assert [(one.line, one.state) for one in seen] == [
        (2, "ready"),
        (3, "ready"),
        (4, "ready"),
        (5, "wrong"),
        (6, "wrong"),
    ]
    assert {field for field, _ in seen[3].problems} == {"identity_number", "code", "motor", "seen"}
    assert seen[4].problems == (("", batches.TWICE.fill(line=2)),)
    told.city.work()
    assert bikes.bikes_of(people.find_person(builders.identity_number(builders.date(1985, 5, 5)))) == [], "nothing yet"
    batches.begin(batch_id=batch, actor=clerk)
    told.city.work()
    done = batches.rows_of(batch, clerk, "sent")
    assert [one.outcome for one in done] == ["granted"] * 3
    li = people.find_person(SECOND)
    assert li and people.get_person(li).name == "李敏", "the population register knows who was new here"
    assert [bike.plate for bike in bikes.bikes_of(li)] == ["A0000003"]
    view = batches.get_batch(batch, clerk)
    assert (view.running, view.worked_off, view.total) == (False, 5, 5)
    case = Case.for_system("test").get(number=done[0].case_number)
    assert (case.office, case.channel, case.accepted_by) == (POINT, "window", clerk.account_id)


def test_the_same_file_and_the_same_bike_are_registered_once(told, clerk, file):
    batch = hand_in(file, clerk)
    assert hand_in(file, clerk) == batch
    batches.begin(batch_id=batch, actor=clerk)
    waiting = batches.rows_of(hand_in(file + "\r\n", clerk, "utf-8"), clerk)
    assert [one.state for one in waiting] == ["wrong"] * 5, "it waits in the first"
    told.city.work()
    batches.begin(batch_id=batch, actor=clerk)
    told.city.work()
    again = batches.rows_of(hand_in(file, clerk, "utf-16"), clerk)
    assert [one.state for one in again] == ["wrong"] * 5, "registered already"
    assert Case.for_system("test").filter(service="N01").count() == 3
    assert again[0].problems[0][1].en.endswith("A0000001.")


def test_a_worker_that_died_in_the_middle_leaves_nothing_undone_and_nothing_twice(told, clerk, file, monkeypatch):
    batch = hand_in(file, clerk)
    batches.begin(batch_id=batch, actor=clerk)
    sent = []
    submit = batches.actions.submit

    def dies_after_the_second(**given):
        sent.append(submit(**given))
        if len(sent) == 2:
            raise SystemError("the worker was killed after sending, before it wrote that down")
        return sent[-1]

    monkeypatch.setattr(batches.actions, "submit", dies_after_the_second)
    with pytest.raises(SystemError):
        batches.carry_on(batch)
    monkeypatch.undo()
    assert batches.stranded() == [batch]
    told.city.work()
    assert batches.stranded() == []
    assert [one.state for one in batches.rows_of(batch, clerk)][:3] == ["sent"] * 3
    assert Case.for_system("test").filter(service="N01").count() == 3


def test_a_name_that_is_not_the_number_s_is_said_and_can_be_tried_again(told, clerk, file):
    batch = hand_in(file.replace("李敏", "李明"), clerk)
    batches.begin(batch_id=batch, actor=clerk)
    told.city.work()
    [failed] = batches.rows_of(batch, clerk, "failed")
    assert failed.problems == (("name", batches.OTHER_NAME),)
    told.city.control("PUT", f"people/{SECOND}", {"person": {"name": "李明"}})
    batches.begin(batch_id=batch, actor=clerk)
    told.city.work()
    assert [one.state for one in batches.rows_of(batch, clerk)][:3] == ["sent"] * 3


def test_what_the_rule_refuses_is_a_refused_case(told, clerk, file):
    batch = hand_in(file.replace("一致\r\n", "有改装\r\n", 1), clerk)
    batches.begin(batch_id=batch, actor=clerk)
    told.city.work()
    outcomes = [one.outcome for one in batches.rows_of(batch, clerk, "sent")]
    assert outcomes == ["refused", "granted", "granted"]


def test_wrong_rows_come_back_as_they_were_with_the_reason_and_are_handed_in_again(told, clerk, file):
    batch = hand_in(file, clerk)
    batches.begin(batch_id=batch, actor=clerk)
    told.city.work()
    back = batches.to_correct(batch, clerk)
    rows = tables.read(back, batches.FORMS["N01"].columns)
    assert [one.cells["name"] for one in rows] == ["赵六", "王小明"]
    assert "科学计数" in back.decode("utf-8-sig")
    assert [one.state for one in batches.rows_of(batches.hand_in(service="N01", raw=back, actor=clerk), clerk)] == [
        "wrong", "wrong",
    ]  # fmt: skip


def test_another_office_neither_sees_nor_begins_it(told, clerk, file):
    batch = hand_in(file, clerk)
    other = employed("O-0001", builders.OFFICE)
    assert batches.batches_of(other) == []
    for attempt in (
        lambda: batches.get_batch(batch, other),
        lambda: batches.begin(batch_id=batch, actor=other),
        lambda: batches.to_correct(batch, other),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert batches.rows_of(batch, other) == []
    with pytest.raises(NotAllowed):
        batches.hand_in(service="N01", raw=b"x", actor=builders.a_citizen(clerk.account_id))
    with pytest.raises(NotFound):
        batches.hand_in(service="D06", raw=b"x", actor=clerk)
    with pytest.raises(BadInput):
        batches.hand_in(service="N01", raw=b"x", actor=clerk)


def test_cells_are_sealed_and_go_when_a_case_has_them_or_after_thirty_days(told, clerk, file):
    batch = hand_in(file, clerk)
    rows = BatchRow.for_system("test").filter(batch=batch).order_by("line")
    assert all("王小明".encode() not in bytes(one.cells) for one in rows)
    assert sealed.unpack(rows[0].cells)["name"] == "王小明"
    batches.begin(batch_id=batch, actor=clerk)
    told.city.work()
    assert [bool(one.cells) for one in rows.all()] == [False, False, False, True, True]
    assert batches.forget() == 0
    Batch.for_system("test").update(made_at=builders.clock.now() - batches.KEPT - builders.timedelta(seconds=1))
    assert batches.forget() == 2 and not any(one.cells for one in rows.all())
