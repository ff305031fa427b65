"""Words for what is shown to people: licence classes, status letters, kinds of open matters, days."""

from collections.abc import Iterable, Mapping

from tongban.law.text import Text, listed

CLASS_NAMES: Mapping[str, Text] = {
    "A1": Text(zh="大型客车", en="large bus"),
    "A2": Text(zh="重型牵引挂车", en="heavy tractor-trailer"),
    "A3": Text(zh="城市公交车", en="city bus"),
    "B1": Text(zh="中型客车", en="medium bus"),
    "B2": Text(zh="大型货车", en="large goods vehicle"),
    "C1": Text(zh="小型汽车", en="small car"),
    "C2": Text(zh="小型自动挡汽车", en="small automatic car"),
    "C3": Text(zh="低速载货汽车", en="low-speed goods vehicle"),
    "C4": Text(zh="三轮汽车", en="three-wheeled goods vehicle"),
    "C5": Text(zh="残疾人专用小型自动挡载客汽车", en="small automatic car for disabled persons"),
    "C6": Text(zh="轻型牵引挂车", en="light tractor-trailer"),
    "D": Text(zh="普通三轮摩托车", en="three-wheeled motorcycle"),
    "E": Text(zh="普通二轮摩托车", en="two-wheeled motorcycle"),
    "F": Text(zh="轻便摩托车", en="moped"),
    "M": Text(zh="轮式专用机械车", en="wheeled special machinery"),
    "N": Text(zh="无轨电车", en="trolleybus"),
    "P": Text(zh="有轨电车", en="tram"),
}

SUBJECT_NAMES: Mapping[str, Text] = {
    "S1": Text(zh="科目一", en="subject 1"),
    "S2": Text(zh="科目二", en="subject 2"),
    "S3R": Text(zh="科目三道路驾驶技能", en="subject 3 on the road"),
    "S3T": Text(zh="科目三安全文明驾驶常识", en="subject 3 theory"),
}

LETTER_WORDS: Mapping[str, Text] = {
    "A": Text(zh="正常", en="normal"),
    "B": Text(zh="超分", en="points limit reached"),
    "C": Text(zh="转出", en="transferred out"),
    "D": Text(zh="暂扣", en="suspended"),
    "E": Text(zh="撤销", en="annulled"),
    "F": Text(zh="吊销", en="revoked"),
    "G": Text(zh="注销", en="cancelled"),
    "H": Text(zh="违法未处理", en="violation not handled"),
    "I": Text(zh="事故未处理", en="accident not handled"),
    "J": Text(zh="停止使用", en="use stopped"),
    "K": Text(zh="扣押", en="seized as evidence"),
    "L": Text(zh="锁定", en="locked"),
    "M": Text(zh="逾期未换证", en="overdue renewal"),
    "N": Text(zh="延期换证", en="renewal postponed"),
    "P": Text(zh="延期体检", en="medical postponed"),
    "R": Text(zh="注销可恢复", en="cancelled, restorable"),
    "S": Text(zh="逾期未审验", en="overdue review"),
    "T": Text(zh="延期审验", en="review postponed"),
    "U": Text(zh="扣留", en="retained"),
}


def class_text(codes: Iterable[str]) -> Text:
    """The codes with their names: C1（小型汽车）、F（轻便摩托车） / C1 (small car), F (moped)."""
    listed = list(codes)
    if not listed:
        return Text(zh="无", en="none")
    return Text(
        zh="、".join(f"{code}（{CLASS_NAMES[code].zh}）" for code in listed),
        en=", ".join(f"{code} ({CLASS_NAMES[code].en})" for code in listed),
    )


def subject_text(*subjects: str) -> Text:
    """The subjects of a test in words: 科目二、科目三道路驾驶技能."""
    return listed(SUBJECT_NAMES[subject] for subject in subjects)
