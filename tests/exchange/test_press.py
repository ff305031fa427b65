"""The press over its line protocol, the simulator in a process of its own: every fault leaves one plate at most."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.exchange.device import Device

from tongban.core.plates import Plate
from tongban.exchange import press
from tongban.exchange.types import NotSent, PartnerRefused, PartnerUnavailable

JOB, PLATE, KIND = "3201000000001", Plate("02", "苏A12345"), "blue440x140"


class Machine(Device):
    """The simulated press, and the faults one can lay into it."""

    program = "press"

    def sim(self, *words: str) -> str:
        with self.connection() as line:
            line.sendall((" ".join(["SIM", *words]) + "\n").encode())
            return line.makefile("rb").readline().decode().split()[1]

    def make(self, job: str = JOB, plate: Plate = PLATE) -> press.Pressed:
        return press.make(job=job, plate=plate, kind=KIND, maker="320100-1", address=self.address)

    @property
    def pressed(self) -> int:
        return int(self.sim("COUNT"))


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    started = Machine(tmp_path)
    yield started
    started.stop()


def test_a_plate_is_pressed_and_read_back_from_its_picture(machine: Machine) -> None:
    made = machine.make()
    assert (made.job, made.number, made.read) == (JOB, "苏A12345", "苏A12345")
    assert made.picture.startswith(b"<svg") and made.picture_type == "image/svg+xml"


def test_the_same_job_asked_again_is_not_pressed_again(machine: Machine) -> None:
    assert machine.make().at == machine.make().at
    assert machine.pressed == 1


def test_a_press_that_jams_after_making_has_made_one_plate_and_no_second_one(machine: Machine) -> None:
    machine.sim("JAM_AFTER")
    assert machine.make().number == "苏A12345"
    machine.make()
    assert machine.pressed == 1


def test_a_press_that_jams_before_says_so_and_makes_it_when_it_is_cleared(machine: Machine) -> None:
    machine.sim("JAM_BEFORE")
    with pytest.raises(PartnerUnavailable) as stopped:
        machine.make()
    assert stopped.value.message == press.STOPPED["JAM"]
    machine.make()
    assert machine.pressed == 1


def test_a_line_lost_after_making_costs_no_second_plate(machine: Machine) -> None:
    machine.sim("DROP")
    assert machine.make().read == "苏A12345"
    assert machine.pressed == 1


def test_an_answer_given_twice_is_not_taken_for_the_next_job(machine: Machine) -> None:
    machine.sim("TWICE")
    machine.make()
    other = machine.make("3201000000002", Plate("02", "苏A54321"))
    assert (other.job, other.number, machine.pressed) == ("3201000000002", "苏A54321", 2)


def test_a_slow_press_says_that_it_lives_and_is_waited_for(machine: Machine) -> None:
    machine.sim("SLOW", "2")
    assert machine.make().number == "苏A12345"


def test_a_press_that_is_silent_is_given_up_and_the_plate_is_found_later(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.sim("SLOW", "3")
    monkeypatch.setattr(press, "SILENCE", 0.5)
    with pytest.raises(PartnerUnavailable):
        machine.make()
    monkeypatch.setattr(press, "SILENCE", 10.0)
    assert machine.make().number == "苏A12345"
    assert machine.pressed == 1


def test_two_who_press_at_once_get_one_plate(machine: Machine) -> None:
    machine.sim("SLOW", "1")
    both = [threading.Thread(target=machine.make) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert machine.pressed == 1


def test_a_press_that_is_killed_remembers_what_it_made(machine: Machine) -> None:
    made = machine.make()
    machine.stop()
    with pytest.raises(NotSent):
        machine.make()
    machine.start()
    assert machine.make().at == made.at
    assert machine.pressed == 1


def test_an_empty_press_asks_for_a_blank(machine: Machine) -> None:
    machine.sim("EMPTY")
    with pytest.raises(PartnerUnavailable) as stopped:
        machine.make()
    assert stopped.value.message == press.STOPPED["EMPTY"]


def test_one_blank_never_bears_two_numbers(machine: Machine) -> None:
    machine.make()
    with pytest.raises(PartnerRefused):
        machine.make(plate=Plate("02", "苏A99999"))
    assert machine.pressed == 1


def test_a_camera_that_reads_otherwise_is_believed(machine: Machine) -> None:
    machine.sim("MISREAD")
    assert machine.make().read not in ("", "苏A12345")


def test_without_a_press_it_says_so() -> None:
    with pytest.raises(NotSent):
        press.make(job=JOB, plate=PLATE, kind=KIND, maker="320100-1")
