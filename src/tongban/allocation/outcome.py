"""From the announcement to the result: the public values come in, and the last of them draws.

Nobody decides when a draw runs. A beacon is asked by a job from the minute on at which its pulse is due; figures of a
lottery are read by two people of the office, each without seeing the other's; with the last value the draw is made.
"""

import json
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tongban.allocation import drawing, record, sources
from tongban.allocation.models import Announcement, Draw, Reading, Result, Value
from tongban.allocation.types import Origin, Source
from tongban.core import clock, outbox
from tongban.core.actor import Actor, system
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.exchange import beacon
from tongban.exchange.types import BadAnswer
from tongban.law.text import Text

NOT_ANNOUNCED = Text(zh="名单还没有固定。", en="The list is not fixed yet.")
TOO_EARLY = Text(zh="这个随机来源还没有公布。", en="This source has not come out yet.")
DRAWN = Text(
    zh="这次摇号已经摇过，结果不变；同一次摇号只摇一次。",
    en="This draw has been made and its result stands: a draw is made once only.",
)
CHANGED = Text(
    zh="名单与公布的哈希不符，没有摇号。请立即查明。",
    en="The list is not the one whose hash was published. Nothing was drawn; find out at once why.",
)


def read_figures(*, number: str, source: str, typed: str, actor: Actor) -> bool:
    """A member of staff says what they read of a lottery's figures; return True where that makes the value.

    The second person is not shown what the first has typed. Whoever mistyped says it again: each one's newest reading
    counts. Raises BadInput for figures that cannot be, Conflict before the source is due and for a value that stands.
    """
    if actor.kind != "staff" or actor.account_id is None:
        raise NotAllowed(Text(zh="只有工作人员可以录入。", en="Only staff may enter figures."))
    with transaction.atomic(savepoint=False):
        draw = record.alone(number)
        awaited = _awaited(draw, source, Origin.STAFF)
        published = sources.read(awaited, typed)
        Reading(
            draw_id=draw.id, source=source, account=actor.account_id, staff=actor.label, published=list(published)
        ).save(force_insert=True)
        record.write(draw.id, "figures_read", actor, {"source": source, "figures": list(published)}, draw)
        other = _other_who_agrees(draw, source, actor, published)
        if other is None:
            return False
        witness = " + ".join(sorted((actor.label, other)))
        _take(draw, awaited, published, clock.now(), witness, actor)
    return True


def ask_beacon(*, number: str, source: str) -> bool:
    """Ask the beacon for a pulse that is due; return True where it was there. Raises ExchangeError, Conflict."""
    draw = Draw.objects.get(number=number)
    awaited = _awaited(draw, source, Origin.PARTNER)
    answer = beacon.ask_pulse(awaited.due_at, purpose=f"draw:{number}")
    pulse = answer.value
    if isinstance(pulse, beacon.NotYet):
        return False
    take_pulse(number=number, source=source, pulse=pulse, witness=f"beacon #{pulse.number}, {answer.message_id}")
    return True


def take_pulse(*, number: str, source: str, pulse: beacon.Pulse, witness: str) -> None:
    """A pulse becomes the value of its source. Raises Conflict as above.

    Raises BadAnswer for a pulse from before it was due, and for one that calls itself invented where the draw was
    announced as real.
    """
    with transaction.atomic(savepoint=False):
        draw = record.alone(number)
        awaited = _awaited(draw, source, Origin.PARTNER)
        if pulse.at < awaited.due_at or (pulse.demo and not awaited.demo):
            unusable = Text(zh="信标的答复不可用。", en="The beacon's answer is of no use.")
            raise BadAnswer("beacon", unusable, detail="pulse")
        _take(draw, awaited, sources.read(awaited, pulse.value), pulse.at, witness, system("beacon"))


def draw(*, number: str, actor: Actor) -> Result:
    """Make the draw from what was announced and what came out; publish result and proof. Once only.

    Raises Conflict where a value is missing, where the draw was made already, and where pool or list are not those
    whose hashes were published.
    """
    with transaction.atomic(savepoint=False):
        row = record.alone(number)
        announced, values = _ready(row)
        told = json.loads(bytes(announced.document))
        texts = [sources.text(one, tuple(values[one.name].published)) for one in record.sources_of(row)]
        seed = drawing.seed(announced.commitment, texts)
        applicants = bytes(announced.applicants)
        _unchanged(row, announced, told, applicants)
        allotted = drawing.draw(seed, pool=row.pool.encode(), applicants=applicants)
        now = clock.now().replace(microsecond=0)
        proof = {
            "format": drawing.FORMAT,
            "announcement": bytes(announced.document).decode(),
            "values": [_value_told(values[one["name"]]) for one in told["sources"]],
            "seed": seed,
            "allotted": allotted,
            "program_sha256": drawing.program_sha256(),
            "drawn_at": record.instant(now),
        }
        content = json.dumps(proof, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        made = Result(draw=announced, seed=seed, proof=content, drawn_at=now)
        made.save(force_insert=True)
        facts = {"seed": seed, "allotted": len(allotted), "proof_sha256": drawing.sha256(content)}
        record.write(row.id, "drawn", actor, facts, row)
        outbox.announce("drawn", number=number)
    return made


def _ready(row: Draw) -> tuple[Announcement, dict[str, Value]]:
    announced = Announcement.objects.filter(draw=row).first()
    if announced is None:
        raise Conflict(NOT_ANNOUNCED, code="draw_not_announced")
    if Result.objects.filter(draw=announced).exists():
        raise Conflict(DRAWN, code="drawn_already")
    values = {one.source: one for one in Value.objects.filter(draw=announced)}
    if len(values) < len(row.sources):
        raise Conflict(TOO_EARLY, code="draw_waits")
    return announced, values


def _unchanged(row: Draw, announced: Announcement, told: dict[str, dict[str, str]], applicants: bytes) -> None:
    """What somebody with the database in their hands may have changed does not fit the published hash."""
    same = (
        drawing.commitment(bytes(announced.document)) == announced.commitment
        and drawing.sha256(row.pool.encode()) == told["pool"]["sha256"]
        and drawing.sha256(applicants) == told["applicants"]["sha256"]
    )
    if not same:
        raise Conflict(CHANGED, code="draw_changed")


def _awaited(draw: Draw, name: str, origin: Origin) -> Source:
    """The source, where its value may be taken now."""
    source = next((one for one in record.sources_of(draw) if one.name == name), None)
    if source is None or sources.kind_of(source).origin != origin:
        raise NotFound(Text(zh="没有这个随机来源。", en="There is no such source."))
    if not Announcement.objects.filter(draw=draw).exists():
        raise Conflict(NOT_ANNOUNCED, code="draw_not_announced")
    if clock.now() < source.due_at:
        raise Conflict(TOO_EARLY, code="source_not_due")
    if Value.objects.filter(draw_id=draw.id, source=name).exists():
        raise Conflict(Text(zh="这个随机来源已有公布值。", en="The value of this source stands."), code="value_stands")
    return source


def _other_who_agrees(draw: Draw, source: str, actor: Actor, published: Sequence[str]) -> str | None:
    """The staff number of somebody else whose newest reading says the same."""
    newest: dict[object, Reading] = {}
    for one in Reading.objects.filter(draw_id=draw.id, source=source).order_by("id"):
        newest[one.account] = one
    others = (one for account, one in newest.items() if account != actor.account_id)
    return next((one.staff for one in others if one.published == list(published)), None)


def _take(
    draw: Draw, source: Source, published: tuple[str, ...], at: datetime, witness: str, actor: Actor
) -> None:  # fmt: skip
    try:
        sources.text(source, published)
    except ValueError as wrong:
        raise BadInput("figures", Text(zh="数值有误。", en="These figures cannot be.")) from wrong
    value = Value(
        draw_id=draw.id, source=source.name, published=list(published), published_at=at.replace(microsecond=0),
        witness=witness,
    )  # fmt: skip
    value.save(force_insert=True)
    record.write(draw.id, "value_taken", actor, {"source": source.name, "published": list(published)}, draw)
    outbox.announce("draw_value_taken", number=draw.number)


def _value_told(value: Value) -> dict[str, object]:
    return {
        "source": value.source,
        "published": value.published,
        "published_at": record.instant(value.published_at),
        "witness": value.witness,
    }
