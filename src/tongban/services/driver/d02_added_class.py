"""D02 Adding a licence class 增加准驾车型. O162 art. 14, 15, 22: from which class, after how long, with which points,
at the place where the licence was issued. What is spared among the tests follows from the class held.

A machine accepts at once. Where subject 1 is spared, the learner permit comes with the acceptance. The licence held
stays in use until the class is added.
"""

from datetime import date

from tongban.assessment.exams.types import Kind
from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.rules import applying
from tongban.law.rules.applying import may_add_class
from tongban.law.text import Text
from tongban.services.driver import learning, materials


def student_asked(facts: Facts, on: date, book: Book) -> bool:
    """Does it matter whether the person is a student of vocational driving education?"""
    return applying.chosen(facts) in book.value("applying.student_from", on)


def carry_out(carrying: Carrying) -> None:
    """Open the exam file."""
    learning.open_file(carrying, Kind.ADDITION)


D02 = services.add(
    Service(
        code="D02",
        name=Text(zh="增加准驾车型", en="Add a licence class"),
        gives=Text(
            zh="马上建立考试档案，可以约考；不用再考的科目自动免去。考试期间原来的驾驶证照常使用。",
            en="Your exam file is opened at once; tests you need not take again fall away. Your licence stays in use "
            "meanwhile.",
        ),
        basis=("O162.14", "O162.15", "O162.22"),
        rule=may_add_class,
        questions=(
            learning.class_question("added"),
            Question(
                key="student",
                kind="choice",
                label=Text(
                    zh="您是全日制驾驶职业教育的学生吗？",
                    en="Are you a student in full-time vocational driving education?",
                ),
                options=lambda facts, on, book: [
                    ("no", Text(zh="不是", en="No")),
                    ("yes", Text(zh="是，学校会核实", en="Yes; the school will confirm it")),
                ],
                asked_if=student_asked,
            ),
            learning.SCHOOL,
        ),
        materials=(*learning.EVIDENCE, materials.PLATFORM),
        adds=learning.add_exam,
        place_matters=True,
        limit="application",
        channels=("online", "window", "partner", "hospital"),
        carry_out=carry_out,
        carry_promised=learning.portrait_arrived,
        situation="learning",
        spared=Spared(papers=2, copies=2, forms=1, visits=1),
    )
)
