"""Checking what a person typed against the questions of a service: types and limits, one clear error a field."""

import base64
import re
import unicodedata
from dataclasses import replace
from datetime import date
from typing import Any

from tongban.casework.catalogue import Question, Service
from tongban.core import identity, organisations, plates, vins
from tongban.core.errors import BadInput
from tongban.documents import photo
from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.rules import photo as photo_rules
from tongban.law.text import Text

LONGEST_TEXT = 200
LONGEST_ADDRESS = 120
PHONE_DIGITS = 11
BIKE_TAG = re.compile(r"[0-9A-F]{24}")
BIKE_CODE = re.compile(r"[0-9A-Z]{5,17}")

DELIVERY = Question(
    key="delivery",
    kind="choice",
    label=Text(zh="新证怎么给您？", en="How would you like to get the new card?"),
    hint=Text(
        zh="电子驾驶证马上生效，实体证可以邮寄，也可以到窗口领取。",
        en="The electronic licence is valid at once; the card can be posted or collected.",
    ),
    options=lambda facts, on, book: [
        ("post", Text(zh="邮寄到家", en="Post it to me")),
        ("office", Text(zh="到窗口领取", en="I will collect it at the office")),
    ],
)
VEHICLE_DELIVERY = replace(
    DELIVERY,
    label=Text(zh="新的行驶证怎么给您？", en="How would you like to get the new vehicle licence?"),
    hint=Text(zh="可以邮寄，也可以到窗口领取。", en="It can be posted or collected."),
)
PLATE_DELIVERY = replace(
    DELIVERY,
    label=Text(zh="新号牌怎么给您？", en="How would you like to get the new plates?"),
    hint=Text(
        zh="可以邮寄；到窗口领取的，就近的制作点当场制作。",
        en="They can be posted; to be collected they are made at the nearest plate maker while you wait.",
    ),
)
BOTH_DELIVERY = replace(
    PLATE_DELIVERY, label=Text(zh="号牌和行驶证怎么给您？", en="How would you like to get plates and vehicle licence?")
)
ADDRESS = Question(
    key="delivery_address",
    kind="address",
    label=Text(zh="寄到哪里？", en="Which address should we post it to?"),
    asked_if=lambda facts, on, book: facts.answers.get("delivery") == "post",
)


def questions(service: Service, facts: Facts, on: date, book: Book) -> list[Question]:
    """The questions this person has to answer: the service's own, then delivery where something is made."""
    asked = list(service.questions)
    if service.delivers:
        asked += [_delivery(service), ADDRESS]
    return [question for question in asked if question.asked_if is None or question.asked_if(facts, on, book)]


def _delivery(service: Service) -> Question:
    if service.plates:
        return BOTH_DELIVERY if service.needs_papers else PLATE_DELIVERY
    return VEHICLE_DELIVERY if service.about_vehicle else DELIVERY


def on_record(service: Service, address: str) -> dict[str, str]:
    """The answers that need not be asked for: a card goes to the address on record, or waits at the office. The person
    sees them before sending, and changes what should be otherwise."""
    if not service.delivers:
        return {}
    return {DELIVERY.key: "post", ADDRESS.key: address} if address else {DELIVERY.key: "office"}


def checked(service: Service, given: dict[str, Any], facts: Facts, on: date, book: Book) -> dict[str, Any]:
    """The answers among `given`, each in its canonical form. Raises BadInput for the first wrong field."""
    known = {question.key: question for question in [*service.questions, DELIVERY, ADDRESS]}
    return {key: _check(known[key], value, facts, on, book) for key, value in given.items() if key in known}


def unanswered(service: Service, facts: Facts, on: date, book: Book) -> Question | None:
    """The first required question without an answer, or None."""
    for question in questions(service, facts, on, book):
        if question.required and facts.answers.get(question.key) in (None, ""):
            return question
    return None


def _check(question: Question, value: Any, facts: Facts, on: date, book: Book) -> Any:
    text = unicodedata.normalize("NFKC", str(value)).strip()
    if question.required and not text:
        raise BadInput(
            question.key, Text(zh="请填写“{label}”。", en='Please answer "{label}".').fill(label=question.label)
        )
    if not text:
        return ""
    match question.kind:
        case "phone":
            return _phone(question, text)
        case "date":
            return _date(question, text, facts, on, book)
        case "choice":
            return _choice(question, text, facts, on, book)
        case "choices":
            return " ".join(_choice(question, one, facts, on, book) for one in dict.fromkeys(text.split()))
        case "declaration":
            return _declaration(question, text)
        case "photo":
            return _photo(question, value, on, book)
        case "picture":
            return base64.b64encode(_picture(question, value, photo.PAPER)).decode()
        case "organisation":
            return _organisation(question, text)
        case "identity":
            return _identity(question, text)
        case "vin":
            return _vin(question, text)
        case "plate":
            return _plate(question, text)
        case "bike_code":
            return _bike_code(question, text)
        case "bike_tag":
            return _bike_tag(question, text)
        case _:
            return _text(question, text, LONGEST_ADDRESS if question.kind == "address" else LONGEST_TEXT)


def _phone(question: Question, text: str) -> str:
    digits = text.replace(" ", "").replace("-", "").removeprefix("+86")
    if len(digits) != PHONE_DIGITS or not (digits.isascii() and digits.isdigit()) or digits[0] != "1":
        raise BadInput(
            question.key,
            Text(
                zh="请填写 11 位手机号码，例如 13800138000。",
                en="Enter a mobile number of 11 digits, e.g. 13800138000.",
            ),
        )
    return digits


def _date(question: Question, text: str, facts: Facts, on: date, book: Book) -> str:
    day = _day(question, text)
    if question.past:
        if day > on:
            raise BadInput(question.key, Text(zh="请填写已经过去的日期。", en="Enter a day that has passed."))
        return day.isoformat()
    latest = question.latest(facts, on, book) if question.latest else None
    if day <= on or (latest and day > latest):
        raise BadInput(
            question.key,
            Text(
                zh="请选择{after}之后、最晚{latest}的日期。",
                en="Choose a day after {after} and not later than {latest}.",
            ).fill(after=on, latest=latest or Text(zh="不限", en="any")),
        )
    return day.isoformat()


def _day(question: Question, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(
            question.key, Text(zh="请填写存在的日期，例如 2027-03-31。", en="Enter a day that exists, e.g. 2027-03-31.")
        ) from None


def _choice(question: Question, text: str, facts: Facts, on: date, book: Book) -> str:
    options = question.options(facts, on, book) if question.options else []
    if text not in {value for value, _ in options}:
        raise BadInput(question.key, Text(zh="请从列出的选项中选择一项。", en="Choose one of the options."))
    return text


def _declaration(question: Question, text: str) -> bool:
    if text.lower() not in ("yes", "true", "on", "1"):
        raise BadInput(question.key, Text(zh="请先确认这项声明。", en="Please confirm the declaration."))
    return True


def _photo(question: Question, value: Any, on: date, book: Book) -> str:
    """The picture as it is kept; every fault a machine can see is told beside the field, with what to do."""
    jpeg = _picture(question, value, photo.KEPT)
    found = list(photo_rules.faults(photo.described(jpeg), on, book))
    if found:
        told = [(one.sentence, one.remedy) for one in found]
        raise BadInput(
            question.key,
            Text(
                zh="".join(sentence.zh + remedy.zh for sentence, remedy in told),
                en=" ".join(f"{sentence.en} {remedy.en}" for sentence, remedy in told),
            ),
        )
    return base64.b64encode(jpeg).decode()


def _picture(question: Question, value: Any, most: tuple[int, int]) -> bytes:
    try:
        return photo.cleaned(base64.b64decode(str(value), validate=True), most)
    except ValueError:
        raise BadInput(
            question.key,
            Text(zh="这不是照片：请选择 JPEG 或 PNG 图片。", en="This is no photograph: choose a JPEG or PNG picture."),
        ) from None


def _organisation(question: Question, text: str) -> str:
    try:
        return organisations.parse(text).number
    except BadInput as error:
        raise BadInput(question.key, error.message) from error


def _identity(question: Question, text: str) -> str:
    try:
        return identity.parse(text).number
    except BadInput as error:
        raise BadInput(question.key, error.message, code=error.code) from error


def _vin(question: Question, text: str) -> str:
    try:
        return vins.parse(text).number
    except BadInput as error:
        raise BadInput(question.key, error.message, code=error.code) from error


def _plate(question: Question, text: str) -> str:
    if not plates.types_of(text):
        raise BadInput(
            question.key,
            Text(
                zh="号牌号码不对：应为省份简称、一个字母和序号，例如苏A12345。",
                en="This is no plate number: a province, a letter and a serial such as 苏A12345.",
            ),
        )
    return plates.as_typed(text)


def _bike_code(question: Question, text: str) -> str:
    """The code on the frame of a bike; its form is the makers' affair."""
    code = text.replace(" ", "").upper()
    if not BIKE_CODE.fullmatch(code):
        raise BadInput(
            question.key,
            Text(
                zh="请照车架上刻的填写整车编码：只有数字和字母，不含空格。",
                en="Enter the code as it is stamped on the frame: digits and letters only.",
            ),
        )
    return code


def _bike_tag(question: Question, text: str) -> str:
    tag = text.replace(" ", "").upper()
    if not BIKE_TAG.fullmatch(tag):
        raise BadInput(
            question.key,
            Text(zh="电子标签编号是24位十六进制数。", en="The EPC of a tag has 24 hexadecimal digits."),
        )
    return tag


def _text(question: Question, text: str, longest: int) -> str:
    if len(text) > longest:
        raise BadInput(
            question.key,
            Text(
                zh="最多 {longest} 个字，您写了 {length} 个。", en="At most {longest} characters; you wrote {length}."
            ).fill(longest=longest, length=len(text)),
        )
    if any(unicodedata.category(char) in ("Cc", "Cs", "So", "Cn") for char in text):
        raise BadInput(
            question.key,
            Text(zh="请不要使用表情符号或特殊控制字符。", en="Please leave out emoji and control characters."),
        )
    return text
