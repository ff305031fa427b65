"""Accounts: opened, closed, given a new password."""

import re
import secrets
from dataclasses import replace
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from tongban.core import personal
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.law.text import Text
from tongban.people import input as typed
from tongban.people import record
from tongban.people.actions.assurance import start_live_check
from tongban.people.actions.persons import locked, register_known
from tongban.people.actions.phones import bind, use_check
from tongban.people.models import Account, IdentityNumber, LiveCheck, Person
from tongban.people.rights import must_be_office, must_be_self_or_office
from tongban.people.types import (
    NOT_KNOWN,
    AccountKind,
    IdentityKind,
    OpenedAccount,
    PopulationFacts,
)

REGISTRATION = "registration"
_WORK_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{2,14}")  # never 15 or 18 digits, so never an identity number


def open_account(
    *,
    identity_number: str,
    name: str,
    password: str,
    check_id: UUID,
    population: PopulationFacts | None,
    actor: Actor,
    evidence: str = "",
) -> OpenedAccount:
    """Open a citizen's account online: number and name as the population register has them, a confirmed
    phone.

    `population` is what the register answered about the number (None: it knows no such person); asking is the
    caller's. The account is nobody's until its live check has passed (see `OpenedAccount`). Unknown number,
    other name and a dead person get one and the same answer. Raises BadInput, Conflict where the person has
    an account.
    """
    number = typed.clean_number(identity_number, IdentityKind.RESIDENT)
    known = _agreed(typed.clean_name(name), population)
    with transaction.atomic(savepoint=False):
        person = _person_for(number, known, actor)
        if person.account is not None:
            raise Conflict(
                Text(
                    zh="您已有账户，一人只能有一个账户。请登录，或到窗口重设密码。",
                    en="You have an account already, and one person has one. Log in, or come to a window.",
                ),
                code="account_exists",
            )
        account = _new_account(AccountKind.CITIZEN, f"c{secrets.token_hex(12)}", password)
        actor = replace(actor, account_id=account.id)
        person.account = account
        person.assurance = NOT_KNOWN  # what a window knew of the person says nothing about who typed this
        person.save(update_fields=["account", "assurance"])
        record.write(person.id, "account_opened", actor=actor, cause=REGISTRATION, facts={"account": account.id})
        bind(person, use_check(check_id), actor=actor, cause=REGISTRATION, check_id=check_id)
    start_live_check(person_id=person.id, actor=actor, cause=REGISTRATION, evidence=evidence)
    return _opened(account.id, person.id)


def open_account_at_window(*, person_id: UUID, password: str, actor: Actor) -> UUID:
    """Open an account for somebody whose document a clerk has seen; `verify_at_window` says that it was seen.

    Returns the account's id. Raises NotAllowed, NotFound, BadInput, Conflict where the person has an account.
    """
    must_be_office(actor)
    with transaction.atomic(savepoint=False):
        person = locked(person_id)
        if person.account is not None:
            raise Conflict(Text(zh="此人已有账户。", en="This person has an account."), code="account_exists")
        person.account = _new_account(AccountKind.CITIZEN, f"c{secrets.token_hex(12)}", password)
        person.save(update_fields=["account"])
        record.write(person.id, "account_opened", actor=actor, cause="window", facts={"account": person.account.id})
        return person.account.id


def open_work_account(
    *, username: str, kind: AccountKind, password: str, actor: Actor, cause: str, password_hash: str = ""
) -> Account:
    """Open the account of a staff member or of a partner's clerk; the user name is their number.

    `password_hash`: of an account that is taken over, as Django writes it; then there is no password to be judged.
    Called by `outlets`, which knows who may. Raises BadInput, Conflict where the number is taken.
    """
    if kind == AccountKind.CITIZEN or not _WORK_NAME.fullmatch(username) or typed.find_phone(username):
        raise BadInput(
            "number",
            Text(
                zh="工号应为3至15位字母、数字或连字符。",
                en="A staff number has 3 to 15 letters, digits or hyphens.",
            ),
        )
    with transaction.atomic(savepoint=False):
        if Account.objects.filter(username=username).exists():
            raise Conflict(Text(zh="该工号已被使用。", en="This staff number is taken."), code="number_taken")
        account = _new_account(kind, username, password, password_hash)
        record.write(account.id, "work_account_opened", actor=actor, cause=cause, facts={"kind": kind})
    return account


def set_password(*, account_id: UUID, password: str, actor: Actor, cause: str) -> None:
    """Give an account a new password: its own holder's, or at a window after the document was seen.

    Clerks cannot set the password of staff or partners; jobs and the command line can. Raises NotFound,
    NotAllowed, BadInput.
    """
    with transaction.atomic(savepoint=False):
        account = Account.objects.select_for_update().filter(pk=account_id).first()
        if account is None:
            raise NotFound(Text(zh="没有这个账户。", en="There is no such account."))
        if actor.account_id != account.id:
            must_be_office(actor)
            if account.kind != AccountKind.CITIZEN and actor.kind != "system":
                raise NotAllowed(
                    Text(zh="不能为工作人员重设密码。", en="The password of staff is not set at a window.")
                )
        account.set_password(_good_password(password, account))
        account.save(update_fields=["password"])
        record.write(account.id, "password_set", actor=actor, cause=cause)


def close_account(*, person_id: UUID, actor: Actor, cause: str) -> None:
    """Close a person's account: nobody logs in with it until it is opened again. Raises NotFound,
    NotAllowed."""
    must_be_self_or_office(actor, person_id)
    _set_open(person_id, False, "account_closed", actor, cause)


def reopen_account(*, person_id: UUID, actor: Actor, cause: str) -> None:
    """Open a closed account again, at a window. Raises NotFound, NotAllowed."""
    must_be_office(actor)
    _set_open(person_id, True, "account_reopened", actor, cause)


def _set_open(person_id: UUID, is_open: bool, kind: str, actor: Actor, cause: str) -> None:
    with transaction.atomic(savepoint=False):
        person = locked(person_id)
        if person.account is None:
            raise NotFound(Text(zh="此人没有账户。", en="This person has no account."))
        if person.account.is_active == is_open:
            return
        person.account.is_active = is_open
        person.account.save(update_fields=["is_active"])
        record.write(person.id, kind, actor=actor, cause=cause, facts={"account": person.account.id})


def _agreed(name: str, population: PopulationFacts | None) -> PopulationFacts:
    """Return what the register says if it agrees with what was typed; one answer for every other case."""
    if population is None or population.name != name or not population.alive:
        raise BadInput(
            "identity_number",
            Text(
                zh="证件号码与姓名不一致，请核对；如有疑问请到窗口办理。",
                en="Number and name do not belong together. Check them, or come to a window.",
            ),
        )
    return population


def _person_for(number: str, known: PopulationFacts, actor: Actor) -> Person:
    """Return the person of a number, locked; registered now if we did not know them."""
    row = IdentityNumber.objects.filter(lookup=personal.lookup(number)).first()
    return locked(row.person_id) if row else register_known(number, known, actor, REGISTRATION)


def _new_account(kind: AccountKind, username: str, password: str, password_hash: str = "") -> Account:
    account = Account(username=username, kind=kind, password=password_hash)
    if not password_hash:
        account.set_password(_good_password(password, account))
    account.save(force_insert=True)
    return account


def _good_password(password: str, account: Account) -> str:
    """Return the password if the configured validators take it. Raises BadInput."""
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise BadInput(
            "password",
            Text(
                zh="密码太短或太常见，请用几个互不相关的词组成一个更长的密码。",
                en="The password is too short or too common. Make a longer one of several unrelated words.",
            ),
        ) from error
    return password


def _opened(account_id: UUID, person_id: UUID) -> OpenedAccount:
    assurance = Person.for_system("the answer to opening an account").values_list("assurance", flat=True)
    waiting = LiveCheck.objects.filter(person=person_id, outcome="").values_list("id", flat=True).first()
    return OpenedAccount(account_id, person_id, assurance.get(pk=person_id), waiting)
