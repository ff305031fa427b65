"""Inside a copy: `python -m bench._theory make|bare|check ...`. Candidates at desks, the bare insert, the record."""

import argparse
import json
import sys
import time
from typing import Any
from uuid import uuid4

import django

TARGET, SUBJECT, EACH = "C1", "S1", 100  # candidates of one session


def make(candidates: int) -> None:
    """Approve the sample bank, seat the candidates; print a desk a line: secret, and the right answers by place."""
    from datetime import date

    from django.conf import settings

    from tongban.assessment.exams import actions as exams
    from tongban.assessment.exams.theory import actions
    from tongban.assessment.exams.theory.models import Item
    from tongban.assessment.exams.types import Kind
    from tongban.assessment.questions import actions as bank
    from tongban.assessment.questions import reading
    from tongban.assessment.questions.models import Question
    from tongban.core import clock
    from tongban.core.actor import system
    from tongban.core.law_book import book

    actor = system("bench")
    rows = reading.read(reading.SAMPLE.read_bytes(), book(), clock.today())
    bank.take_in(wordings=[row.wording for row in rows if row.wording], actor=system("editor"), cause="bench")
    bank.approve(question_ids=Question.objects.values_list("id", flat=True), actor=actor, cause="bench")
    for first in range(0, candidates, EACH):
        session, sittings = uuid4(), []
        for _ in range(min(EACH, candidates - first)):
            file = exams.open_file(
                person_id=uuid4(), born=date(2000, 1, 1), target=TARGET, kind=Kind.INITIAL, held=(), region="310100",
                office="310100-1", actor=actor, cause="bench",
            )  # fmt: skip
            sittings.append(exams.expect(
                file_id=file.id, subject=SUBJECT, booking_id=uuid4(), session_id=session, centre="K1",
                on=clock.today(), actor=actor, cause="bench",
            ))  # fmt: skip
        actions.set_papers(session_id=session, actor=actor, cause="bench")
        for sitting in sittings:
            exams.check_in(sitting_id=sitting.id, actor=actor, cause="bench")
            code = actions.admit(sitting_id=sitting.id, actor=actor, cause="bench")
            secret, _ = actions.take_over(code=code)
            right = dict(Item.objects.filter(paper=sitting.id).values_list("place", "right"))
            print(json.dumps({
                "desk": secret, "right": right, "cookie": settings.TONGBAN_DESK_COOKIE,
                "csrf": settings.CSRF_COOKIE_NAME,
            }))  # fmt: skip


def bare(seconds: float) -> None:
    """The insert alone, one after another on one connection: how many a second."""
    from django.db import connection

    from tongban.assessment.exams.theory.models import Paper

    paper, done, over = Paper.objects.values_list("sitting", flat=True)[0], 0, time.perf_counter() + seconds
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bare (LIKE theory_answer INCLUDING ALL)")
        while time.perf_counter() < over:
            done += 1
            cursor.execute("INSERT INTO bare VALUES (%s, %s, 'A', true, now())", (paper, done % 30_000))
            if not done % 30_000:
                cursor.execute("TRUNCATE bare")
    print(json.dumps({"a_second": done / seconds}))


def check() -> None:
    """How many answers are on record, and how many of them rightly."""
    from tongban.assessment.exams.theory.models import Answer

    print(json.dumps({"answers": Answer.objects.count(), "right": Answer.objects.filter(correct=True).count()}))


def main() -> None:
    """Do what is asked."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("make", "bare", "check"))
    parser.add_argument("--candidates", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=5.0)
    chosen = parser.parse_args()
    django.setup()
    acts: dict[str, Any] = {
        "make": lambda: make(chosen.candidates), "bare": lambda: bare(chosen.seconds), "check": check,
    }  # fmt: skip
    acts[chosen.what]()
    sys.stdout.flush()


if __name__ == "__main__":
    main()
