"""base64url without padding, as browsers and JWK write it."""

import base64
import binascii


def decode(text: str) -> bytes:
    """The bytes; empty where it is no base64url."""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return b""
