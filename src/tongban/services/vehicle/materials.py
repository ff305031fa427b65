"""The evidence that vehicle services share. What the register itself says is no material: the rule reads it."""

from dataclasses import replace

from tongban.casework.catalogue import Material
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

# Asked for before, not any more: shown on every page, fetched from nobody.
FORM = Material(
    key="form",
    name=Text(zh="纸质申请", en="Application on paper"),
    why=Text(zh="系统预先填好，您确认即可。", en="Filled in beforehand; you confirm it."),
    article="O164.23",
    waived=True,
)
LOSS_STATEMENT = Material(
    key="loss_statement",
    name=Text(zh="遗失书面声明", en="Written statement of loss"),
    why=Text(zh="不再要求。", en="Not asked for any more."),
    article="O164.52",
    waived=True,
)
