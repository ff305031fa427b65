"""Two offices adopt contradicting changes of law at the same moment."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.config.conftest import Urls
from tests.core.builders import CLERK
from tests.races.test_cases import at_once, meet

from tongban.core import actions, law_book
from tongban.core.errors import BadInput
from tongban.core.models import Order

WINDOW = (Path(__file__).parents[2] / "docs" / "packs" / "renewal-window-120.toml").read_text(encoding="utf-8")
OTHER = WINDOW.replace('"renewal-window-120"', '"window-150"').replace("value = 120", "value = 150")


def adopting(text: str) -> Callable[[], Any]:
    return lambda: actions.adopt_pack(text=text, actor=CLERK, cause="race")


@pytest.mark.parametrize("guarded", [False, True])
def test_of_two_contradicting_packs_one_is_adopted(
    committed: Urls, monkeypatch: pytest.MonkeyPatch, guarded: bool
) -> None:
    meet(monkeypatch, actions, "_checked_pack")
    if not guarded:
        monkeypatch.setattr(actions, "_one_adoption_at_a_time", law_book.book)
    answers = at_once(adopting(WINDOW), adopting(OTHER))
    assert Order.objects.count() == (1 if guarded else 2)
    assert sum(isinstance(answer, BadInput) for answer in answers) == (1 if guarded else 0)
