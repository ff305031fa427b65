"""N01 E-bike registration 电动自行车登记上牌. SH-NMV art. 14, ZJ-EB art. 11: free, on the spot. The person states the
code on the frame; certificate, certification and invoice are asked of those who know. The bike stands at the service
point: whoever takes the application compares its codes and looks whether it was altered. The number is the next in
order; there is no choice. A machine decides; the electronic licence comes at once.
"""

from datetime import date

from tongban.casework import batches
from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.casework.evidence import typed
from tongban.core.ids import new_id
from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.rules.bikes import education_asked, may_register
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.registers.bikes import actions as bikes
from tongban.registers.vehicles import codes
from tongban.services.bike import in_bulk, materials


def colours(facts: Facts, on: date, book: Book) -> list[tuple[str, Text]]:
    """The colours of the national code list."""
    return list(codes.codes("colour").items())


COLOUR = Question(
    key="colour",
    kind="choice",
    label=Text(zh="车身颜色", en="Colour"),
    hint=Text(zh="选占面积最大的颜色。", en="The one that covers most of it."),
    options=colours,
)


def carry_out(carrying: Carrying) -> None:
    """Open the bike's file under the next number of the city."""
    certificate = typed("conformity_of_bike", carrying.contents["conformity_of_bike"]).certificate
    city = f"{outlets.get_outlet(carrying.office).region[:4]}00"
    bikes.register_bike(
        bike_id=carrying.subject if carrying.subject and carrying.own_bike is None else new_id(),
        code=str(carrying.answers["code"]),
        motor=str(carrying.answers["motor"]),
        make={
            "brand": certificate.brand,
            "model": certificate.model,
            "edition": certificate.edition,
            "certificate": certificate.number,
            "certification": certificate.certification,
            "made_on": certificate.made_on.isoformat(),
        },
        colour=str(carrying.answers["colour"]),
        owner=carrying.person_id,
        region=city,
        **carrying.act,
    )


N01 = services.add(
    Service(
        code="N01",
        about="new_bike",
        name=Text(zh="电动自行车登记上牌", en="Register an e-bike"),
        gives=Text(
            zh="当场登记上牌，不收费；电子行驶证马上生成。",
            en="Registered with a plate on the spot and free; the electronic licence comes at once.",
        ),
        basis=("RTSL.18", "SHNMV.14", "ZJEB.11"),
        rule=may_register,
        questions=(
            Question(
                key="code",
                kind="bike_code",
                label=Text(zh="整车编码", en="Code on the frame"),
                hint=Text(
                    zh="刻在车架上，合格证和发票上也有。", en="Stamped on the frame; also on certificate and invoice."
                ),
            ),
            Question(
                key="motor",
                kind="bike_code",
                label=Text(zh="电动机编号", en="Motor code"),
                hint=Text(zh="照电动机上刻的填写。", en="As it is stamped on the motor."),
            ),
            COLOUR,
            Question(
                key="seen",
                kind="choice",
                label=Text(zh="现场看车的结果", en="The bike as it stands here"),
                hint=Text(
                    zh="核对编码有没有涂改、打磨、焊接，有没有加装、拆除限速。",
                    en="Look whether codes were filed or stamped again, and whether anything was altered.",
                ),
                options=lambda facts, on, book: [
                    ("same", Text(zh="与合格证一致，没有改装", en="As certified, not altered")),
                    ("altered", Text(zh="有改装或者编码有问题", en="Altered, or its codes are not right")),
                ],
            ),
            Question(
                key="taught",
                kind="declaration",
                label=Text(zh="已经接受骑行安全教育", en="I was taught how to ride safely"),
                asked_if=education_asked,
            ),
        ),
        materials=(
            materials.IDENTITY,
            materials.INVOICE,
            materials.CONFORMITY,
            materials.CERTIFICATE_PAPER,
            materials.FORM,
        ),
        limit="bike",
        channels=("window", "partner", "post"),
        carry_out=carry_out,
        situation="bike",
        spared=Spared(papers=2, copies=2, forms=1),
    )
)

batches.add(in_bulk.form_of(N01))
