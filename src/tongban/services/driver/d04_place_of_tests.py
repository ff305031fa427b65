"""D04 Changing the place of tests 变更考试地. Reform measures of 2019 and 2021: who learns to drive a small car and has
passed subject 1 may take the rest in another city, three times at most. What is passed stays passed, bookings count
together, the learner permit keeps its last day. The licence is issued where the last test is passed.

A machine decides at once; the exam file travels to the other office as a signed letter, nobody travels for it.
"""

import base64
from dataclasses import replace
from datetime import date
from uuid import UUID

from tongban.assessment.exams import moving
from tongban.assessment.exams import queries as exams
from tongban.assessment.exams.types import ExamFile
from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.core.errors import Conflict
from tongban.documents import queries as kept
from tongban.exchange.offices import queries as offices
from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.rules.applying import may_change_place
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.services.driver import materials

GONE = Text(zh="考试档案已经不在本地。", en="The exam file is not here any more.")


def the_file(person: UUID) -> ExamFile | None:
    """The live file that can move: the newest one that has a learner permit, else the newest."""
    live = [one for one in exams.files_of(person) if one.live]
    return next((one for one in live if one.learner_permit), live[0] if live else None)


def add_exam(facts: Facts, applicant: UUID, vin: str) -> Facts:
    """The exam file that would move."""
    file = the_file(applicant)
    return replace(facts, exam=exams.law_facts(file.id)) if file else facts


def cities(facts: Facts, on: date, book: Book) -> list[tuple[str, Text]]:
    """The offices that know us."""
    return [(one.region, one.name) for one in offices.offices()]


def carry_out(carrying: Carrying) -> None:
    """Send the file to the other office; it ends here."""
    file = the_file(carrying.person_id)
    if file is None:
        raise Conflict(GONE)
    portrait = kept.find_portrait(file.id)
    moving.send_away(
        file_id=file.id,
        to=str(carrying.answers["to"]),
        identity_number=people.identity_number(carrying.person_id),
        name=carrying.person.name,
        portrait=base64.b64encode(portrait).decode() if portrait else "",
        actor=carrying.actor,
        cause=carrying.cause,
    )


D04 = services.add(
    Service(
        code="D04",
        name=Text(zh="变更考试地", en="Take the rest of my tests elsewhere"),
        gives=Text(
            zh="考试档案网上转到您选的城市，已合格的科目继续有效；以后在那里约考、领证，不用回来。",
            en="Your exam file moves to the city you choose with everything you passed. You book and get your licence "
            "there.",
        ),
        basis=("MPS.places",),
        rule=may_change_place,
        questions=(
            Question(
                key="to",
                kind="choice",
                label=Text(zh="想在哪个城市继续考？", en="In which city do you want to go on?"),
                hint=Text(
                    zh="预约次数两地合并计算，学习驾驶证明的有效期不变，最多变更三次。",
                    en="Bookings count together, the learner permit keeps its last day; three changes at most.",
                ),
                options=cities,
            ),
        ),
        materials=(materials.IDENTITY, materials.form_under("MPS.places")),
        adds=add_exam,
        limit="application",
        channels=("online", "window"),
        carry_out=carry_out,
        situation="learning",
        spared=Spared(papers=1, forms=1, visits=2),
    )
)
