"""Races are run on the same city as the stories."""

from tests.stories.conftest import told

__all__ = ["told"]
