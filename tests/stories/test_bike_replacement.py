"""N05: a lost plate or licence is replaced with nothing but an identity document; the number stays."""

import pytest
from tests.stories.test_bike_registration import bought, registers

from tongban.registers.bikes import queries as bikes


@pytest.mark.parametrize("what", ["plate", "licence"])
def test_the_number_stays_and_the_former_licence_is_void(told, what):
    wang = told.person()
    registers(told, wang, *bought(told, wang))
    [before] = bikes.bikes_of(wang)
    case = told.applies("N05", wang, what=what)
    assert told.sees(case.id).outcome == "granted"
    [after] = bikes.bikes_of(wang)
    assert (after.plate, after.licence > before.licence) == (before.plate, True)
    assert bikes.life_of(after.id)[-1].kind == f"{what}_replaced"
