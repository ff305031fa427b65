"""The life of a case in sentences with times, made from its entries."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tongban.core import entries
from tongban.core.entries import EntryView
from tongban.exchange.registry import get_partner
from tongban.law.rules.agreement import ROLES
from tongban.law.text import Text

SENTENCES: dict[str, Text] = {
    "prepared": Text(zh="我们在到期前为您备好了换证。", en="We prepared this for you before it fell due."),
    "not_prepared": Text(
        zh="查到有不能预先办理的情况，预先准备已取消。",
        en="Something came up that cannot be prepared; we took it back.",
    ),
    "declined": Text(zh="您表示不需要我们预先准备。", en="You did not want it prepared."),
    "submitted": Text(zh="您提交了申请。", en="You sent the application."),
    "opened": Text(zh="我们依职权开立了这个案件，并已通知您。", en="The office opened this case and told you."),
    "reminded": Text(zh="已再次通知您，期限重新计算。", en="You were told once more; your time begins anew."),
    "served": Text(zh="通知已送达。", en="The notice reached you."),
    "answered": Text(zh="您作出了答复。", en="You answered."),
    "partner_silent": Text(zh="{who}暂时没有答复，系统会自动再问。", en="No answer yet from {who}; we keep asking."),
    "matters_open": Text(
        zh="有外部事项需要先办结，办结后自动继续。",
        en="Something outside has to be settled first; then it goes on by itself.",
    ),
    "question_open": Text(
        zh="有一个问题等您回答，回答后继续。", en="One question waits for your answer; then it goes on."
    ),
    "fee_due": Text(zh="符合条件，等您缴费 ¥{amount}。", en="You qualify. A fee of ¥{amount} is due."),
    "order_over": Text(
        zh="缴费单已失效，您缴费时会自动生成新的。", en="The payment slip is over; paying makes a new one."
    ),
    "refund_at_till": Text(
        zh="所缴现金 ¥{amount} 由收费岗退还。", en="The till gives back the ¥{amount} you paid in cash."
    ),
    "gave_back": Text(zh="收费岗已退还 ¥{amount}。", en="The till has given back ¥{amount}."),
    "paid": Text(zh="收到缴费。", en="The payment arrived."),
    "out_of_blanks": Text(
        zh="证件卡片暂时用完，到货后自动继续。", en="Blank cards have run out; it goes on when they arrive."
    ),
    "handed_over": Text(zh="交由工作人员处理：{why}。", en="Given to a member of staff: {why}."),
    "released": Text(zh="案件退回待办列表，由其他人员办理。", en="Given back to the work list for somebody else."),
    "vehicle_checked": Text(zh="查验员查验了车辆。", en="An officer checked the vehicle."),
    "paper_confirmed": Text(zh="您出示的凭证已由开具单位确认。", en="Its holder confirmed the paper you showed."),
    "quota_refused": Text(
        zh="指标管理机构不认可这个指标，由监督岗复核",
        en="The quota office does not accept the certificate; it is looked at again",
    ),
    "paper_not_confirmed": Text(
        zh="开具单位没有确认您出示的凭证，已请工作人员核查。",
        en="Its holder did not confirm the paper you showed; a member of staff looks into it.",
    ),
    "agreement_asked": Text(zh="已请{role}确认。", en="Asked to agree: {role}."),
    "agreed": Text(zh="已同意：{role}。", en="Agreed: {role}."),
    "disagreed": Text(zh="不同意：{role}。", en="Did not agree: {role}."),
    "accepted": Text(zh="工作人员核对无误，予以受理。", en="A member of staff checked and accepted it."),
    "accepted_conditionally": Text(zh="先受理，所缺材料可以后补。", en="Accepted; what is missing can follow."),
    "evidence_brought": Text(zh="收到您补充的材料。", en="What you brought has arrived."),
    "promise_kept": Text(zh="您承诺的事项已经办好。", en="What you promised is done."),
    "promise_broken": Text(zh="承诺补交的材料已逾期。", en="What was promised did not arrive in time."),
    "withdrawn": Text(zh="您撤回了申请。", en="You withdrew the application."),
    "corrected": Text(zh="决定已被更正。", en="The decision was corrected."),
    "unpaid_withdrawn": Text(
        zh="长期未缴费，申请视为撤回。", en="It was not paid for a long time and counts as withdrawn."
    ),
    "ground_gone": Text(
        zh="开立本案的记录已被更正，已请工作人员复核。",
        en="The record this case rests on was corrected; a member of staff is asked to look again.",
    ),
    "visit_ended": Text(zh="窗口接待结束。", en="The visit ended."),
    "decided": Text(zh="作出决定：{outcome}。", en="Decided: {outcome}."),
}
OF_PARTIES = ("agreement_asked", "agreed", "disagreed")
OTHER = Text(zh="对方", en="the other person")
TAKEOVER = "takeover"  # the cause of entries about what a former register had decided
TAKEN_OVER = Text(
    zh="从原系统转入；{day}已决定：{outcome}。", en="Taken over from the former system; decided on {day}: {outcome}."
)
OUTCOMES: dict[str, Text] = {
    "granted": Text(zh="同意", en="granted"),
    "refused": Text(zh="不予办理", en="refused"),
    "voided": Text(zh="撤销案件", en="taken back by the office"),
    "lapsed": Text(zh="逾期未办，按规定处理", en="not answered in time"),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One sentence of the life of a case."""

    at: datetime
    kind: str
    sentence: Text
    actor: str
    entry: UUID


def of_case(case_id: UUID) -> list[Moment]:
    """Everything that happened, oldest first. One statement."""
    return [
        Moment(entry.recorded_at, entry.kind, _sentence(entry), entry.actor, entry.id)
        for entry in entries.history(case_id)
    ]


def _sentence(entry: EntryView) -> Text:
    facts = entry.facts
    values: dict[str, object] = {}
    if "partners" in facts:
        names = [get_partner(code).name for code in facts["partners"]]
        values["who"] = Text(zh="、".join(n.zh for n in names), en=" and ".join(n.en for n in names))
    if entry.kind in OF_PARTIES:
        values["role"] = ROLES.get(facts.get("role", ""), OTHER)
    if "why" in facts:
        values["why"] = Text(**facts["why"])
    if "outcome" in facts:
        values["outcome"] = OUTCOMES[facts["outcome"]]
    if "amount" in facts:
        values["amount"] = facts["amount"]
    if entry.cause == TAKEOVER:
        return TAKEN_OVER.fill(**values, day=entry.effective_on)
    return SENTENCES[entry.kind].fill(**values)
