"""A dozen line icons, drawn here on a 24 by 24 grid. Each stands beside its text, never alone."""

from types import MappingProxyType
from typing import Final

PATHS: Final = MappingProxyType(
    {
        "arrow": "M5 12h14M13 6l6 6-6 6",
        "back": "M19 12H5M11 6l-6 6 6 6",
        "bell": "M6 17V11a6 6 0 0 1 12 0v6l2 1H4l2-1zM10 21h4",
        "check": "M4 12.5l5.5 5.5L20 7",
        "clock": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.5 2",
        "cross": "M6 6l12 12M18 6L6 18",
        "document": "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
        "eye": "M2 12s4-6 10-6 10 6 10 6-4 6-10 6S2 12 2 12zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
        "info": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v6M12 7v.5",
        "key": "M8 11a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM11 12L20 3M16 7l3 3",
        "licence": "M3 5h18v14H3zM7 9h3v4H7zM13 9h5M13 13h5M7 16h11",
        "person": "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21c0-4.5 3.5-7 8-7s8 2.5 8 7",
        "phone": "M7 2h10v20H7zM11 18.5h2",
        "place": "M12 21s7-6 7-11a7 7 0 0 0-14 0c0 5 7 11 7 11zM12 8a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
        "post": "M3 6h18v12H3zM3 7l9 7 9-7",
        "print": "M7 9V3h10v6M7 17H4V9h16v8h-3M7 14h10v7H7z",
        "qr": "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 14h2M14 20h2M18 18h2v2",
        "search": "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L21 21",
        "shield": "M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6zM8.5 12l2.5 2.5 4.5-5",
        "warning": "M12 3.5L22 20.5H2zM12 10v5M12 17.5v.5",
    }
)


def draw(name: str) -> str:
    """Return the icon as inline SVG, hidden from screen readers; an unknown name is a KeyError."""
    return (
        '<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
        'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
        f'<path d="{PATHS[name]}"/></svg>'
    )
