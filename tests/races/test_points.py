"""Two courses end in the same second: without the lock they take off more than the cap; with it the second is told."""

from typing import Any

import pytest
from tests.assessment.learning.builders import a_driver
from tests.builders import TEST
from tests.config.conftest import Urls
from tests.races.test_cases import at_once, meet

from tongban.core import clock
from tongban.core.errors import Refused
from tongban.law.learning_facts import Study
from tongban.registers.drivers import points, queries
from tongban.registers.drivers.models import Driver


def reduces(driver: Any, reference: str, mode: str = "online") -> Any:
    return points.reduce_points(
        driver_id=driver.id, study=Study("reduction", clock.today(), mode=mode), reference=reference,
        effective_on=clock.today(), actor=TEST, cause="test",
    )  # fmt: skip


@pytest.mark.parametrize("guarded", [False, True])
def test_two_courses_in_one_second_stay_under_the_cap(
    committed: Urls, monkeypatch: pytest.MonkeyPatch, guarded: bool
) -> None:
    driver = a_driver(11)
    for reference in ("a", "b"):
        reduces(driver, reference, "on_site")
    reduces(driver, "c")
    if not guarded:
        monkeypatch.setattr(points, "locked", lambda driver_id: Driver.for_system("no lock").get(id=driver_id))
    meet(monkeypatch, points.points_reduction, "credit")
    told = at_once(lambda: reduces(driver, "d"), lambda: reduces(driver, "e"))
    taken = sum(one.points for one in queries.get_driver(driver.id).licence.reduced)
    assert (taken <= 6) is guarded
    if guarded:
        assert sorted(map(str, (one for one in told if not isinstance(one, Refused)))) == ["1"]
        assert queries.get_driver(driver.id).licence.cycles[-1].points == 5
