"""What people do with cases. Every verb checks the right of its actor, writes an entry and returns the row."""

from tongban.casework.actions.applying import (
    answer,
    drop_old_drafts,
    rate,
    respond,
    show,
    start,
    submit,
    withdraw,
    withdraw_unpaid,
)
from tongban.casework.actions.checking import check_vehicle
from tongban.casework.actions.paying import ask_bank, gave_back, order_for, payment_received
from tongban.casework.actions.posts import accept, correct, decide, release, take
from tongban.casework.rights import get_service

__all__ = [
    "accept",
    "answer",
    "ask_bank",
    "check_vehicle",
    "correct",
    "decide",
    "drop_old_drafts",
    "gave_back",
    "get_service",
    "order_for",
    "payment_received",
    "rate",
    "release",
    "respond",
    "show",
    "start",
    "submit",
    "take",
    "withdraw",
    "withdraw_unpaid",
]
