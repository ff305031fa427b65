"""Questions to training. Each answer says how many SQL statements it costs."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q

from tongban.assessment.learning.training import lessons
from tongban.assessment.learning.training.models import Answer, Attempt, Held, Item, LessonRead, Note, NoteRead
from tongban.assessment.learning.training.types import Asked, AttemptView
from tongban.assessment.questions import queries as questions
from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.errors import NotFound
from tongban.core.law_book import book
from tongban.law.text import Text

NO_ATTEMPT = Text(zh="没有这场考试。", en="There is no such examination.")


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note to a post. `read`: whoever asks confirmed it; `readers`: numbers of those who did."""

    id: UUID
    post: str
    words: str
    by: str
    at: datetime
    until: date
    read: bool
    readers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Training of a stretch of days: trainings held and those who took part, examinations sat and passed."""

    held: int
    attended: int
    sat: int
    passed: int
    by_qualification: dict[str, tuple[int, int]]  # sat, passed


def read_topics(account: UUID) -> frozenset[str]:
    """The topics whose lesson somebody read as it stands now. One statement."""
    rows = LessonRead.objects.filter(account=account).values_list("lesson", "digest")
    known = lessons.lessons()
    return frozenset(topic for topic, digest in rows if topic in known and known[topic].digest == digest)


def unread(account: UUID, qualification: str) -> list[str]:
    """The topics of a course that somebody has not read yet. One statement."""
    read = read_topics(account)
    return [one.topic for one in lessons.course(qualification, clock.today(), book()) if one.topic not in read]


def attempts_of(account: UUID) -> list[AttemptView]:
    """What somebody sat, the newest first. One statement."""
    return [_view(row) for row in Attempt.objects.filter(account=account).order_by("-started_at")[:50]]


def get_attempt(attempt: UUID, account: UUID) -> AttemptView:
    """An attempt of one's own. Raises NotFound for another's. One statement."""
    row = Attempt.objects.filter(id=attempt, account=account).first()
    if row is None:
        raise NotFound(NO_ATTEMPT)
    return _view(row)


def find_open(account: UUID) -> AttemptView | None:
    """The attempt that goes on, or None. One statement."""
    row = Attempt.objects.filter(account=account, ended_at=None, ends_at__gt=clock.now()).first()
    return _view(row) if row else None


def tried_on(account: UUID, qualification: str, since: date) -> list[date]:
    """The days of attempts that did not pass, from a day on, the oldest first. One statement."""
    rows = Attempt.objects.filter(account=account, qualification=qualification, passed=False, on__gte=since)
    return list(rows.order_by("on").values_list("on", flat=True))


def asked(attempt: UUID) -> list[Asked]:
    """The items of a paper with what was answered, in order. Three statements."""
    given = dict(Answer.objects.filter(attempt=attempt).values_list("place", "given"))
    rows = list(Item.objects.filter(attempt=attempt).order_by("place"))
    known = {one.id: one.wording for one in questions.by_ids([row.question_id for row in rows])}
    found = []
    for row in rows:
        wording = known[row.question_id]
        options = tuple(wording.options[int(place)] for place in row.order)
        found.append(Asked(row.place, wording, options, row.right, given.get(row.place, "")))
    return found


def notes_for(actor: Actor) -> list[NoteView]:
    """The notes to the posts of somebody, the newest first, read or not. Two statements."""
    rows = Note.objects.filter(outlet=actor.office, post__in=actor.posts, until__gte=clock.today())
    return _notes(list(rows.order_by("-written_at")), actor)


def notes_of(outlets: Collection[str], actor: Actor) -> list[NoteView]:
    """The notes that are shown at some outlets, for who leads there. Two statements."""
    rows = Note.objects.filter(outlet__in=list(outlets), until__gte=clock.today()).order_by("-written_at")
    return _notes(list(rows), actor)


def figures(since: date, until: date, outlets: Collection[str] | None = None) -> Figures:
    """The figures of training from a day to a day, of some outlets or all. Two statements."""
    held = Held.objects.filter(held_on__gte=since, held_on__lte=until)
    sat = Attempt.objects.filter(on__gte=since, on__lte=until, ended_at__isnull=False)
    if outlets is not None:
        held, sat = held.filter(outlet__in=list(outlets)), sat.filter(outlet__in=list(outlets))
    trainings = list(held.values_list("numbers", flat=True))
    counted = sat.values("qualification").annotate(n=Count("id"), won=Count("id", filter=Q(passed=True)))
    by = {row["qualification"]: (row["n"], row["won"]) for row in counted.order_by("qualification")}
    return Figures(
        held=len(trainings),
        attended=sum(map(len, trainings)),
        sat=sum(n for n, _ in by.values()),
        passed=sum(won for _, won in by.values()),
        by_qualification=by,
    )


def _notes(rows: Sequence[Note], actor: Actor) -> list[NoteView]:
    readers: dict[UUID, list[str]] = defaultdict(list)
    mine = set()
    for note, account, number in NoteRead.objects.filter(note__in=rows).values_list("note", "account", "number"):
        readers[note].append(number)
        if account == actor.account_id:
            mine.add(note)
    return [
        NoteView(
            row.id, row.post, row.words, row.written_label, row.written_at, row.until, row.id in mine,
            tuple(sorted(readers[row.id])),
        )
        for row in rows
    ]  # fmt: skip


def _view(row: Attempt) -> AttemptView:
    return AttemptView(
        row.id, row.qualification, row.started_at, row.ends_at, row.ended_at, row.ended_by, row.score, row.passed,
        row.pass_mark, row.marks,
    )  # fmt: skip
