"""Applications in bulk (批量办理): somebody hands in a table, sees row by row what is wrong, and applies for the rest.

A service that can be applied for so says how its table reads: a `Form`, registered by its own file. A wrong row stops
no other and is not lost: it comes back as a file with the reason beside it. Each good row becomes a case like any
other, under the same rule, rights and partners; the case decides, not the table. The same file is the same batch; a
code that waits in another batch, or is registered, is a wrong row; so nothing is done twice.

One process works on a batch at a time, row after row. Whatever it leaves behind the next one takes up: a row names its
case before that is sent, and sending twice is sending once.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Count

from tongban.casework import actions, record, rights, states
from tongban.casework.models import Batch, BatchRow, Case
from tongban.core import clock, entries, outbox, sealed, tables
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, NotFound, TongbanError
from tongban.core.ids import new_id
from tongban.exchange import population
from tongban.exchange.types import ExchangeError
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.people import actions as people_actions
from tongban.people import queries as people

REGISTER = "batches"
WRONG, READY, SENT, FAILED = "wrong", "ready", "sent", "failed"
AT_ONCE = 25  # rows between two looks at whether the process should end
KEPT = timedelta(days=30)  # rows that led to no case
NO_BATCH = Text(zh="没有这份批量名单。", en="There is no such batch.")
NO_FORM = Text(zh="这项业务不能批量办理。", en="This service cannot be applied for in bulk.")
TWICE = Text(zh="与第 {line} 行重复。", en="The same as line {line}.")
ELSEWHERE = Text(
    zh="{day}上传的另一份名单里已有这一行，正在办理。",
    en="It stands in another batch, handed in on {day}, and waits there.",
)
UNKNOWN = Text(zh="人口信息库查不到这个证件号码。", en="The population register knows nobody by this number.")
OTHER_NAME = Text(zh="证件号码与姓名不一致。", en="Number and name do not belong together.")
OTHER_CASE = Text(
    zh="此人在别的窗口有一件未提交的申请，先提交或撤回。",
    en="An application of this person is being typed at a window: send or drop it first.",
)
SILENT = Text(
    zh="人口信息库暂时没有应答。过一会儿再点“继续”。",
    en="The population register does not answer now. Press again in a while.",
)
GONE = Text(zh="交来名单的人已经没有受理权限。", en="Who handed it in may not apply any more.")

Problem = tuple[str, Text]  # the column, and what is wrong there


@dataclass(frozen=True, slots=True)
class Application:
    """What a good row says: whose it is, what it registers, the answers to the service's questions."""

    identity_number: str
    name: str
    names: str
    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Form:
    """How the table of a service reads. `check` tells all that is wrong with the cells of one row, or what they say."""

    service: str
    columns: tuple[tables.Column, ...]
    sample: tuple[str, ...]
    check: Callable[[Mapping[str, str], str], Application | list[Problem]]  # (cells, region of the office)


@dataclass(frozen=True, slots=True)
class RowView:
    """A row as its office sees it: no name and no number of a person."""

    line: int
    names: str
    state: str
    problems: tuple[Problem, ...]
    case_number: str = ""
    outcome: str = ""
    status: str = ""
    waiting_for: str = ""


@dataclass(frozen=True, slots=True)
class BatchView:
    """A batch with how many of its rows stand where."""

    id: UUID
    service: str
    label: str
    made_at: datetime
    begun_at: datetime | None
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """All its rows."""
        return sum(self.counts.values())

    @property
    def running(self) -> bool:
        """Rows wait for the machine."""
        return self.begun_at is not None and bool(self.counts.get(READY))

    @property
    def worked_off(self) -> int:
        """The rows that are through, one way or the other."""
        return self.total - self.counts.get(READY, 0)


FORMS: dict[str, Form] = {}


def add(form: Form) -> Form:
    """Let a service be applied for in bulk."""
    FORMS[form.service] = form
    return form


def hand_in(*, service: str, raw: bytes, actor: Actor) -> UUID:
    """Keep a file as a batch and say of each row whether it is good; nothing is applied for yet. The same file again
    is the same batch. Raises NotAllowed, NotFound, BadInput where it is no such table."""
    form = _form(service)
    rights.must_accept(rights.get_service(service), actor, actor.office)
    digest = hashlib.sha256(raw).hexdigest()
    found = Batch.for_system("the same file").filter(service=service, office=actor.office, digest=digest).first()
    if found:
        return found.id
    rows = tables.read(raw, form.columns)
    batch = Batch(
        id=new_id(), service=service, office=actor.office, label=actor.label, digest=digest, made_at=clock.now()
    )
    try:
        with transaction.atomic():
            batch.save(force_insert=True)
            kept = _rows(form, batch, rows)
            BatchRow._base_manager.bulk_create(kept, batch_size=500)
            _note(batch, "handed_in", actor, {"rows": len(kept), "wrong": sum(one.state == WRONG for one in kept)})
    except IntegrityError:  # a second click came first
        return Batch.for_system("the same file").get(service=service, office=actor.office, digest=digest).id
    return batch.id


def begin(*, batch_id: UUID, actor: Actor) -> None:
    """Apply for the good rows, and again for those that failed before they had a case. Raises NotFound, NotAllowed."""
    with transaction.atomic():
        batch = Batch.visible_to(actor).select_for_update().filter(id=batch_id).first()
        if batch is None:
            raise NotFound(NO_BATCH)
        rights.must_accept(rights.get_service(batch.service), actor, batch.office)
        again = BatchRow.for_system("again").filter(batch=batch, state=FAILED, case_id=None)
        again.update(state=READY, problems=[])
        if not BatchRow.for_system("is anything good").filter(batch=batch, state=READY).exists():
            return
        batch.begun_at, batch.label = clock.now(), actor.label
        batch.save(update_fields=["begun_at", "label"])
        _note(batch, "begun", actor, {})
        outbox.announce("batch_begun", batch=batch.id)


def carry_on(batch_id: UUID) -> bool:
    """Apply for some rows of a batch that was begun; True where rows are left. Not inside a transaction."""
    with _alone(batch_id) as mine:
        if not mine:
            return False
        batch = Batch.for_system("apply").filter(id=batch_id).exclude(begun_at=None).first()
        if batch is None:
            return False
        account = people.find_account(batch.label)
        actor = outlets.actor_for(account, "window") if account else None
        for row in BatchRow.for_system("apply").filter(batch=batch, state=READY).order_by("line")[:AT_ONCE]:
            _apply(batch, row, actor)
        return BatchRow.for_system("is anything left").filter(batch=batch, state=READY).exists()


def stranded() -> list[UUID]:
    """Batches with rows that wait: those that run, and those whose process ended."""
    waiting = BatchRow.for_system("what waits").filter(state=READY).values("batch")
    return list(
        Batch.for_system("what waits").exclude(begun_at=None).filter(id__in=waiting).values_list("id", flat=True)
    )


def forget() -> int:
    """Empty the cells of rows that led to no case, thirty days after they were handed in; returns how many."""
    old = Batch.for_system("retention").filter(made_at__lt=clock.now() - KEPT).values("id")
    rows = BatchRow.for_system("retention").filter(batch__in=old, state__in=[WRONG, FAILED]).exclude(cells=b"")
    return rows.update(cells=b"")


def batches_of(actor: Actor, limit: int = 50) -> list[BatchView]:
    """The batches of the offices where an actor works, newest first. Two statements."""
    found = list(Batch.visible_to(actor).order_by("-made_at", "-id")[:limit])
    return _views(found)


def get_batch(batch_id: UUID, actor: Actor) -> BatchView:
    """A batch of an office where the actor works. Raises NotFound. Two statements."""
    found = list(Batch.visible_to(actor).filter(id=batch_id))
    if not found:
        raise NotFound(NO_BATCH)
    return _views(found)[0]


def rows_of(batch_id: UUID, actor: Actor, state: str = "", limit: int = 200) -> list[RowView]:
    """The first rows of a batch by line, of one state where one is named. Two statements."""
    rows = BatchRow.visible_to(actor).filter(batch=batch_id).order_by("line").defer("cells")
    found = list((rows.filter(state=state) if state else rows)[:limit])
    numbers = Case.for_system("cases of a batch").in_bulk([row.case_id for row in found if row.case_id])
    return [_row_view(row, numbers.get(row.case_id)) for row in found]


def to_correct(batch_id: UUID, actor: Actor) -> bytes:
    """The rows that led to no case as a table, each with what is wrong: corrected, it is handed in again."""
    batch = Batch.visible_to(actor).filter(id=batch_id).first()
    if batch is None:
        raise NotFound(NO_BATCH)
    columns = _form(batch.service).columns
    rows = BatchRow.for_system("to be corrected").filter(batch=batch, state__in=[WRONG, FAILED]).order_by("line")
    _note(batch, "taken_out", actor, {"rows": rows.count()})
    heads = [*(column.heads[0] for column in columns), "问题 what is wrong"]
    return tables.written(heads, (_as_it_came(row, columns) for row in rows.iterator(chunk_size=500)))


def sample(form: Form) -> bytes:
    """The head of a form with one row as an example."""
    return tables.written([column.heads[0] for column in form.columns], iter([form.sample]))


# -- handing in --------------------------------------------------------------------------------------------------


def _form(service: str) -> Form:
    if service not in FORMS:
        raise NotFound(NO_FORM)
    return FORMS[service]


def _rows(form: Form, batch: Batch, rows: Iterable[tables.Row]) -> list[BatchRow]:
    region = outlets.get_outlet(batch.office).region
    read = [(row, [("", row.odd)] if row.odd else form.check(row.cells, region)) for row in rows]
    waiting = _waiting([told.names for _, told in read if isinstance(told, Application)])
    lines: dict[str, int] = {}
    made = []
    for row, told in read:
        problems = told if isinstance(told, list) else list(_not_new(told, lines, waiting))
        names = "" if isinstance(told, list) else told.names
        if not problems:
            lines[names] = row.line
        state = WRONG if problems else READY
        made.append(
            BatchRow(
                batch=batch, line=row.line, names=names, state=state, problems=_said(problems),
                cells=sealed.pack(dict(row.cells)),
            )
        )  # fmt: skip
    return made


def _not_new(told: Application, lines: Mapping[str, int], waiting: Mapping[str, datetime]) -> Iterator[Problem]:
    if told.names in lines:
        yield "", TWICE.fill(line=lines[told.names])
    elif told.names in waiting:
        yield "", ELSEWHERE.fill(day=clock.day_of(waiting[told.names]))


def _waiting(names: list[str]) -> dict[str, datetime]:
    """Which of these wait in another batch, and since when. One statement."""
    rows = BatchRow.for_system("waits elsewhere").filter(names__in=names, state=READY)
    return dict(rows.values_list("names", "batch__made_at"))


# -- applying ----------------------------------------------------------------------------------------------------


@contextmanager
def _alone(batch_id: UUID) -> Iterator[bool]:
    """Whether this process works on the batch now; a process that dies gives it up with its connection."""
    key = int.from_bytes(batch_id.bytes[-8:], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        [(mine,)] = cursor.fetchall()
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


def _apply(batch: Batch, row: BatchRow, actor: Actor | None) -> None:
    """Make a case of a row. What stands in the way of that is said at the row; what the rule says, the case says."""
    try:
        if actor is None:
            raise NotFound(GONE)
        if row.case_id is None:
            told = _form(batch.service).check(sealed.unpack(row.cells), outlets.get_outlet(batch.office).region)
            if isinstance(told, list):  # a rule of the form has changed since
                _settle(row, FAILED, told)
                return
            row.case_id = _begin_case(batch, row, told, actor)
        actions.submit(case_id=row.case_id, actor=actor)
    except TongbanError as error:
        _drop(row, actor)
        _settle(row, FAILED, [(getattr(error, "field", ""), error.message)])
        return
    _settle(row, SENT, [])


def _begin_case(batch: Batch, row: BatchRow, told: Application, actor: Actor) -> UUID:
    """A draft with the answers, named by its row in the same transaction."""
    person = _person(told, actor)
    with transaction.atomic():
        if rights.open_case_of(batch.service, person):
            raise BadInput("", OTHER_CASE)  # somebody types it by hand, or another batch is about to send it
        case = actions.start(service=batch.service, applicant=person, actor=actor, office=batch.office)
        actions.answer(case_id=case.id, actor=actor, given=dict(told.answers))
        row.case_id = case.id
        row.save(update_fields=["case_id"])
        return case.id


def _person(told: Application, actor: Actor) -> UUID:
    """Whose row it is; somebody new here is registered as the population register knows them. BadInput where the
    names differ."""
    found = people.find_person(told.identity_number)
    if found:
        if people.get_person(found).name != told.name:
            raise BadInput("name", OTHER_NAME)
        return found
    try:
        known = population.ask_person(told.identity_number, purpose="registration", case_id=None).value
    except ExchangeError as error:
        raise BadInput("identity_number", SILENT) from error
    if not isinstance(known, population.RegisteredPerson) or not known.alive:
        raise BadInput("identity_number", UNKNOWN)
    if known.name != told.name:
        raise BadInput("name", OTHER_NAME)
    return people_actions.register_person(
        identity_number=told.identity_number, name=known.name, sex=known.sex, born=known.born, region=known.region,
        address=known.address, actor=actor, cause="batch",
    )  # fmt: skip


def _drop(row: BatchRow, actor: Actor | None) -> None:
    """A draft that could not be sent is nobody's: it goes, and the row may be tried again."""
    if row.case_id and actor and record.get(row.case_id).status == states.DRAFT:
        actions.withdraw(case_id=row.case_id, actor=actor, reason="batch")
        row.case_id = None


def _settle(row: BatchRow, state: str, problems: list[Problem]) -> None:
    row.state, row.problems = state, _said(problems)
    if state == SENT:
        row.cells = b""  # the case holds what they said
    row.save(update_fields=["state", "problems", "cells", "case_id"])


# -- views -------------------------------------------------------------------------------------------------------


def _note(batch: Batch, kind: str, actor: Actor, facts: dict[str, Any]) -> None:
    entries.write(
        register=REGISTER, subject=batch.id, kind=kind, effective_on=clock.today(), actor=actor,
        cause=f"batch:{batch.id}", facts={"service": batch.service, **facts},
    )  # fmt: skip


def _said(problems: Iterable[Problem]) -> list[list[str]]:
    return [[field, words.zh, words.en] for field, words in problems]


def _views(found: list[Batch]) -> list[BatchView]:
    rows = BatchRow.for_system("how many stand where").filter(batch__in=[one.id for one in found])
    counts: dict[UUID, dict[str, int]] = {}
    for batch, state, count in rows.values_list("batch", "state").annotate(count=Count("line")).order_by():
        counts.setdefault(batch, {})[state] = count
    return [
        BatchView(one.id, one.service, one.label, one.made_at, one.begun_at, counts.get(one.id, {})) for one in found
    ]


def _row_view(row: BatchRow, case: Case | None) -> RowView:
    problems = tuple((field, Text(zh=zh, en=en)) for field, zh, en in row.problems)
    if case is None:
        return RowView(row.line, row.names, row.state, problems)
    return RowView(
        row.line, row.names, row.state, problems, case.number, case.outcome, case.status, case.waiting_for
    )  # fmt: skip


def _as_it_came(row: BatchRow, columns: Iterable[tables.Column]) -> list[str]:
    cells = sealed.unpack(row.cells)
    return [*(cells.get(column.key, "") for column in columns), "；".join(zh for _, zh, _ in row.problems)]
