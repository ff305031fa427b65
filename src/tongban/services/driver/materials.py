"""The evidence that driver services share: what it is, why, from whom."""

from dataclasses import replace

from tongban.casework.catalogue import Material
from tongban.law.rules import review
from tongban.law.rules.transfer import residence_asked
from tongban.law.text import Text

IDENTITY = Material(
    key="identity",
    name=Text(zh="身份信息", en="Identity"),
    why=Text(zh="确认是您本人，姓名地址以人口库为准。", en="To be sure it is you; name and address as registered."),
    article="O162.109",
    brought_by=("staff",),
)
PORTRAIT = Material(
    key="portrait",
    name=Text(zh="证件照片", en="Licence photograph"),
    why=Text(zh="印在驾驶证上。", en="It is printed on the licence."),
    article="O162.69",
    core=False,
    promise_limit="conditional_acceptance",
    brought_by=("citizen", "staff", "partner"),
)
LIBRARY_PORTRAIT = replace(
    PORTRAIT,
    why=Text(zh="用来比对您提交的照片。", en="To compare with the photograph you hand in."),
    brought_by=(),
)
PLATFORM = Material(
    key="platform",
    name=Text(zh="违法、事故和扣证情况", en="Violations, accidents, retained licence"),
    why=Text(zh="法律规定先处理完这些事项。", en="The law wants these settled first."),
    article="O162.72",
)
NARCOTICS = Material(
    key="narcotics",
    name=Text(zh="吸毒人员信息比对", en="Check against the drug-user register"),
    why=Text(zh="吸毒成瘾未戒除的，不得持有驾驶证。", en="Nobody under treatment for addiction may hold a licence."),
    article="O162.79",
)
FOR_A_CARD = (IDENTITY, PORTRAIT, PLATFORM, NARCOTICS)  # what every new licence rests on
MEDICAL = Material(
    key="medical",
    name=Text(zh="身体条件证明", en="Medical certificate"),
    why=Text(zh="体检结果由医院直接传来。", en="The hospital sends the result directly."),
    article="O162.63",
    wait_text=Text(
        zh="到任意一家联网医院体检即可，结果会自动传来，不用带任何材料。",
        en="Have an examination at any connected hospital; the result arrives by itself, bring nothing.",
    ),
    settles=("medical.missing", "medical.expired", "medical.before_cycle_end"),
    brought_by=("staff", "partner"),
)
RESIDENCE = Material(
    key="residence",
    name=Text(zh="居住证", en="Residence card"),
    why=Text(
        zh="大中型客货车驾驶证转入户籍以外的省，要有当地居住证。",
        en="A large class moves to another province only with a residence card of that province.",
    ),
    article="O162.64",
    asked_if=residence_asked,
)
EDUCATION = Material(
    key="education",
    name=Text(zh="审验教育记录", en="Review education"),
    why=Text(
        zh="在这里学的已经在册；在培训机构学的由培训学习平台直接传来。",
        en="What you study here is on record; a school's network sends what you study there.",
    ),
    article="O162.73",
    wait_text=Text(
        zh="在“学习”里网上学习，或者到任意一家培训机构学习，学完自动继续。",
        en="Study online under Learning, or at any training school; it goes on by itself.",
    ),
    settles=("review.education_missing",),
    asked_if=review.asks_school,
)
ABILITY = Material(
    key="ability",
    name=Text(zh="能力测试结果", en="Ability test"),
    why=Text(zh="测试结果由能力测试点直接传来。", en="The test centre sends the result directly."),
    article="O162.73",
    wait_text=Text(
        zh="在任意一个能力测试点参加测试，结果会自动传来。",
        en="Take the test at any ability test centre; the result arrives by itself.",
    ),
    settles=("review.ability_missing",),
    asked_if=review.ability_due,
)

# Asked for before, not any more: shown on every page, fetched from nobody.
LOSS_STATEMENT = Material(
    key="loss_statement",
    name=Text(zh="遗失书面声明", en="Written statement of loss"),
    why=Text(zh="不再要求。", en="Not asked for any more."),
    article="O162.69",
    waived=True,
)
OLD_LICENCE = Material(
    key="old_licence",
    name=Text(zh="交回旧驾驶证", en="Handing in the old licence"),
    why=Text(zh="换证时不用出示，新证生效时旧证自动作废。", en="Not needed: the old one becomes void by itself."),
    article="O162.63",
    waived=True,
)
PROOF_OF_GROUND = Material(
    key="proof_of_ground",
    name=Text(zh="延期原因的证明", en="Proof of the reason"),
    why=Text(zh="您自己说明即可。", en="Your own word is enough."),
    article="O162.75",
    waived=True,
)
PROOF_OF_CHANGE = Material(
    key="proof_of_change",
    name=Text(zh="户籍变更证明", en="Proof of the change"),
    why=Text(zh="人口库里已经有了。", en="The population register has it."),
    article="O162.67",
    waived=True,
)
FILE = Material(
    key="file",
    name=Text(zh="纸质档案袋", en="The paper file"),
    why=Text(zh="档案是电子的，自己会转过来。", en="The file is electronic and moves by itself."),
    article="O162.64",
    waived=True,
)
PROOF_OF_EDUCATION = Material(
    key="proof_of_education",
    name=Text(zh="学习证明", en="Certificate of education"),
    why=Text(zh="学习记录联网传来，不用打印。", en="The record comes by network: nothing to print."),
    article="O162.73",
    waived=True,
)
CERTIFICATE = Material(
    key="certificate",
    name=Text(zh="纸质体检证明", en="Medical certificate on paper"),
    why=Text(zh="体检结果由医院联网传来。", en="The result comes from the hospital by network."),
    article="O162.74",
    waived=True,
)
PRINT = Material(
    key="print",
    name=Text(zh="洗印的照片", en="Printed photograph"),
    why=Text(zh="网上提交即可，不用洗印。", en="Handed in online: nothing to print."),
    article="O162.69",
    waived=True,
)
FORM = Material(
    key="form",
    name=Text(zh="申请表", en="Application form"),
    why=Text(zh="系统已填好，您确认即可。", en="Filled in for you: you only confirm."),
    article="O162.80",
    waived=True,
)


def form_under(article: str) -> Material:
    """The application form that is not asked for any more, under the article of another service."""
    return replace(FORM, article=article)
