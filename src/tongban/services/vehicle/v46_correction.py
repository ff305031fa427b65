"""V46 Correction of a registration error 登记事项更正. O164 art. 53: within five working days once the office has
confirmed it, free. The owner says what is wrong and sends a photograph of the vehicle or a paper, or the office finds
the error itself and tells the owner; VIN and type are looked at on the vehicle first. An officer compares and decides,
never the one who made the registration, nor the one who opened the case. The wrong statement is struck and the right
one stands from the same day on, with the day of scrapping that follows from it; licence and, where it said the same,
certificate are issued anew.

A person decides.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from uuid import UUID

from tongban.casework import answers, opening, own_motion, rights
from tongban.casework.carrying import Carrying, Undoing
from tongban.casework.catalogue import OwnMotion, Question, Service, Spared, services
from tongban.core import clock
from tongban.core.actor import DECIDE, Actor
from tongban.core.errors import BadInput, Conflict, NotAllowed
from tongban.core.law_book import book
from tongban.documents import actions as documents
from tongban.law.answers_on_vehicles import Misstated
from tongban.law.book import Book
from tongban.law.facts import Applicant, Facts
from tongban.law.reasons import wordings
from tongban.law.rules import service_life
from tongban.law.rules.correction import may_correct
from tongban.law.rules.plates import type_of
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.registers.vehicles import codes, correcting, queries
from tongban.registers.vehicles.types import Vehicle
from tongban.services.vehicle import ending, materials, numbering, papers

FOUND = "error"  # the ground of a case that the office opens
ITEMS = MappingProxyType(
    {
        "colour": Text(zh="车身颜色", en="Colour"),
        "engine": Text(zh="发动机号", en="Engine number"),
        "made_on": Text(zh="出厂日期", en="Day on which it was made"),
        "vin": Text(zh="车辆识别代号", en="VIN"),
        "type": Text(zh="车辆类型", en="Type of vehicle"),
        "use": Text(zh="使用性质", en="Use"),
    }
)
AGES = ("type", "use", "made_on")  # what the day of scrapping is counted from


def add_error(facts: Facts, applicant: UUID, vin: str) -> Facts:
    """The item as the register has it, beside what it should be."""
    known = next((one for one in queries.find_by_vin(vin) if one.live), None) if vin else None
    item = str(facts.answers.get("item") or "")
    right = str(facts.answers.get(item) or "")
    if known is None or not right:
        return facts
    taken = item == "vin" and right != known.vin and queries.is_registered(right)
    return replace(facts, misstated=Misstated(recorded(known, item), right, item, taken))


def carry_out(carrying: Carrying) -> None:
    """Put the item right, and issue the papers that say it."""
    item = str(carrying.answers["item"])
    right = str(carrying.answers[item])
    corrected = correcting.correct_item(
        vehicle_id=carrying.vehicle.id, item=item, right=right, reason=ITEMS[item].zh,
        follows=_follows(carrying, item, right), **carrying.act,
    )  # fmt: skip
    if not corrected.certificate:
        papers.certify(carrying, "certificate_exchanged")
    papers.issue(carrying, "licence_exchanged")


def carry_lapse(carrying: Carrying) -> None:
    """The owner had nothing to say: what the office found is put right, and the new licence waits at the office."""
    serial = documents.take_blank(office=carrying.office, cause=carrying.cause, kind=V46.blank)
    carry_out(replace(carrying, card_serial=serial))


def open_found(*, vehicle_id: UUID, given: Mapping[str, str], actor: Actor) -> str:
    """Open the correction of an error that a member of staff found: the item, what is right, and the document that
    shows it; returns its number. The owner is told; somebody else decides. Raises NotAllowed, BadInput, Conflict."""
    _must_review(actor)
    vehicle, on = queries.get_vehicle(vehicle_id), clock.today()
    if actor.person_id and vehicle.is_of(actor.person_id):
        raise NotAllowed(rights.OWN_CASE)
    item = given.get("item", "")
    facts = Facts(
        Applicant(born=on), None, vehicle=vehicle.law, region=vehicle.region, answers=dict(given), ground=FOUND
    )
    known = answers.checked(V46, {one: given.get(one, "") for one in ("item", item, "reference")}, facts, on, book())
    if known[item] == recorded(vehicle, item):
        raise BadInput(item, wordings()["correction.as_recorded"].sentence)
    person = ending.voice_of(vehicle)
    case = person and own_motion.open_case(
        service=V46.code, person_id=person, subject=vehicle_id, office=actor.office, actor=actor,
        ground={"ground": FOUND, "opened_by": str(actor.account_id)}, answers={**known, "delivery": "office"},
    )  # fmt: skip
    if not case:
        raise Conflict(opening.OPEN_ALREADY)
    return case.number


def asked_of_staff(vehicle: Vehicle, item: str) -> tuple[Question, list[tuple[str, Text]]]:
    """How the office states what is right for an item, with the choices there are."""
    question = V46.question(item)
    facts = Facts(Applicant(born=clock.today()), None, vehicle=vehicle.law, region=vehicle.region)
    return question, question.options(facts, clock.today(), book()) if question.options else []


def _must_review(actor: Actor) -> None:
    able = opening.POST in actor.posts and actor.may(DECIDE, V46.code, actor.office)
    if not able or not outlets.may_decide(V46.code, actor.office, clock.today()):
        raise NotAllowed(rights.NO_POST)


def undo(undoing: Undoing) -> None:
    """The item is again as it was before the decision."""
    decided = (
        [one for one in queries.life_of(undoing.subject) if one.cause == undoing.decided] if undoing.subject else []
    )
    said = next((one.said for one in reversed(decided) if one.kind == "item_corrected"), None)
    if undoing.subject and said:
        correcting.correct_item(
            vehicle_id=undoing.subject, item=said["item"], right=said["was"], reason=undoing.reason,
            follows=said.get("followed", {}), effective_on=clock.today(), actor=undoing.actor, cause=undoing.cause,
        )  # fmt: skip


def recorded(vehicle: Vehicle, item: str) -> str:
    """An item as the register has it."""
    if item == "made_on":
        return vehicle.law.made_on.isoformat() if vehicle.law.made_on else ""
    told = {"colour": vehicle.colour, "engine": vehicle.engine, "vin": vehicle.vin}
    return {**told, "type": vehicle.law.type, "use": vehicle.law.use}[item]


def _follows(carrying: Carrying, item: str, right: str) -> Mapping[str, str | None]:
    """The last day of use, as it would have been counted at the registration."""
    if item not in AGES:
        return {}
    law = carrying.vehicle.law
    changed = replace(
        law,
        made_on=date.fromisoformat(right) if item == "made_on" else law.made_on,
        type=right if item == "type" else law.type,
        use=right if item == "use" else law.use,
    )
    last = service_life.last_day(changed, carrying.on, carrying.book)
    return {"scrap_on": last.isoformat() if last else None}


def _types(facts: Facts, on: date, book: Book) -> list[tuple[str, Text]]:
    """Those that carry the same type of plate."""
    now = facts.vehicle.type if facts.vehicle else ""
    return [one for one in codes.codes("type").items() if type_of(one[0], "") == type_of(now, "")]


def _uses(facts: Facts, on: date, book: Book) -> list[tuple[str, Text]]:
    """Those that carry the same type of plate: a training car has one of its own."""
    training = facts.vehicle is not None and facts.vehicle.use == numbering.TRAINING
    return [one for one in codes.codes("use").items() if (one[0] == numbering.TRAINING) is training]


def _is(item: str) -> Callable[[Facts, date, Book], bool]:
    return lambda facts, on, book: facts.answers.get("item") == item


V46 = services.add(
    Service(
        code="V46",
        about="vehicle",
        name=Text(zh="登记事项更正", en="Correct an error of the registration"),
        gives=Text(
            zh="登记错误改正过来，换发正确的行驶证，不收费。",
            en="The error is put right and a correct vehicle licence issued, free of charge.",
        ),
        basis=("O164.53",),
        rule=may_correct,
        adds=add_error,
        decided_by="person",
        looks_at=lambda subject, answers: correcting.stated_by(subject, str(answers.get("item") or "")),
        questions=(
            Question(
                key="item",
                kind="choice",
                label=Text(zh="哪一项登记错了？", en="What is wrong?"),
                hint=Text(
                    zh="姓名、住址变了请办理备案；车改装过请办理变更登记。",
                    en="Another name or address is filed instead; a vehicle that was changed is registered as changed.",
                ),
                options=lambda facts, on, book: list(ITEMS.items()),
            ),
            Question(
                key="colour",
                kind="choice",
                label=Text(zh="车身实际是什么颜色？", en="Which colour is it?"),
                asked_if=_is("colour"),
                options=lambda facts, on, book: list(codes.codes("colour").items()),
            ),
            Question(
                key="engine",
                kind="text",
                label=Text(zh="正确的发动机号（电动车为驱动电机号）", en="The right number of engine or drive motor"),
                asked_if=_is("engine"),
            ),
            Question(
                key="made_on",
                kind="date",
                label=Text(zh="正确的出厂日期", en="The day on which it was made"),
                past=True,
                asked_if=_is("made_on"),
            ),
            Question(
                key="vin",
                kind="vin",
                label=Text(zh="正确的车辆识别代号", en="The right VIN"),
                hint=Text(
                    zh="照车架上打刻的逐位填写；查验员会再看一次实车。",
                    en="As it is stamped on the frame, character by character; an officer looks at the vehicle too.",
                ),
                asked_if=_is("vin"),
            ),
            Question(
                key="type",
                kind="choice",
                label=Text(zh="正确的车辆类型", en="The right type"),
                hint=Text(
                    zh="查验员会再看一次实车。号牌种类也要变的，不在这里办。",
                    en="An officer looks at the vehicle too. A type that takes other plates is not put right here.",
                ),
                options=_types,
                asked_if=_is("type"),
            ),
            Question(
                key="use",
                kind="choice",
                label=Text(zh="正确的使用性质", en="The right use"),
                hint=Text(
                    zh="登记时就是这个用途的才是更正；后来改的，办理变更（V13）。",
                    en="As it was at the registration; a use that changed later is registered as changed (V13).",
                ),
                options=_uses,
                asked_if=_is("use"),
            ),
            Question(
                key="reference",
                kind="text",
                label=Text(zh="发现错误所依据的材料", en="The document that shows the error"),
                asked_if=lambda facts, on, book: facts.ground == FOUND,
            ),
            Question(
                key="picture",
                kind="picture",
                label=Text(zh="能看出正确内容的照片", en="A photograph that shows what is right"),
                hint=Text(
                    zh="颜色、类型拍整车，号码拍打刻或者铭牌，出厂日期、使用性质拍合格证或者登记证书。",
                    en="The whole vehicle for colour or type, the stamp for a number, a certificate for day or use.",
                ),
                asked_if=lambda facts, on, book: not facts.ground,
            ),
        ),
        materials=(materials.IDENTITY, materials.form_under("O164.53")),
        limit="registration_correction",
        needs_papers=True,
        old_card_back=True,
        channels=("online", "window"),
        carry_out=carry_out,
        undo=undo,
        vehicle_check="correction",
        own_motion=OwnMotion(
            announced_by="",
            ground=Text(
                zh="我们发现您的车有一项登记错误，要改正过来。改的是什么、依据什么，见本案的回答。",
                en="We found an error in the registration of your vehicle, to be put right: see the answers.",
            ),
            notice=Text(
                zh="您认为没有错的，请在期限内告诉我们；没有意见的，不用做什么，不收费，新行驶证会通知您领取。",
                en="If you think that nothing is wrong, tell us in time. Else do nothing: it is free, and you are told "
                "when the new vehicle licence is ready.",
            ),
            answer_limit="registration_correction_answer",
            lapse=Text(
                zh="工作人员核对后改正，旧行驶证作废，换发新的。",
                en="A member of staff compares and puts it right; the old vehicle licence is void, a new one is made.",
            ),
            carry_lapse=carry_lapse,
            only=False,
        ),
        situation="vehicle",
        spared=Spared(copies=2, forms=1, visits=1),
    )
)
