"""Verbs that change persons, accounts, phones, mandates and organisations. Keyword-only; each writes one
entry per subject."""

from tongban.people.actions.accounts import (
    close_account,
    open_account,
    open_account_at_window,
    open_work_account,
    reopen_account,
    set_password,
)
from tongban.people.actions.assurance import decide_live_check, start_live_check, verify_at_window
from tongban.people.actions.mandates import accept_mandate, end_mandate, give_mandate
from tongban.people.actions.national import enter_with_national_identity
from tongban.people.actions.organisations import (
    authorise_person,
    change_organisation,
    end_authorisation,
    register_organisation,
)
from tongban.people.actions.persons import (
    change_address,
    change_identity,
    correct_person,
    merge_persons,
    record_death,
    register_person,
)
from tongban.people.actions.phones import (
    bind_phone,
    confirm_phone,
    forget_old_checks,
    is_confirmed,
    start_phone_check,
)
from tongban.people.actions.restoring import restore_contact

__all__ = [
    "accept_mandate",
    "authorise_person",
    "bind_phone",
    "change_address",
    "change_identity",
    "change_organisation",
    "close_account",
    "confirm_phone",
    "correct_person",
    "decide_live_check",
    "end_authorisation",
    "end_mandate",
    "enter_with_national_identity",
    "forget_old_checks",
    "give_mandate",
    "is_confirmed",
    "merge_persons",
    "open_account",
    "open_account_at_window",
    "open_work_account",
    "record_death",
    "register_organisation",
    "register_person",
    "reopen_account",
    "restore_contact",
    "set_password",
    "start_live_check",
    "start_phone_check",
    "verify_at_window",
]
