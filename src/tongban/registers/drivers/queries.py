"""Questions to the register of drivers."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from types import SimpleNamespace
from uuid import UUID

from django.db.models import Q

from tongban.core import personal
from tongban.core.errors import NotFound
from tongban.core.rows import Rows
from tongban.law.facts import Bar
from tongban.law.rules import standing
from tongban.law.text import Text
from tongban.registers import dated
from tongban.registers.drivers import fold, models
from tongban.registers.drivers.types import BanView, CardStanding, Difference, Driver, Employer, FactView

_OF_PERSON = Rows(models.Driver, "person = %s", why="find a driver")
_BY_ID = Rows(models.Driver, "id = %s", why="get a driver")
_BANS = Rows(
    models.Ban,
    "identity = ANY(%s) AND since <= %s AND (until IS NULL OR until >= %s) AND lifted_by IS NULL ORDER BY code",
    why="bans in force",
)
AT_ONCE = 2_000  # files in memory where a night looks at many


def find_driver(person_id: UUID) -> Driver | None:
    """The driver file of a person, or None. One statement. The caller records the look."""
    row = _OF_PERSON.first(person_id)
    return _view(row) if row else None


def get_driver(driver_id: UUID) -> Driver:
    """A driver file by its id; NotFound where there is none. One statement."""
    row = _BY_ID.first(driver_id)
    if row is None:
        raise NotFound(Text(zh="没有这份驾驶人档案。", en="There is no such driver file."))
    return _view(row)


def find_by_file_number(file_number: str) -> Driver | None:
    """The driver file with this file number (档案编号), or None."""
    row = models.Driver.for_system("find by file number").filter(file_number=file_number).first()
    return _view(row) if row else None


def file_numbers(driver_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The numbers of several files, for public announcements that name a licence and no person. One statement."""
    rows = models.Driver.for_system("announced by file number").filter(id__in=list(driver_ids))
    return dict(rows.values_list("id", "file_number"))


def find_by_card(serial: str) -> Driver | None:
    """The driver file whose valid card has this serial, or None. Two statements."""
    valid = models.LicenceVersion.objects.filter(card_serial=serial, voided_on=None)
    driver_id = valid.values_list("driver", flat=True).first()
    return get_driver(driver_id) if driver_id else None


def driver_as_of(driver_id: UUID, on: date, known_on: UUID | None = None) -> Driver | None:
    """The file as law saw it on a day; None before its first issue.

    `known_on`: only what entries up to this one had written ("as we knew it then"). Two statements.
    """
    row = models.Driver.for_system("as of a day").filter(id=driver_id).first()
    state = fold.fold(dated.told(models.DriverFact, driver_id, on, known_on))
    if row is None or not state.valid_from:
        return None
    return _view(SimpleNamespace(**{**row.__dict__, **state.columns()}))


def facts_of(driver_id: UUID) -> list[FactView]:
    """Every dated fact of a file, struck ones included, oldest first. One statement."""
    return dated.views(models.DriverFact, driver_id)


def letter_since(driver_id: UUID, letter: str) -> date | None:
    """Since when a letter of a file is on record; None where it is not. One statement."""
    facts = [one for one in facts_of(driver_id) if one.facet == f"letter:{letter}" and one.struck_by is None]
    return facts[-1].since if facts and facts[-1].value else None


def card_standing(serial: str) -> CardStanding:
    """Whether a card serial is valid now, and if not since when and why. One statement."""
    version = models.LicenceVersion.objects.filter(card_serial=serial).first()
    if version is None:
        return CardStanding(serial, known=False, valid=False)
    return CardStanding(serial, True, version.voided_on is None, version.voided_on, version.void_cause)


def bans_of(identity_number: str, on: date) -> tuple[str, ...]:
    """The codes of the bans in force for an identity number on a day (N01 to N13). One statement."""
    return bans_on([personal.lookup(identity_number)], on)


def bans_on(lookups: Iterable[bytes], on: date) -> tuple[str, ...]:
    """The codes of the bans in force on a day for any of these numbers: all that a person ever had. One statement."""
    return tuple(ban.code for ban in _BANS.all(list(lookups), on, on))


def bars_on(lookups: Iterable[bytes], on: date) -> tuple[Bar, ...]:
    """The bars in force on a day for any of these numbers, each with the day its time counts from. One statement."""
    return tuple(Bar(ban.code, ban.since) for ban in _BANS.all(list(lookups), on, on))


def bans_resting_on(code: str, references: Iterable[str]) -> dict[str, BanView]:
    """The bars of a code by the decision or record they rest on, lifted ones too. One statement."""
    rows = models.Ban.for_system("bars of a kind").filter(code=code, reference__in=list(references))
    return {
        one.reference: BanView(one.id, one.person, one.code, one.since, one.until, one.entry, one.lifted_by is not None)
        for one in rows.order_by("since", "id")
    }


def bans_by_lookup(lookups: Iterable[bytes], on: date) -> dict[bytes, set[str]]:
    """The codes of the bans in force on a day, by the number they lie on. One statement."""
    found: dict[bytes, set[str]] = {}
    for ban in _BANS.all(list(lookups), on, on):
        found.setdefault(bytes(ban.identity), set()).add(ban.code)
    return found


def card_before(serial: str) -> str:
    """The serial of the card that this one took the place of, "" for a first card. One statement."""
    version = models.LicenceVersion.objects.filter(card_serial=serial)
    earlier = models.LicenceVersion.objects.filter(driver__in=version.values("driver"), void_cause__gt="")
    earlier = earlier.filter(number__lt=version.values("number")).exclude(void_cause="spoilt")
    return earlier.order_by("-number").values_list("card_serial", flat=True).first() or ""


def every_file() -> Iterator[Driver]:
    """Every driver file, by id, a batch in memory at a time. One statement, inside the caller's transaction."""
    for row in models.Driver.for_system("every file").order_by("id").iterator(chunk_size=2000):
        yield _view(row)


def count_files() -> int:
    """How many driver files there are. One statement."""
    return models.Driver.for_system("every file").count()


def due_for_a_look(on: date, limit: int) -> list[UUID]:
    """Files the daily work has to look at on a day, longest overdue first."""
    rows = models.Driver.for_system("daily work").filter(look_on__lte=on).order_by("look_on", "id")
    return list(rows.values_list("id", flat=True)[:limit])


def to_renew_by(day: date) -> Iterator[list[Driver]]:
    """Drivers whose licence, or its postponed renewal, is due on a day, in batches. One statement."""
    postponed = ~Q(postponements=[]) & Q(postponements__contains=[["renewal", day.isoformat()]])
    rows = models.Driver.for_system("prepare renewals").filter(Q(valid_to=day) | postponed).order_by("id")
    views = map(_view, rows.iterator(chunk_size=AT_ONCE))
    due = (view for view in views if standing.renew_by(view.licence) == day)
    while batch := list(islice(due, AT_ONCE)):
        yield batch


def to_compare(before: date, limit: int) -> list[tuple[UUID, UUID]]:
    """Files (id, person) not compared with the drug-user register since a day, the longest ago first.

    A licence that is revoked, annulled or cancelled has no holder to compare. Two statements at most.
    """
    rows = models.Driver.for_system("comparison").exclude(letters__regex="[EFG]").order_by("compared_on", "id")
    never = rows.filter(compared_on=None).values_list("id", "person")[:limit]
    return list(never) or list(rows.filter(compared_on__lt=before).values_list("id", "person")[:limit])


def differences() -> Iterator[Difference]:
    """Compare every narrow row with the fold of its facts; yields only where they differ."""
    for row in models.Driver.for_system("nightly comparison").order_by("id").iterator(chunk_size=500):
        facts = models.DriverFact.objects.filter(subject=row.id, struck_by__isnull=True).order_by("since", "entry")
        columns = fold.fold(facts.values_list("facet", "value")).columns()
        wrong = {name: (getattr(row, name), value) for name, value in columns.items() if getattr(row, name) != value}
        if wrong:
            yield Difference(row.id, wrong)


def unfounded_facts() -> Iterator[FactView]:
    """Dated facts that the sealed entry which wrote them does not state: somebody changed the table by hand."""
    return dated.unfounded(models.DriverFact)


def _view(row: models.Driver | SimpleNamespace) -> Driver:
    return Driver(
        id=row.id,
        person_id=row.person,
        born=row.born,
        file_number=row.file_number,
        authority=row.authority,
        region=row.region,
        licence=fold.licence_of(row),
        card_serial=row.card_serial,
        version=row.version,
        employer=Employer(*row.employer) if row.employer else None,
    )
