"""A change of law rehearsed on what this copy holds: every driver file and every open case, by both books. Reads only.

Of the register a rule is given the licence, the birth date and the region: no evidence, no answer, no ban. What these
would say is the same by both books, so the differences are those of the change; who has them is counted as if the rest
were settled. Open cases are given the evidence and answers they hold.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from tongban.casework.catalogue import Service, services
from tongban.casework.rehearsal import OpenCase, open_cases
from tongban.law import packs
from tongban.law.book import Book
from tongban.law.facts import Applicant, Facts
from tongban.law.packs import Pack
from tongban.law.rehearsal import WEEK, Books, Difference, Effect, Load, Question, Tally, difference
from tongban.law.rules.status import may_drive
from tongban.law.verdict import Verdict
from tongban.registers.drivers import queries as drivers
from tongban.registers.drivers.types import Driver

COUNTED_ONLY = (Effect.SOONER, Effect.LATER)
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Line:
    """One difference of one driver file or one open case: ids, never names."""

    driver_id: UUID | None
    case_id: UUID | None
    region: str
    found: Difference

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        one = self.found
        return {
            "driver": self.driver_id and str(self.driver_id),
            "case": self.case_id and str(self.case_id),
            "region": self.region,
            "question": one.question,
            "effect": one.effect.value,
            "appear": list(one.appear),
            "disappear": list(one.disappear),
            "possible_from": [one.was and one.was.isoformat(), one.becomes and one.becomes.isoformat()],
        }


class Rehearsal:
    """One rehearsal of a pack over a book, on a day and for some weeks: run through `lines`, then ask for `summary`.

    `book` holds everything else that is adopted, and not the pack.
    """

    def __init__(self, pack: Pack, book: Book, on: date, weeks: int) -> None:
        self.pack, self.on = pack, on
        self.files = self.cases = self.keep_their_day = 0
        self.of_files, self.of_cases = Tally(), Tally()
        self._old, self._new = book, packs.laid_over(book, [pack])
        self._books = Books(self._old, self._new, pack.keys)
        self._until = on + weeks * WEEK - timedelta(days=1)
        self._possible, self._opened = Load(on, self._until), Load(on, self._until)

    def lines(self, tell: Tell) -> Iterator[Line]:
        """Everybody who gains, loses or is told otherwise, as found: nothing is kept but counts. Reads only.

        `tell` is told how many of the files are done.
        """
        offered = [question_of(one) for one in services.values() if _in_force(one, self.on)]
        with _reading():
            total = drivers.count_files()
            for file in drivers.every_file():
                yield from self._file(file, offered)
                self.files += 1
                tell(self.files, total)
            for case in open_cases(self.on):
                yield from self._case(case)
                self.cases += 1

    def summary(self) -> dict[str, Any]:
        """The counts, for JSON."""
        return {
            "pack": self.pack.name,
            "kind": self.pack.kind.value,
            "on": self.on.isoformat(),
            "until": self._until.isoformat(),
            "changed": sorted(self.pack.keys),
            "books": {"old": self._old.digest, "new": self._new.digest},
            "register": {"files": self.files, "questions": self.of_files.plain()},
            "cases": {"open": self.cases, "keep_their_day": self.keep_their_day, "questions": self.of_cases.plain()},
            "becomes_possible": list(self._possible.differing()),
            "opened_by_the_office": list(self._opened.differing()),
        }

    def _file(self, file: Driver, offered: list[Question]) -> Iterator[Line]:
        facts = Facts(Applicant(file.born), file.licence, region=file.region)
        city = file.region[:4] + "00"
        for question in [*offered, *(_driving(code) for code in sorted(file.licence.codes))]:
            old, new = self._books.outcomes(question, facts, self.on)
            if question.name in services:
                self._possible.possible(city, question.name, old, new)
            found = difference(question, old, new)
            if found:
                self.of_files.add(found)
                if found.effect not in COUNTED_ONLY:
                    yield Line(file.id, None, city, found)
        was, becomes = self._books.steps(file.licence, file.born, file.region, self.on, self._until)
        self._opened.steps(city, was, becomes, _opened_by_step())

    def _case(self, case: OpenCase) -> Iterator[Line]:
        question = question_of(services[case.service])
        self.keep_their_day += case.law_on is not None and case.law_on < self.pack.since
        found = difference(question, *self._books.outcomes(question, case.facts, self.on))
        if found:
            self.of_cases.add(found)
            yield Line(case.driver_id, case.id, case.facts.region[:4] + "00", found)


def question_of(service: Service) -> Question:
    """The rule of a service; what an open answer would settle stands in nobody's way."""
    settled = frozenset(code for asked in service.questions for code in asked.settles)
    return Question(service.code, service.rule, settled, duty=service.own_motion is not None)


def _driving(code: str) -> Question:
    def rule(facts: Facts, on: date, book: Book) -> Verdict:
        if facts.licence is None:
            raise ValueError("Driving is asked of a licence")
        return may_drive(facts.licence, code, on, facts.applicant.born, book)

    return Question(f"drive {code}", rule)


def _in_force(service: Service, on: date) -> bool:
    """Offered on the day to somebody who applies."""
    return service.since <= on and (service.until is None or on <= service.until) and not service.origin_only_office


def _opened_by_step() -> Mapping[str, str]:
    """Which service the office opens at which step of time."""
    return {one.own_motion.announced_by: one.code for one in services.values() if one.own_motion}


@contextmanager
def _reading() -> Iterator[None]:
    """One snapshot that cannot be written to."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
