"""The evidence that vehicle services share. What the register itself says is no material: the rule reads it."""

from dataclasses import replace

from tongban.casework.catalogue import Material
from tongban.law.rules.co_owner import SPOUSES
from tongban.law.rules.ownership import binding
from tongban.law.rules.registration import asks_approval, asks_quota, needs_inspection
from tongban.law.text import Text
from tongban.services.driver import materials as drivers

IDENTITY = replace(drivers.IDENTITY, article="O164.89")

CONTRACTS = Material(
    key="contracts",
    name=Text(zh="抵押合同", en="Mortgage contract"),
    why=Text(zh="由抵押权人的系统直接确认，双方已签名。", en="The mortgagee's system confirms it, signed by both."),
    article="O164.35",
    wait_text=Text(
        zh="请在抵押权人处签好合同，合同会自动传来。",
        en="Please sign the contract at the mortgagee; it arrives by itself.",
    ),
    settles=("mortgage.no_contract", "mortgage.not_signed"),
)

NEW_CONTRACT = replace(
    CONTRACTS,
    key="new_contract",
    name=Text(zh="买方的抵押合同", en="Mortgage contract of the buyer"),
    why=Text(zh="转让和新的抵押登记一并办理。", en="The new mortgage is registered together with the transfer."),
    article="O164.26",
    wait_text=Text(
        zh="请买方在抵押权人处签好新的抵押合同，合同会自动传来。",
        en="The buyer signs a new contract at the mortgagee; it arrives by itself.",
    ),
    asked_if=lambda facts, on, book: bool(binding(facts, on, "mortgage")),
    settles=("ownership.not_remortgaged",),
)

# What others know of a vehicle. Where a house is silent a paper may be shown at a window and is checked afterwards;
# nobody can bring the word of the tax authority on purchase tax, nor that a vehicle is not stolen.
_PAPER: tuple[str, ...] = ("staff",)
INVOICE = Material(
    key="invoice",
    name=Text(zh="购车发票", en="Invoice"),
    why=Text(zh="证明车是您的。", en="It shows that the vehicle is yours."),
    article="O164.12",
    brought_by=_PAPER,
    settles=("registration.no_invoice",),
)
USED_INVOICE = Material(
    key="used_invoice",
    name=Text(zh="二手车销售发票", en="Invoice for the used vehicle"),
    why=Text(zh="证明买卖双方已经成交。", en="It shows that the vehicle was sold."),
    article="O164.26",
    brought_by=_PAPER,
)
CONFORMITY = Material(
    key="conformity",
    name=Text(zh="出厂合格证和公告", en="Factory certificate and announcement"),
    why=Text(zh="说明车型、参数，可以上路。", en="It says what vehicle it is, and that it may be made."),
    article="O164.12",
    brought_by=_PAPER,
    settles=("registration.no_certificate",),
)
IMPORT = Material(
    key="import",
    name=Text(zh="进口机动车凭证", en="Import certificate"),
    why=Text(zh="说明车型、参数，海关已放行。", en="It says what vehicle it is, and that customs released it."),
    article="O164.12",
    brought_by=_PAPER,
    settles=("registration.no_certificate",),
)
MARRIAGE = Material(
    key="marriage",
    name=Text(zh="婚姻登记", en="Marriage"),
    why=Text(zh="证明夫妻共有，不用带结婚证。", en="It shows that you own it together; no certificate is needed."),
    article="O164.19",
    brought_by=_PAPER,
    asked_if=lambda facts, on, book: facts.answers.get("ground") == SPOUSES,
)
ORGANISATION = Material(
    key="organisation",
    name=Text(zh="单位登记信息", en="The organisation in its register"),
    why=Text(
        zh="名称、代码、住所以登记机关为准，不用交营业执照。", en="Its register says it; no licence is handed in."
    ),
    article="O164.89",
    brought_by=_PAPER,
    asked_if=lambda facts, on, book: facts.vehicle is not None and facts.vehicle.of_organisation,
)
PURCHASE_TAX = Material(
    key="purchase_tax",
    name=Text(zh="车辆购置税", en="Purchase tax"),
    why=Text(zh="先税后证，只认税务机关的电子信息。", en="Tax comes first; only the tax authority's own word counts."),
    article="VPT.13",
)
VEHICLE_TAX = Material(
    key="vehicle_tax",
    name=Text(zh="车船税", en="Vehicle tax"),
    why=Text(zh="登记时核对当年的车船税。", en="Vehicle tax of the year is checked."),
    article="VVT.10",
    brought_by=_PAPER,
)
IMPORT = Material(
    key="import",
    name=Text(zh="进口证明", en="Import certificate"),
    why=Text(zh="海关确认车辆合法进口、参数是什么。", en="Customs say that it was imported, and what it is."),
    article="O164.12",
    brought_by=_PAPER,
    settles=("registration.no_certificate", "registration.customs"),
)
INSURANCE = Material(
    key="insurance",
    name=Text(zh="交强险", en="Compulsory insurance"),
    why=Text(zh="没有交强险的车不能登记。", en="No vehicle is registered without it."),
    article="CTPL.4",
    brought_by=_PAPER,
)
INSPECTION = Material(
    key="inspection",
    name=Text(zh="安全技术检验结果", en="Safety inspection"),
    why=Text(zh="不免检的车先检验。", en="A vehicle that is not exempt is inspected first."),
    article="O164.11",
    asked_if=lambda facts, on, book: (
        facts.new_vehicle is not None
        and facts.new_vehicle.built is not None
        and needs_inspection(facts.new_vehicle.built, on, book)
    ),
)
STOLEN = Material(
    key="stolen",
    name=Text(zh="被盗抢骗核查", en="Whether it is stolen"),
    why=Text(zh="被盗抢骗的车一律不办。", en="Nothing is done for a stolen vehicle."),
    article="O164.76",
)
QUOTA = Material(
    key="quota",
    name=Text(zh="小客车指标", en="Quota certificate"),
    why=Text(zh="本地对这种号牌有总量控制。", en="Such numbers are limited in this city."),
    article="design",
    asked_if=asks_quota,
    wait_text=Text(
        zh="请先向指标管理机构取得指标，并绑定这辆车。系统核对到后自动继续；已选的号码在保留期内仍是您的。",
        en="Get a certificate from the quota office and bind it to this vehicle. It then goes on by itself; the number "
        "you chose stays yours for its time.",
    ),
    settles=("registration.no_quota", "registration.quota_over"),
)
TRANSPORT_APPROVAL = Material(
    key="transport",
    name=Text(zh="道路运输许可", en="Transport approval"),
    why=Text(zh="从事这项运输要有许可。", en="Such a use takes an approval."),
    article="O164.13",
    asked_if=asks_approval,
    settles=("registration.no_approval", "registration.approval_over"),
)
_RECALLED = Text(
    zh="这辆车有未完成的召回（{campaign}）。请联系经销商免费处理，不影响登记。",
    en="A recall of this vehicle is open ({campaign}). A dealer puts it right without charge; it delays nothing.",
)
RECALL = Material(
    key="recall",
    name=Text(zh="缺陷召回", en="Recalls"),
    why=Text(zh="有召回就提醒您，不影响办理。", en="You are told of a recall; it delays nothing."),
    article="O164.12",
    tells_only=True,
    says=lambda told: _RECALLED.fill(campaign=told["campaign"]) if told.get("open") else None,
)


def waited_for(material: Material, *reasons: str) -> Material:
    """The material of a service that waits until its holder takes these reasons away."""
    return replace(material, settles=reasons)


RUBBING = Material(
    key="rubbing",
    name=Text(zh="车辆识别代号拓印膜", en="Rubbing of the VIN"),
    why=Text(zh="不再要求。", en="Not asked for any more."),
    article="O164.12",
    waived=True,
)

# Asked for before, not any more: shown on every page, fetched from nobody.
FORM = Material(
    key="form",
    name=Text(zh="纸质申请", en="Application on paper"),
    why=Text(zh="系统预先填好，您确认即可。", en="Filled in beforehand; you confirm it."),
    article="O164.23",
    waived=True,
)


def form_under(article: str) -> Material:
    """The paper form under another article."""
    return replace(FORM, article=article)


LOSS_STATEMENT = Material(
    key="loss_statement",
    name=Text(zh="遗失书面声明", en="Written statement of loss"),
    why=Text(zh="不再要求。", en="Not asked for any more."),
    article="O164.52",
    waived=True,
)
