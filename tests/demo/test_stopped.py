"""What a killed first start leaves behind."""

import pytest

from tongban.config.embedded import Urls
from tongban.demo import filling, load
from tongban.outlets import queries as outlets


def test_who_is_stopped_on_the_way_leaves_an_empty_database(committed: Urls, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(city: filling.Loaded, first: int, last: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(filling, "load_stretch", stopped)
    with pytest.raises(KeyboardInterrupt):
        load.load(size=5)
    assert outlets.outlets() == [] and filling.find_loaded() is None
    monkeypatch.undo()
    assert load.load(size=5).size == 5
