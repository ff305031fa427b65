"""Jobs of the room."""

from tongban.core.outbox import every
from tongban.people import actions, sessions


@every("17 19 * * *")  # 03:17 in China
def forget_old_phone_checks(timestamp: int) -> None:
    """Delete one-time codes that are of no use any more."""
    actions.forget_old_checks()


@every("27 19 * * *")
def forget_old_sessions(timestamp: int) -> None:
    """Delete sessions that have expired."""
    sessions.forget_expired()
