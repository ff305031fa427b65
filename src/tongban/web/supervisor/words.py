"""Words of the trace: actors, entries and rights, for people who have to answer for what they read."""

from tongban.law.text import Text

SYSTEM = Text(zh="系统", en="the system")
BY_CONTRACT = Text(zh="数据共享约定", en="exchange contract with the partner")
ACTORS = {
    "staff": Text(zh="工作人员 {label}", en="staff {label}"),
    "citizen": Text(zh="本人或受托人", en="the person, or who acts for them"),
    "partner": Text(zh="合作单位 {label}", en="partner {label}"),
    "system": Text(zh="系统（{label}）", en="the system ({label})"),
    "public": Text(zh="公众页面", en="a public page"),
}
REGISTERS = {
    "cases": Text(zh="案件", en="case"),
    "drivers": Text(zh="驾驶人登记", en="register of drivers"),
    "people": Text(zh="个人信息", en="personal data"),
    "documents": Text(zh="证件", en="papers"),
    "payments": Text(zh="缴费", en="payment"),
    "inquiries": Text(zh="咨询投诉", en="question or complaint"),
    "outlets": Text(zh="网点和人员", en="outlets and staff"),
}
SEEN = {
    "person": Text(zh="个人信息", en="personal data"),
    "name": Text(zh="列表中的姓名", en="the name in a list"),
    "case": Text(zh="案件", en="the case"),
    "card": Text(zh="证件", en="the card"),
    "visit": Text(zh="本次接待", en="the visit"),
    "portrait": Text(zh="照片", en="the photograph"),
    "mandates": Text(zh="委托", en="mandates"),
    "inquiry": Text(zh="咨询或投诉", en="a question or complaint"),
    "identity_number": Text(zh="完整身份证号", en="the full identity number"),
    "trace": Text(zh="全过程留痕", en="this trace"),
}
SEE = Text(zh="查看权", en="power to see")
WORK = Text(zh="受理权", en="power to work")
DECIDE = Text(zh="决定权", en="power to decide")
CONFIGURE = Text(zh="配置权", en="power to configure")
OWN = Text(zh="本人权利", en="the person's own right")
RULE = Text(zh="规则自动执行", en="carried out by rule")
PARTNER = Text(zh="合作约定", en="contract with the partner")
DECIDING = frozenset({"decided", "corrected", "voided", "classes_voided"})
CONFIGURING = frozenset({"granted", "grant_ended", "employed", "dismissed", "delegated"})


def actor(code: str) -> Text:
    """An actor as entries and looks write them: "staff:310115-0007". Staff are numbers, never names."""
    kind, _, label = code.partition(":")
    return ACTORS.get(kind, ACTORS["system"]).fill(label=label or kind)


def entry(register: str, kind: str) -> Text:
    """What happened: the register's word, and the kind as the entry writes it."""
    word = REGISTERS.get(register, Text(zh=register, en=register))
    return Text(zh=f"{word.zh}：{kind}", en=f"{word.en}: {kind.replace('_', ' ')}")


def seen(what: str) -> Text:
    """What was looked at, by its code."""
    return SEEN.get(what, Text(zh=what, en=what))


def right_of_look(kind: str) -> Text:
    """Under which right somebody looked."""
    return {"staff": SEE, "citizen": OWN, "partner": PARTNER}.get(kind, RULE)


def right_of_entry(code: str, kind: str) -> Text:
    """Under which right somebody changed something: the power its verb asks for."""
    who = code.partition(":")[0]
    if who == "staff":
        return DECIDE if kind in DECIDING else CONFIGURE if kind in CONFIGURING else WORK
    return {"citizen": OWN, "partner": PARTNER}.get(who, RULE)
