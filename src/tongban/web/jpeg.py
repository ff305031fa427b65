"""Is this a JPEG? Read from its markers (ISO/IEC 10918-1, B.1.1), never from a file's name or declared type."""

START, END = b"\xff\xd8", b"\xff\xd9"
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # start of frame; the three others are tables
SCAN = 0xDA
LARGEST_SIDE = 10_000  # pixels; more is no photograph for a card


def is_whole(content: bytes) -> bool:
    """True for bytes that begin, describe a picture of sensible size, reach its scan, and end as a JPEG does."""
    return content.startswith(START) and content.rstrip(b"\x00").endswith(END) and _describes_a_picture(content)


def _describes_a_picture(content: bytes) -> bool:
    """Walk from marker to marker until the scan begins; a frame with a size must have come before it."""
    place, sized = len(START), False
    while place + 4 <= len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if marker == 0xFF:  # fill bytes before a marker
            place += 1
            continue
        length = int.from_bytes(content[place + 2 : place + 4], "big")
        if marker in FRAMES:
            sized = _has_size(content[place + 4 : place + 2 + length])
        if marker == SCAN:
            return sized
        if length < 2:
            return False
        place += 2 + length
    return False


def _has_size(frame: bytes) -> bool:
    """A frame's header: precision, height, width, components."""
    if len(frame) < 6:
        return False
    height, width = int.from_bytes(frame[1:3], "big"), int.from_bytes(frame[3:5], "big")
    return 0 < height <= LARGEST_SIDE and 0 < width <= LARGEST_SIDE and frame[5] > 0
