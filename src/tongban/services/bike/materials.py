"""The evidence that services for e-bikes share. What the register itself says is no material: the rule reads it."""

from dataclasses import replace

from tongban.casework.catalogue import Material
from tongban.law.text import Text
from tongban.services.driver import materials as drivers

IDENTITY = replace(drivers.IDENTITY, article="ZJEB.11")

INVOICE = Material(
    key="invoice",
    name=Text(zh="购车发票", en="Invoice of the purchase"),
    why=Text(zh="税务机关直接确认谁买的、哪天买的。", en="The tax authority confirms who bought it and when."),
    article="ZJEB.11",
    wait_text=Text(zh="请让销售商开具写明整车编码的发票。", en="Ask the dealer for an invoice that names the code."),
    settles=("bike.no_invoice",),
)
CONFORMITY = Material(
    key="conformity_of_bike",
    name=Text(zh="合格证和产品认证", en="Certificate of conformity and product certification"),
    why=Text(zh="认证信息库直接确认这辆车符合国家标准。", en="The certification database says what standard it meets."),
    article="SHNMV.11",
    wait_text=Text(zh="请让销售商或厂家上传合格证。", en="Ask the dealer or the maker to upload the certificate."),
    settles=("bike.no_conformity",),
)
RIDING = Material(
    key="riding",
    name=Text(zh="骑手登记和培训", en="The firm's list of riders"),
    why=Text(zh="由您的企业直接确认。", en="Your firm confirms it."),
    article="SHNMV.32",
    wait_text=Text(zh="请企业登记您并完成培训。", en="Ask the firm to list you, and finish its training."),
    settles=("bike.not_rider", "bike.not_trained"),
)

# Asked for before, not any more.
CERTIFICATE_PAPER = Material(
    key="certificate_paper",
    name=Text(zh="纸质合格证和发票复印件", en="Paper certificate and copy of the invoice"),
    why=Text(
        zh="直接向认证信息库和税务机关核对。", en="Checked with the certification database and the tax authority."
    ),
    article="ZJEB.11",
    waived=True,
)
FORM = Material(
    key="form",
    name=Text(zh="纸质申请", en="Application on paper"),
    why=Text(zh="系统预先填好，您确认即可。", en="Filled in beforehand; you confirm it."),
    article="SHNMV.14",
    waived=True,
)
