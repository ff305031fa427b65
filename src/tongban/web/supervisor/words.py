"""Words of the trace: actors, entries and rights, for people who have to answer for what they read."""

from tongban.casework.catalogue import services
from tongban.exchange.registry import partners
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
JOBS = {  # what the system does by itself, by the label of its actor; others are shown as the entry writes them
    "bank": Text(zh="银行到账通知", en="the bank's message"),
    "bills": Text(zh="电子票据", en="bills"),
    "correction": Text(zh="更正之后", en="after a correction"),
    "daily": Text(zh="每日任务", en="the daily work"),
    "demo": Text(zh="演示数据", en="made up for the demonstration"),
    "expiry": Text(zh="缴费单到期", en="a payment order ran out"),
    "machine": Text(zh="按规则自动办理", en="decided by rule"),
    "merger": Text(zh="合并重复档案", en="two files of one person"),
    "own motion": Text(zh="依职权", en="the office's own motion"),
    "prepare": Text(zh="提前准备换证", en="renewals are prepared"),
    "production": Text(zh="制证", en="card production"),
    "plate routing": Text(zh="号牌派单", en="choice of a plate maker"),
    "reconciliation": Text(zh="空白件核对", en="reconciliation of blanks"),
    "promises": Text(zh="容缺承诺到期", en="promises fall due"),
    "reconcile": Text(zh="对账", en="accounts are compared"),
    "refund": Text(zh="退费", en="refunds"),
    "register": Text(zh="登记变化", en="a change on record"),
    "reminders": Text(zh="提醒", en="reminders"),
    "unpaid": Text(zh="长期未缴费", en="not paid for long"),
    "wake": Text(zh="定时继续", en="goes on by itself"),
}
SENT_FOR = {  # why a partner was asked, where it was not for a service
    "card": Text(zh="制证", en="making the card"),
    "identity_check": Text(zh="核对人脸", en="comparing a face"),
    "payment": Text(zh="缴费", en="payment"),
    "post": Text(zh="寄送", en="delivery"),
    "reconcile": Text(zh="对账", en="comparing accounts"),
    "refund": Text(zh="退费", en="a refund"),
    "registration": Text(zh="注册", en="registration"),
}
REGISTERS = {
    "cases": Text(zh="案件", en="case"),
    "drivers": Text(zh="驾驶人登记", en="register of drivers"),
    "people": Text(zh="个人信息", en="personal data"),
    "documents": Text(zh="证件", en="papers"),
    "payments": Text(zh="缴费", en="payment"),
    "inquiries": Text(zh="咨询投诉", en="question or complaint"),
    "outlets": Text(zh="网点和人员", en="outlets and staff"),
    "jobs": Text(zh="后台任务", en="background jobs"),
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
KINDS = {
    "submitted": Text(zh="提交申请", en="application sent"),
    "opened": Text(zh="依职权开立", en="opened by the office"),
    "served": Text(zh="通知送达", en="notice served"),
    "answered": Text(zh="作出答复", en="answered"),
    "asked": Text(zh="提出", en="asked"),
    "partner_silent": Text(zh="外单位未答复", en="a partner did not answer"),
    "matters_open": Text(zh="等待外部事项", en="waits for something outside"),
    "fee_due": Text(zh="待缴费", en="fee due"),
    "paid": Text(zh="已缴费", en="paid"),
    "ordered": Text(zh="生成缴费订单", en="payment order made"),
    "handed_over": Text(zh="转人工处理", en="given to a person"),
    "accepted": Text(zh="受理", en="accepted"),
    "accepted_conditionally": Text(zh="容缺受理", en="accepted on a promise"),
    "evidence_brought": Text(zh="收到补充材料", en="evidence brought"),
    "reminded": Text(zh="再次通知", en="told once more"),
    "released": Text(zh="退回待办列表", en="given back to the work list"),
    "question_open": Text(zh="等待当事人回答", en="waits for an answer of the person"),
    "order_over": Text(zh="缴费单失效", en="payment slip over"),
    "order_cancelled": Text(zh="取消缴费单", en="payment slip cancelled"),
    "order_expired": Text(zh="缴费单过期", en="payment slip expired"),
    "bill_issued": Text(zh="开具票据", en="bill issued"),
    "bill_part_taken_back": Text(zh="票据部分冲红", en="part of a bill taken back"),
    "bill_taken_back": Text(zh="票据冲红", en="bill taken back"),
    "refund_at_till": Text(zh="现金待退", en="cash to be given back"),
    "refund_requested": Text(zh="申请退费", en="refund asked for"),
    "refund_approved": Text(zh="批准退费", en="refund approved"),
    "refunded": Text(zh="已退费", en="refunded"),
    "gave_back": Text(zh="已退现金", en="cash given back"),
    "out_of_blanks": Text(zh="空白卡用完", en="out of blank cards"),
    "unpaid_withdrawn": Text(zh="长期未缴费视为撤回", en="not paid for long, taken as withdrawn"),
    "promise_kept": Text(zh="承诺已兑现", en="promise kept"),
    "promise_broken": Text(zh="承诺逾期", en="promise broken"),
    "withdrawn": Text(zh="撤回", en="withdrawn"),
    "corrected": Text(zh="更正", en="corrected"),
    "visit_ended": Text(zh="接待结束", en="visit ended"),
    "decided": Text(zh="作出决定", en="decided"),
    "registered": Text(zh="登记", en="registered"),
    "replaced": Text(zh="补证", en="licence replaced"),
    "renewed": Text(zh="换证", en="licence renewed"),
    "exchanged": Text(zh="达龄换证", en="exchanged at an age"),
    "reduced": Text(zh="减少准驾车型", en="exchanged for fewer classes"),
    "information_changed": Text(zh="信息变化换证", en="exchanged for changed particulars"),
    "transferred_in": Text(zh="转入换证", en="transferred in"),
    "reviewed": Text(zh="审验通过", en="licence review passed"),
    "medical_submitted": Text(zh="提交身体条件证明", en="medical certificate handed in"),
    "employer_filed": Text(zh="备案从业单位", en="employer filed"),
    "accident_decided": Text(zh="事故责任认定", en="accident decided"),
    "points_recorded": Text(zh="记分", en="points recorded"),
    "points_struck": Text(zh="撤销记分", en="points struck"),
    "points_reported": Text(zh="平台报来记分", en="points reported"),
    "points_reduced": Text(zh="学法减分", en="points taken off by a course"),
    "points_cleared": Text(zh="满分教育完成，记分清除", en="points cleared after education"),
    "limit_reached": Text(zh="记满12分", en="points limit reached"),
    "limit_struck": Text(zh="满分已撤销", en="points limit taken back"),
    "educated": Text(zh="完成审验教育", en="review education completed"),
    "education_fraud": Text(zh="学习弄虚作假", en="cheating in education"),
    "portrait_submitted": Text(zh="提交照片", en="photograph handed in"),
    "postponed": Text(zh="延期", en="postponed"),
    "letter_set": Text(zh="设置状态", en="status set"),
    "letter_cleared": Text(zh="解除状态", en="status cleared"),
    "classes_voided": Text(zh="准驾车型作废", en="classes announced void"),
    "credential_issued": Text(zh="签发电子证", en="electronic licence issued"),
    "credential_revoked": Text(zh="吊销电子证", en="electronic licence revoked"),
    "card_printed": Text(zh="打印证件", en="card printed"),
    "card_posted": Text(zh="寄出证件", en="card posted"),
    "card_handed_over": Text(zh="领取证件", en="card handed over"),
    "card_spoilt": Text(zh="确认废卡", en="spoilt card confirmed"),
    "spoilt_reported": Text(zh="报废卡", en="spoilt card reported"),
    "phone_bound": Text(zh="绑定手机", en="telephone bound"),
    "verified_at_window": Text(zh="窗口实名核验", en="verified at a window"),
}
CAUSES = {
    "case": Text(zh="办理案件", en="a case"),
    "platform": Text(zh="全国平台消息", en="a message of the national platform"),
    "message": Text(zh="合作单位消息", en="a message of a partner"),
    "question": Text(zh="合作单位答复", en="an answer of a partner"),
    "till": Text(zh="窗口收费", en="the till"),
    "order": Text(zh="缴费", en="payment"),
    "live_check": Text(zh="人脸核对", en="comparison of faces"),
    "correction": Text(zh="更正", en="a correction"),
    "registration": Text(zh="注册", en="registration"),
    "window": Text(zh="窗口办理", en="at the window"),
    "daily": Text(zh="每日任务", en="the daily work"),
    "device": Text(zh="手机", en="a phone"),
}
DECIDING = frozenset({"decided", "corrected", "voided", "classes_voided"})
CONFIGURING = frozenset({"granted", "grant_ended", "employed", "dismissed", "delegated"})


def actor(code: str) -> Text:
    """An actor as entries and looks write them: "staff:310115-0007". Staff are numbers, never names."""
    kind, _, label = code.partition(":")
    known = {one.code: one.name for one in partners()} if kind == "partner" else JOBS
    return ACTORS.get(kind, ACTORS["system"]).fill(label=known.get(label or kind, label or kind))


def sent_for(purpose: str) -> Text:
    """Why a partner was asked: a service by its name, else a word of our own."""
    if purpose in services:
        return services[purpose].name
    return SENT_FOR.get(purpose, Text(zh=purpose, en=purpose))


def entry(register: str, kind: str) -> Text:
    """What happened, where: a kind without a word of its own is shown as the entry writes it."""
    word = REGISTERS.get(register, Text(zh=register, en=register))
    done = KINDS.get(kind, Text(zh=kind, en=kind.replace("_", " ")))
    return Text(zh=f"{word.zh}：{done.zh}", en=f"{word.en}: {done.en}")


def cause(code: str) -> Text:
    """What an entry rests on, by the word before its colon; ids are left to the entry itself."""
    return CAUSES.get(code.partition(":")[0], Text(zh=code, en=code))


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
