"""Taking in the published figures of another authority: all of them or nothing, the same again changes nothing."""

import hashlib
from collections.abc import Mapping
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from tongban.assessment.exams.rates import reading
from tongban.assessment.exams.rates.models import Source, SourceFault, SourceSite
from tongban.assessment.exams.rates.reading import Description, Told
from tongban.assessment.exams.rates.types import REGISTER, TakenIn
from tongban.core import clock, entries
from tongban.core.actor import Actor
from tongban.core.bulk import copy_objects
from tongban.core.errors import BadInput
from tongban.law.text import Text

NO_FILE = Text(zh="没有文件 {name}。", en="There is no file {name}.")


def take_in(
    *, description: bytes, files: Mapping[str, bytes], actor: Actor, leave_out: bool = False, only_check: bool = False
) -> TakenIn:
    """Take in a source in place of what was taken of it before. `leave_out`: without the rows that cannot be taken;
    their number is kept and shown. `only_check`: say what would happen.

    With a row that cannot be taken, and not left out, nothing is changed. Raises BadInput for what is no description
    or no table.
    """
    described = reading.describe(description)
    for name in described.files:
        if name not in files:
            raise BadInput("file", NO_FILE.fill(name=name))
    told = reading.tell(described, files)
    problems = tuple(told.problems)
    if problems and not leave_out:
        return TakenIn(False, len(told.sites), len(told.counts), len(told.faults), problems)
    digest = _digest(description, [files[name] for name in described.files], leave_out=leave_out)
    with transaction.atomic():
        same = Source.objects.select_for_update().filter(code=described.code, digest=digest).exists()
        if not same and not only_check:
            _replace(described, told, digest, actor)
    return TakenIn(not same, len(told.sites), len(told.counts), len(told.faults), problems)


def _replace(described: Description, told: Told, digest: str, actor: Actor) -> None:
    before = Source.objects.filter(code=described.code).first()
    said = {
        "source": described.code, "publisher": described.publisher, "licence": described.licence, "digest": digest,
        "in_place_of": before.digest if before else "", "sites": len(told.sites), "counts": len(told.counts),
        "faults": len(told.faults), "left_out": len(told.problems),
    }  # fmt: skip
    subject = uuid5(NAMESPACE_URL, f"tongban:figures:{described.code}")
    entry = entries.write(
        register=REGISTER, subject=subject, kind="figures_taken_in", effective_on=clock.today(), actor=actor,
        cause=f"figures:{described.code}", facts=said,
    )  # fmt: skip
    Source.objects.filter(code=described.code).delete()
    Source(
        code=described.code, title_zh=described.title.zh, title_en=described.title.en, publisher=described.publisher,
        licence=described.licence, licence_url=described.licence_url, since=described.since, until=described.until,
        subject=described.subject, class_group=described.group, digest=digest, imported_at=clock.now(),
        left_out=len(told.problems), entry=entry,
    ).save(force_insert=True)  # fmt: skip
    copy_objects([_site(described.code, told, code) for code in told.sites])
    copy_objects(
        [
            SourceFault(
                source_id=described.code, site=one.site, item=one.item, serious=one.serious, dangerous=one.dangerous,
                minor=one.minor,
            )
            for one in told.faults.values()
        ]
    )  # fmt: skip


def _site(source: str, told: Told, code: str) -> SourceSite:
    one, count = told.sites[code], told.counts.get(code)
    numbers = {"tests": count.tests, "passes": count.passes, "first_tests": count.first_tests,
               "first_passes": count.first_passes} if count else {}  # fmt: skip
    return SourceSite(
        source_id=source, code=code, name=one.name, address=one.address, latitude=one.latitude,
        longitude=one.longitude, **numbers,
    )  # fmt: skip


def _digest(description: bytes, files: list[bytes], *, leave_out: bool) -> str:
    """Over everything that decides what is kept, each part by its own digest."""
    parts = [description, *files, b"leave out" if leave_out else b""]
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()
