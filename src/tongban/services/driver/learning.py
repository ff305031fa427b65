"""What the services that lead to tests share: which class, how the person learns, the evidence, the exam file."""

import base64
from dataclasses import replace
from datetime import date
from uuid import UUID

from tongban.assessment.exams import actions as exams
from tongban.assessment.exams import queries as exam_files
from tongban.assessment.exams.types import ExamFile, Kind, Schooling
from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Material, Question
from tongban.documents import actions as documents
from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.names import class_text
from tongban.law.rules import applying
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.outlets.types import OutletKind
from tongban.services.driver import materials

ALONE, NOBODY = "self", "none"
Choices = list[tuple[str, Text]]


def schools(facts: Facts, on: date, book: Book) -> Choices:
    """The driving schools of the city, learning alone where that may be, or nobody yet."""
    return schools_for(applying.chosen(facts), facts.office, on, book)


def schools_for(target: str, office: str, on: date, book: Book) -> Choices:
    """The same for a class and the office that keeps the file, or its region."""
    city = f"{office[:4]}00" if office else ""
    found = [(one.code, one.name) for one in outlets.outlets(OutletKind.DRIVING_SCHOOL, city, on)]
    if applying.self_study_open(target, office, on, book):
        found.append((ALONE, Text(zh="自学直考，由随车指导人员带学", en="By myself, with a companion in the car")))
    return [*found, (NOBODY, Text(zh="还没定，以后再选", en="Not decided yet"))]


def class_question(kind: str) -> Question:
    """Which class: only those that this person may have, by what is known of them. `kind`: "first", "added"."""

    def offered(facts: Facts, on: date, book: Book) -> Choices:
        return [(code, class_text([code])) for code in applying.classes_open(kind, facts, on, book)]

    return Question(
        key="class",
        kind="choice",
        label=Text(zh="您想开什么车？", en="What do you want to drive?"),
        hint=Text(
            zh="这里只列出按您的年龄、身体条件和记录可以申请的车型。",
            en="Only classes that your age, your health and your record allow are listed.",
        ),
        options=offered,
    )


SCHOOL = Question(
    key="school",
    kind="choice",
    label=Text(zh="在哪里学？", en="Where will you learn?"),
    hint=Text(
        zh="驾校只管教学；报名、约考、缴费都由您自己在这里办。选了驾校，它就能看到您的考试进度、约考和合格与否，"
        "看不到考试员、照片和答题；随时可以换，换了就看不到了。",
        en="A school teaches. Applying, booking and paying you do here yourself. The school you name sees how far you "
        "are, what is booked and whether you passed; never examiners, pictures or answers. Change it at any time.",
    ),
    options=schools,
)
MEDICAL = replace(materials.MEDICAL, article="O162.14")
PORTRAIT = replace(
    materials.PORTRAIT, why=Text(zh="印在学习驾驶证明和驾驶证上。", en="It is printed on learner permit and licence.")
)
RESIDENCE = replace(
    materials.RESIDENCE,
    why=Text(zh="在户籍以外的省申请大中型客货车要有居住证。", en="Large classes outside your own province need one."),
    article="O162.22",
    asked_if=applying.residence_asked,
)
ABILITY = replace(
    materials.ABILITY,
    article="O162.14",
    settles=("age.ability_missing",),
    asked_if=applying.ability_asked,
)
EVIDENCE: tuple[Material, ...] = (
    materials.IDENTITY,
    PORTRAIT,
    materials.NARCOTICS,
    MEDICAL,
    RESIDENCE,
    ABILITY,
    materials.form_under("O162.22"),
)

# where a licence may follow at once, the photograph is there before
ON_THE_SPOT = tuple(replace(one, core=True, promise_limit="") if one is PORTRAIT else one for one in EVIDENCE)


def add_exam(facts: Facts, applicant: UUID, vin: str) -> Facts:
    """The live exam file for the chosen class, where the person has one: nobody is tested twice for a class."""
    code = applying.chosen(facts)
    live = exam_files.find_live_file(applicant, code) if code else None
    return replace(facts, exam=exam_files.law_facts(live.id)) if live else facts


def open_file(carrying: Carrying, kind: Kind) -> ExamFile:
    """Open the exam file that an application leads to, and keep the photograph for learner permit and licence."""
    school = str(carrying.answers.get("school") or NOBODY)
    schooling = {ALONE: Schooling.SELF_STUDY, NOBODY: Schooling.NONE}.get(school, Schooling.SCHOOL)
    file = exams.open_file(
        person_id=carrying.person_id,
        born=carrying.person.born,
        target=applying.chosen(carrying.facts),
        kind=kind,
        held=carrying.file.licence.codes if carrying.file else (),
        region=f"{outlets.get_outlet(carrying.office).region[:4]}00",
        office=carrying.office,
        accepted_on=carrying.on,
        case_id=carrying.case_id,
        schooling=schooling,
        school=school if schooling is Schooling.SCHOOL else "",
        actor=carrying.actor,
        cause=carrying.cause,
    )
    keep_portrait(carrying, file)
    return file


def keep_portrait(carrying: Carrying, file: ExamFile) -> None:
    """Keep the photograph under the exam file, where the library or the person has given one."""
    jpeg = carrying.contents.get("portrait", {}).get("jpeg")
    if jpeg:
        documents.keep_portrait(subject=file.id, person_id=carrying.person_id, jpeg=base64.b64decode(jpeg))


def portrait_arrived(carrying: Carrying) -> None:
    """The photograph that was promised is there: keep it under the exam file."""
    file = exam_files.find_file_of_case(carrying.case_id)
    if file:
        keep_portrait(carrying, file)
