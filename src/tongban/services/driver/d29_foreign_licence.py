"""D29 Exchange of a foreign licence 境外驾驶证换证. O162 art. 23: holders of a licence of another country, Hong Kong,
Macao or Taiwan take subject 1, for large classes subject 3 too, within three years. The licence was obtained with a
stay of 90 days within a year; large buses and trailers were held for two years.

The person says what the licence says; a person at the office compares it with the original and decides.
"""

from tongban.assessment.exams.types import Kind
from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.law.rules.applying import may_exchange_foreign
from tongban.law.text import Text
from tongban.services.driver import learning


def carry_out(carrying: Carrying) -> None:
    """Open the exam file."""
    learning.open_file(carrying, Kind.FOREIGN)


D29 = services.add(
    Service(
        code="D29",
        name=Text(zh="持境外驾驶证申领", en="Exchange a licence from abroad"),
        gives=Text(
            zh="建立考试档案：小车、摩托车只考科目一，大中型客货车加考科目三。外国人按护照和住宿登记办理。",
            en="Your exam file is opened: subject 1 for cars and motorcycles, subject 3 too for large classes.",
        ),
        basis=("O162.23", "O162.14", "O162.15"),
        rule=may_exchange_foreign,
        questions=(
            learning.class_question("foreign"),
            Question(
                key="foreign_country",
                kind="text",
                label=Text(zh="哪个国家或者地区核发的？", en="Which country or region issued it?"),
            ),
            Question(
                key="foreign_number",
                kind="text",
                label=Text(zh="境外驾驶证号码", en="Number of the licence"),
            ),
            Question(
                key="foreign_since",
                kind="date",
                past=True,
                label=Text(zh="什么时候取得的？", en="When did you obtain it?"),
            ),
            Question(
                key="stayed",
                kind="choice",
                label=Text(
                    zh="取得时，您一年内在当地停留满 90 天吗？",
                    en="When you obtained it, had you stayed there for 90 days within a year?",
                ),
                options=lambda facts, on, book: [
                    ("yes", Text(zh="满 90 天", en="Yes")),
                    ("no", Text(zh="没有", en="No")),
                ],
            ),
        ),
        materials=learning.EVIDENCE,
        adds=learning.add_exam,
        place_matters=True,
        limit="application",
        channels=("online", "window"),
        decided_by="person",
        carry_out=carry_out,
        carry_promised=learning.portrait_arrived,
        situation="learning",
        spared=Spared(copies=2, forms=1),
    )
)
