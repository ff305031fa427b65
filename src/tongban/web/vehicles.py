"""A vehicle as pages show it: the card with its plate, what is due, what its state stands in the way of, its whole
life."""

from datetime import date
from typing import Any
from uuid import UUID

from tongban.core import clock, plates, regions
from tongban.core.law_book import book
from tongban.law.book import Book
from tongban.law.facts import Applicant, Facts
from tongban.law.rules import inspection, vehicle_states
from tongban.law.text import Text, listed
from tongban.registers.vehicles import codes, queries
from tongban.registers.vehicles.types import Moment, Vehicle
from tongban.web import shown

TONES = {"01": "yellow", "07": "yellow", "13": "yellow", "15": "yellow", "16": "yellow", "23": "white"}
GREEN = {"51": "two", "52": "green"}
# What an owner may want to do one day, in the words of a column of the table of states.
WISHES = {
    "mark": Text(zh="年检、领检验标志", en="Inspection and mark"),
    "transfer": Text(zh="过户", en="Sell it"),
    "move": Text(zh="转籍", en="Move it to another place"),
    "mortgage": Text(zh="抵押", en="Mortgage it"),
    "reissue": Text(zh="补换行驶证、号牌", en="Papers and plates anew"),
    "cancel": Text(zh="注销", en="Deregister it"),
}
WITH = {
    "officer": Text(zh="由车管所人工审核后办理。", en="An officer looks at it first."),
    "joint": Text(zh="抵押权人、质权人要一起申请。", en="The mortgagee or pledgee applies together with you."),
    "inspect": Text(zh="要先通过检验并投保。", en="It has to be inspected and insured first."),
    "customs": Text(zh="要有海关的通知。", en="With the notice of customs."),
    "released": Text(zh="解除监管后可以办理。", en="After customs have released it."),
}
INSPECT = Text(zh="要上线检验", en="To be inspected")
MARK = Text(zh="不用上线检验，申领检验标志即可", en="No inspection: apply for the mark")
INSURED = Text(zh="交强险到期", en="Compulsory insurance ends")
SCRAP = Text(zh="达到报废年限", en="To be scrapped by")
UNTIL = Text(zh="{what}，至{day}", en="{what}, until {day}")
KINDS: dict[str, Text] = {
    "registered": Text(zh="注册登记", en="Registered"),
    "licence_replaced": Text(zh="补领行驶证", en="Vehicle licence replaced"),
    "licence_exchanged": Text(zh="换领行驶证", en="Vehicle licence exchanged"),
    "licence_remade": Text(zh="行驶证重新制作", en="Vehicle licence made anew"),
    "transferred": Text(zh="转让登记", en="Transferred to another owner"),
    "mortgage_registered": Text(zh="抵押登记", en="Mortgage registered"),
    "mortgage_released": Text(zh="解除抵押", en="Mortgage released"),
    "pledge_registered": Text(zh="质押备案", en="Pledge filed"),
    "pledge_released": Text(zh="解除质押", en="Pledge released"),
    "attachment_registered": Text(zh="查封", en="Attached"),
    "attachment_released": Text(zh="解除查封", en="Attachment lifted"),
    "seizure_registered": Text(zh="扣押", en="Seized"),
    "seizure_released": Text(zh="解除扣押", en="Seizure lifted"),
    "detention_registered": Text(zh="扣留", en="Detained"),
    "detention_released": Text(zh="发还", en="Returned"),
    "letter_set": Text(zh="状态变为：{letter}", en="State: {letter}"),
    "letter_cleared": Text(zh="解除状态：{letter}", en="State over: {letter}"),
    "mark_given": Text(zh="核发检验合格标志", en="Inspection mark given"),
    "mark_reissued": Text(zh="补换领检验合格标志", en="Inspection mark issued anew"),
    "certificate_replaced": Text(zh="补领登记证书", en="Registration certificate replaced"),
    "certificate_exchanged": Text(zh="换领登记证书", en="Registration certificate exchanged"),
    "identity_filed": Text(zh="备案所有人身份证明", en="Owner's identity document filed"),
    "linked": Text(zh="绑定到账号", en="Linked to an account"),
    "unlinked": Text(zh="从账号解绑", en="Taken off an account"),
    "contact_filed": Text(zh="变更联系方式", en="Contact details filed"),
    "colour_changed": Text(zh="变更车身颜色", en="Colour changed"),
    "engine_changed": Text(zh="更换发动机", en="Engine changed"),
    "body_changed": Text(zh="更换车身", en="Body changed"),
    "frame_changed": Text(zh="更换车架", en="Frame changed"),
    "vehicle_replaced": Text(zh="因质量问题更换整车", en="Whole vehicle replaced for its faults"),
    "new_energy_plate": Text(zh="换发新能源号牌", en="Changed to a new-energy plate"),
    "co_owner_changed": Text(zh="共同所有人变更", en="Bears the name of another co-owner"),
    "numbers_swapped": Text(zh="互换号牌号码", en="Number swapped with another vehicle"),
    "use_changed": Text(zh="变更使用性质", en="Use changed"),
    "insured": Text(zh="投保交强险", en="Insured"),
    "accident": Text(zh="发生事故", en="Accident"),
    "page_attached": Text(zh="电子档案增加一页", en="A page was added to the file"),
    "person_merged": Text(zh="合并所有人记录", en="Records of the owner were joined"),
    "deregistered": Text(zh="注销登记（{ground}）", en="Deregistered ({ground})"),
    "pending_sale": Text(zh="二手车待销售登记", en="Registered as pending sale"),
    "transferred_out": Text(
        zh="转让给{city}的买方，档案转出", en="Transferred to a buyer in {city}; its file was sent"
    ),
    "move_ended": Text(zh="没有转入{city}，登记恢复", en="It did not move to {city}: on record here as before"),
    "announced_void": Text(zh="使用年限届满未注销，牌证公告作废", en="Years of use passed: papers announced void"),
    "revoked": Text(zh="撤销登记", en="Registration revoked"),
    "moved_in": Text(zh="从{city}转入", en="Moved in from {city}"),
    "moved_out": Text(zh="转出到{city}", en="Moved out to {city}"),
    "item_corrected": Text(zh="更正登记事项", en="An item of the registration put right"),
    "corrected": Text(zh="更正登记", en="Corrected"),
}
ENDED_AS: dict[str, Text] = {
    "scrapped": Text(zh="报废", en="scrapped"),
    "lost": Text(zh="灭失", en="lost"),
    "abroad": Text(zh="出境、出口", en="taken abroad"),
    "returned": Text(zh="退车", en="returned to its maker"),
    "office": Text(zh="依职权", en="by the office"),
}
CITIES = ("moved_in", "moved_out", "transferred_out", "move_ended")
DATED = Text(zh="{day}：{what}", en="{day}: {what}")
WRITTEN = Text(zh="写入登记簿的时间", en="when it was written down")
STRUCK = Text(zh="{what}（已被更正）", en="{what} (corrected later)")


def card(vehicle: Vehicle) -> dict[str, Any]:
    """A vehicle as components/vehicle_card.html draws it, for somebody who may see it."""
    on, rules = clock.today(), book().at(vehicle.region)
    law = vehicle.law
    letters = vehicle_states.letters_on(law, on)
    return {
        "id": vehicle.id,
        "plate": plates.Plate(vehicle.plate_type, vehicle.plate).printed if vehicle.plate else "",
        "tone": GREEN.get(vehicle.plate_type) or TONES.get(vehicle.plate_type, "blue"),
        "name": vehicle.name,
        "type": codes.word("type", law.type),
        "use": codes.word("use", law.use),
        "colour": codes.word("colour", vehicle.colour),
        "vin": vehicle.vin,
        "registered_on": law.registered_on,
        "licence": vehicle.licence,
        "states": [codes.word("letter", letter) for letter in letters],
        "good": letters == "A",
        "shared": law.owners > 1,
        "due": due(vehicle, on, rules),
        "rests": [_restriction(one) for one in vehicle_states.standing(law, on)],
        "wishes": _together([_wish(vehicle, service, word, on, rules) for service, word in WISHES.items()]),
    }


def due(vehicle: Vehicle, on: date, rules: Book) -> list[dict[str, Any]]:
    """The days that come: mark, insurance, scrapping; each with whether it is past or near."""
    mark = inspection.next_mark(vehicle.law, on, rules)
    days = [(INSURED, vehicle.insured_to, False), (SCRAP, vehicle.law.scrap_on, False)]
    if mark:
        days.insert(0, (INSPECT if mark.inspected else MARK, mark.due_on, mark.opens_on <= on))
    return [{"title": title, "on": day, "late": on > day, "open": is_open} for title, day, is_open in days if day]


def life(vehicle_id: UUID) -> list[dict[str, Any]]:
    """The whole life in sentences, oldest first, each with the law's day and when it was written down; no names."""
    return [
        {
            "at": moment.recorded_at,
            "sentence": DATED.fill(what=sentence(moment), day=shown.day(moment.on)),
            "who": WRITTEN,
            "state": "done",
        }
        for moment in queries.life_of(vehicle_id)
    ]


def _wish(vehicle: Vehicle, service: str, word: Text, on: date, rules: Book) -> dict[str, Any]:
    """Whether the state of the vehicle stands in the way of something, why, and what else it takes."""
    facts = Facts(Applicant(born=on), None, vehicle=vehicle.law, region=vehicle.region)
    reasons = vehicle_states.may(facts, service, on, rules).reasons
    asked = [text for what, text in WITH.items() if vehicle_states.needs(facts, service, what, on, rules)]
    return {"name": word, "free": not reasons, "reasons": reasons, "asked": [] if reasons else asked}


def _together(wishes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the same reasons stand in the way of, said once."""
    said: list[dict[str, Any]] = []
    for wish in wishes:
        same = next((one for one in said if wish["reasons"] and one["reasons"] == wish["reasons"]), None)
        if same:
            same["name"] = listed([same["name"], wish["name"]])
        else:
            said.append(wish)
    return said


def _restriction(one: Any) -> Text:
    kind = codes.word("restriction", one.kind)
    what = Text(zh=f"{kind.zh}：{one.holder} {one.reference}", en=f"{kind.en}: {one.holder} {one.reference}")
    return UNTIL.fill(what=what, day=shown.day(one.until)) if one.until else what


def sentence(moment: Moment) -> Text:
    """What happened, in a few words."""
    words = KINDS.get(moment.kind, Text(zh=moment.kind, en=moment.kind))
    said = moment.said
    if "letter" in said:
        words = words.fill(letter=codes.word("letter", said["letter"]))
    if moment.kind in CITIES:
        words = words.fill(city=regions.name(said["from" if moment.kind == "moved_in" else "to"]))
    if moment.kind == "deregistered":
        words = words.fill(ground=ENDED_AS[said["ground"]])
    return STRUCK.fill(what=words) if moment.corrected else words
