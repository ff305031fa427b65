"""Is it the candidate (EX-05)? A picture taken at entry, during the test or at its end is compared with the photograph
of the candidate's own file, one to one; nobody is searched for among others, no template is made or leaves the file.

The engine of the authority answers first (`people.livecheck`); the one that comes with the product decides nothing.
What it does not decide waits for a person, who sees both pictures side by side. A machine alone fails nobody: its
"different" waits for a person too. Who is another person at entry is not tested.
"""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from tongban.assessment.exams import models, record
from tongban.core import audit, clock, entries, outbox, rows, sealed
from tongban.core.actor import Actor
from tongban.core.audit import Purpose
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.core.ids import new_id
from tongban.core.law_book import book
from tongban.documents import queries as documents
from tongban.law.dates import add_years
from tongban.law.text import Text
from tongban.people import livecheck

MOMENTS = ("entry", "during", "end")
JPEG = b"\xff\xd8\xff"
BY_PEOPLE = "clerk"
NO_PICTURE = Text(zh="请拍一张照片（JPEG）。", en="Take a picture (JPEG).")
NO_MOMENT = Text(
    zh="比对在入场、考试中或者离场时进行。", en="Faces are compared at entry, during the test, at its end."
)
NO_CHECK = Text(zh="没有这次比对。", en="There is no such comparison.")
DECIDED = Text(zh="这次比对已经有结论。", en="This comparison is decided already.")
WHY = Text(zh="请说明看到了什么不同。", en="Say what you saw that differs.")
OTHER = Text(
    zh="入场比对的结论是“不是本人”，不能参加这次考试。", en="At entry it was not the same person: they are not tested."
)


@dataclass(frozen=True, slots=True)
class FaceCheckView:
    """A comparison without its pictures. `same` None: it waits for a person."""

    id: UUID
    sitting_id: UUID
    file_id: UUID
    person_id: UUID
    subject: str
    moment: str
    taken_at: datetime
    same: bool | None
    decided_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Pictures:
    """Both pictures of a comparison; `on_file` None where the file has no photograph, `taken` empty after its time."""

    taken: bytes
    on_file: bytes | None


def compare(*, sitting_id: UUID, moment: str, jpeg: bytes, actor: Actor, cause: str) -> FaceCheckView:
    """Compare a picture taken now with the file's photograph. The engine is asked outside any transaction.

    Raises BadInput for no JPEG or no such moment, NotFound for no such sitting.
    """
    if moment not in MOMENTS:
        raise BadInput("moment", NO_MOMENT)
    if not jpeg.startswith(JPEG):
        raise BadInput("picture", NO_PICTURE)
    sitting = models.Sitting.for_system("compare a face").select_related("file").filter(pk=sitting_id).first()
    if sitting is None:
        raise NotFound(record.NO_SITTING)
    identifier, engine = new_id(), livecheck.engine()
    said = engine.compare(sitting.file.person, f"sitting:{identifier}")
    sure = True if said.passed else None
    check = models.FaceCheck(
        id=identifier, sitting=sitting, moment=moment, picture=sealed.pack_bytes(jpeg),
        picture_sha256=sha256(jpeg).hexdigest(), taken_at=clock.now(), engine=engine.name,
        reference=said.reference[:80], same=sure, decided_at=clock.now() if sure else None,
        decided_by=f"engine:{engine.name}" if sure else "", reason=said.reason[:400],
    )  # fmt: skip
    with transaction.atomic(savepoint=False):
        file = record.locked_file(sitting.file_id)
        rows.insert(check)
        facts = {"sitting": sitting_id, "moment": moment, "engine": engine.name, "same": sure}
        record.note(file, "face_compared", actor, cause, facts | {"picture": check.picture_sha256})
    return _view(check)


def noted(
    *, sitting_id: UUID, same: bool, reason: str, jpeg: bytes, at: datetime, actor: Actor, cause: str
) -> FaceCheckView:  # fmt: skip
    """A person at a site without a network has compared face and photograph: what they decided, with the picture where
    one was taken. Joins the caller's transaction. Raises NotFound for no such sitting."""
    file, sitting = record.locked_sitting(sitting_id)
    sitting.file = file
    check = models.FaceCheck(
        id=new_id(), sitting=sitting, moment="entry", picture=sealed.pack_bytes(jpeg) if jpeg else b"",
        picture_sha256=sha256(jpeg).hexdigest() if jpeg else "", taken_at=at, engine=BY_PEOPLE, same=same,
        decided_at=at, decided_by=entries.code_of(actor), reason=reason.strip()[:400],
    )  # fmt: skip
    rows.insert(check)
    facts = {"sitting": sitting_id, "moment": "entry", "same": same, "check": check.id}
    record.note(file, "face_decided", actor, cause, facts)
    return _view(check)


def decide(*, check_id: UUID, same: bool, reason: str, actor: Actor) -> FaceCheckView:
    """A person has seen both pictures. "Different" needs a reason, and whoever watches over tests is told.

    Raises Conflict where it is decided already, NotFound for no such comparison.
    """
    if not same and not reason.strip():
        raise BadInput("reason", WHY)
    with transaction.atomic(savepoint=False):
        check = models.FaceCheck.for_system("decide").select_related("sitting__file").filter(pk=check_id).first()
        if check is None:
            raise NotFound(NO_CHECK)
        file = record.locked_file(check.sitting.file_id)
        decided = models.FaceCheck.for_system("decide once").filter(pk=check_id, same__isnull=True).update(
            same=same, decided_at=clock.now(), decided_by=entries.code_of(actor), reason=reason.strip()
        )  # fmt: skip
        if not decided:
            raise Conflict(DECIDED, code="decided")
        facts = {"sitting": check.sitting_id, "moment": check.moment, "same": same, "check": check_id}
        record.note(file, "face_decided", actor, "face", facts)
        outbox.announce("face_decided", sitting=check.sitting_id, same=same)
        if not same:
            outbox.announce("face_differs", sitting=check.sitting_id, check=check_id)
    check.refresh_from_db()
    return _view(check)


def must_not_be_another(sitting_id: UUID) -> None:
    """Raises Conflict where the newest decided comparison at entry says that somebody else has come."""
    decided = models.FaceCheck.for_system("may they enter").filter(sitting=sitting_id, moment="entry")
    check = decided.filter(same__isnull=False).order_by("-taken_at", "-id").first()
    if check is not None and check.same is False:
        raise Conflict(OTHER, code="another_person")


def waiting(actor: Actor, limit: int = 50) -> list[FaceCheckView]:
    """The comparisons that wait for a person where this one may see, oldest first. One statement."""
    rows_ = models.FaceCheck.visible_to(actor).select_related("sitting__file")
    return [_view(one) for one in rows_.filter(same__isnull=True).order_by("taken_at")[:limit]]


def checks_of(sitting_id: UUID) -> list[FaceCheckView]:
    """The comparisons of a sitting, oldest first. One statement."""
    rows_ = models.FaceCheck.for_system("comparisons of a sitting").select_related("sitting__file")
    return [_view(one) for one in rows_.filter(sitting=sitting_id).order_by("taken_at")]


def pictures(check_id: UUID, actor: Actor) -> Pictures:
    """Both pictures, to be seen side by side; the look is written down. Raises NotFound."""
    check = models.FaceCheck.visible_to(actor).select_related("sitting__file").filter(pk=check_id).first()
    if check is None:
        raise NotFound(NO_CHECK)
    file = check.sitting.file
    audit.look(actor=actor, person_id=file.person, purpose=Purpose.IDENTITY_CHECK, what="face_at_test")
    taken = sealed.unpack_bytes(check.picture) if check.picture else b""
    return Pictures(taken, documents.find_portrait(file.id))


def forget(on: date, limit: int = 500) -> int:
    """Take away the pictures whose time is over, as that of recordings; what was decided stays. Returns how many."""
    years = book().value("exams.recording_years", on)
    old = models.FaceCheck.for_system("pictures whose time is over").exclude(picture=b"")
    found = list(old.filter(sitting__on__lt=add_years(on, -years)).values_list("pk", flat=True)[:limit])
    return models.FaceCheck.for_system("pictures whose time is over").filter(pk__in=found).update(picture=b"")


def _view(check: models.FaceCheck) -> FaceCheckView:
    sitting = check.sitting
    return FaceCheckView(
        id=check.id, sitting_id=sitting.id, file_id=sitting.file_id, person_id=sitting.file.person,
        subject=sitting.subject, moment=check.moment, taken_at=check.taken_at, same=check.same,
        decided_by=check.decided_by, reason=check.reason,
    )  # fmt: skip
