"""Many take the last places of a quota in one moment: without the guard more have one than there are."""

from typing import Any

import pytest
from tests import builders
from tests.config.conftest import Urls
from tests.races.test_cases import at_once

from tongban.allocation import scheme_places
from tongban.core.ids import new_id

LEFT, MANY = 3, 8
LOOK_FIRST = """
WITH seen AS (
    SELECT coalesce((SELECT used FROM allocation_placecount
                     WHERE scheme = %(scheme)s AND period = %(period)s), 0) AS used, pg_sleep(0.3)
)
INSERT INTO allocation_placecount (scheme, period, used) SELECT %(scheme)s, %(period)s, 1 FROM seen
WHERE seen.used < %(limit)s
ON CONFLICT (scheme, period) DO UPDATE SET used = allocation_placecount.used + 1 RETURNING used
"""


def take() -> Any:
    return scheme_places.take(
        scheme="hengqin", period="2026-12", limit=LEFT, case=new_id(), actor=builders.TEST, cause="test"
    )  # fmt: skip


@pytest.mark.parametrize("guarded", [False, True])
def test_of_many_in_one_moment_as_many_have_a_place_as_there_are(
    committed: Urls, monkeypatch: pytest.MonkeyPatch, guarded: bool
) -> None:
    if not guarded:
        monkeypatch.setattr(scheme_places, "TAKE", LOOK_FIRST)
    answers = at_once(*[take] * MANY)
    had = [answer for answer in answers if isinstance(answer, scheme_places.Taken)]
    assert (len(had) == LEFT) is guarded
    assert len(had) == scheme_places.used("hengqin", "2026-12") == scheme_places.ledger("hengqin")[0].used
    assert not guarded or all(isinstance(one, scheme_places.Taken | scheme_places.NoneLeft) for one in answers)
