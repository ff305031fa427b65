"""Verbs that change outlets, staff, rights and the delegation matrix. Keyword-only; each writes one entry."""

from tongban.outlets.actions.clients import issue_token, note_start, revoke_token
from tongban.outlets.actions.delegating import delegate, end_delegation, load_delegations
from tongban.outlets.actions.places import change_outlet, close_outlet, open_outlet, open_window
from tongban.outlets.actions.qualifying import (
    confirm_giving_back,
    confirm_withdrawal,
    drop_proposal,
    propose_giving_back,
    propose_withdrawal,
    qualify,
    strike_qualification,
    write_pass,
)
from tongban.outlets.actions.staffing import (
    dismiss,
    employ,
    end_grant,
    grant,
    move_staff,
)

__all__ = [
    "change_outlet",
    "close_outlet",
    "confirm_giving_back",
    "confirm_withdrawal",
    "delegate",
    "dismiss",
    "drop_proposal",
    "employ",
    "end_delegation",
    "end_grant",
    "grant",
    "issue_token",
    "load_delegations",
    "move_staff",
    "note_start",
    "open_outlet",
    "open_window",
    "propose_giving_back",
    "propose_withdrawal",
    "qualify",
    "revoke_token",
    "strike_qualification",
    "write_pass",
]
