"""Base45 (RFC 9285): bytes in the alphabet that a QR code stores in 5.5 bits a character."""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {character: number for number, character in enumerate(ALPHABET)}


def encode(data: bytes) -> str:
    """Return the text of `data`: three characters for two bytes, two for a last odd one."""
    out = []
    for start in range(0, len(data) - 1, 2):
        rest, first = divmod(int.from_bytes(data[start : start + 2], "big"), 45)
        third, second = divmod(rest, 45)
        out += [ALPHABET[first], ALPHABET[second], ALPHABET[third]]
    if len(data) % 2:
        second, first = divmod(data[-1], 45)
        out += [ALPHABET[first], ALPHABET[second]]
    return "".join(out)


def decode(text: str) -> bytes:
    """Return the bytes of `text`; raise ValueError where it is not base45."""
    out = bytearray()
    for start in range(0, len(text), 3):
        group = [_VALUES.get(character, -1) for character in text[start : start + 3]]
        if -1 in group or len(group) == 1:
            raise ValueError("not base45")
        number = sum(value * 45**place for place, value in enumerate(group))
        out += number.to_bytes(len(group) - 1, "big") if number < 256 ** (len(group) - 1) else _too_big()
    return bytes(out)


def _too_big() -> bytes:
    raise ValueError("not base45: a group is too big")
