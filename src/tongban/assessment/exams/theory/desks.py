"""How a desk shows that it holds a paper: a code that is used once, and the secret it gets for it."""

import hashlib
import hmac
import secrets

from django.conf import settings

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # 40 bits in eight of them; nothing to be mistaken when it is read out
LENGTH = 8


def new_code() -> str:
    """A one-time code, to be read out."""
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def new_secret() -> str:
    """What the desk keeps."""
    return secrets.token_urlsafe(32)


def keyed(code: str) -> str:
    """A code as it is kept: it is short, so its hash is keyed, and a copy of the table does not give it away."""
    said = "".join(code.split()).upper()
    return hmac.new(settings.SECRET_KEY.encode(), f"theory-desk:{said}".encode(), hashlib.sha256).hexdigest()


def hashed(secret: str) -> str:
    """A secret as it is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()
