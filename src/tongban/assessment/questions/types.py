"""What callers of the question bank share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tongban.law.text import Text

LETTERS = "ABCDEFGH"
TRUE, FALSE = "T", "F"
JUDGED = {TRUE: Text(zh="正确", en="True"), FALSE: Text(zh="错误", en="False")}


class QuestionKind(StrEnum):
    """How a question is answered."""

    JUDGE = "judge"
    SINGLE = "single"
    MULTIPLE = "multiple"


class QuestionState(StrEnum):
    """Where a version of a question stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


SECTIONS: Mapping[str, Text] = {
    "licence": Text(zh="驾驶证和机动车管理", en="licences and vehicles"),
    "roads": Text(zh="道路通行条件和规定", en="rules of the road"),
    "penalties": Text(zh="违法行为和处罚", en="violations and penalties"),
    "accidents": Text(zh="交通事故处理", en="accidents"),
    "basics": Text(zh="机动车基础知识", en="vehicle basics"),
    "brakes": Text(zh="大中型车制动和安全装置", en="brakes and safety of large vehicles"),
    "local": Text(zh="地方性法规", en="local rules"),
    "driving": Text(zh="安全行车常识", en="safe driving"),
    "civil": Text(zh="文明行车常识", en="civil driving"),
    "signals": Text(zh="信号的综合运用", en="signals in traffic"),
    "weather": Text(zh="恶劣气象和复杂道路", en="bad weather and difficult roads"),
    "emergency": Text(zh="紧急避险", en="emergencies"),
    "cases": Text(zh="典型事故案例", en="typical accidents"),
    "rescue": Text(zh="伤员救护和危险化学品", en="first aid and dangerous chemicals"),
    "materials": Text(zh="材料和一次性告知", en="materials, and telling once"),
    "channels": Text(zh="办理渠道和委托", en="channels and delegation"),
    "refusal": Text(zh="不予办理和救济", en="refusal and remedies"),
    "privacy": Text(zh="个人信息和留痕", en="personal data and traces"),
    "draws": Text(zh="摇号、抽签和分配", en="draws and giving out fairly"),
    "checks": Text(zh="机动车查验", en="checks of vehicles"),
    "tests": Text(zh="考试组织和评判", en="holding and judging tests"),
}


@dataclass(frozen=True, slots=True)
class Wording:
    """What a question says. `right` is "T" or "F", or the letters of the right options in order."""

    code: str
    subject: str
    section: str
    groups: tuple[str, ...]
    kind: QuestionKind
    words: Text
    options: tuple[Text, ...]
    right: str
    article: str
    rule: str  # parameter of law that the right answer follows from ("exams.wait_s2:C1"), "" where none says it
    value: str  # what that parameter said when the question was written
    explanation: Text | None
    since: date
    region: str = ""  # a question of local rules is asked in this region and what lies in it; "" everywhere

    def asked_in(self, region: str) -> bool:
        """True where a paper of this region may ask it: 320000 is asked in 320100, 310000 is not."""
        own = self.region.rstrip("0")
        return region.startswith(own + "0" * (len(own) % 2))


@dataclass(frozen=True, slots=True)
class Question:
    """A version of a question as the bank keeps it."""

    id: int
    version: int
    state: QuestionState
    wording: Wording
    made_by: str
    approved_by: str
    withdrawn_because: str
