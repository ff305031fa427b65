"""Tongban 通办: the services of a traffic authority, handled everywhere."""

__version__ = "0.1.0"
