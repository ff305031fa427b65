"""Changes of law at the desk: the note for staff, and a tile while one is coming."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.web.builders import SETUP, a_clerk, an_office

from tongban.core import actions, clock

pytestmark = pytest.mark.django_db
WINDOW = Path(__file__).parents[3] / "docs" / "packs" / "renewal-window-120.toml"


def test_a_coming_change_is_told_at_the_window_with_its_note_for_staff() -> None:
    with clock.frozen(datetime(2026, 11, 22, 4, tzinfo=UTC)):
        an_office()
        clerk = a_clerk()
        assert "/desk/changes/" not in clerk.get("/desk/").content.decode().partition('class="tiles"')[2]
        actions.adopt_pack(text=WINDOW.read_text(encoding="utf-8"), actor=SETUP, cause="notice 12")
        assert "/desk/changes/" in clerk.get("/desk/").content.decode().partition('class="tiles"')[2]
        page = clerk.get("/desk/changes/").content.decode()
    assert "前两周窗口会多一些" in page
    assert "即将施行" in page
    assert "江苏省" in page
