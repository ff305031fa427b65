"""How an exam file comes from another city: the person is known here afterwards and is told where they can book."""

import base64

from tongban.assessment.exams import moving
from tongban.assessment.exams import queries as exam_files
from tongban.casework import offices as serving
from tongban.core.actor import Actor
from tongban.documents import actions as documents
from tongban.exchange.offices.forms import ExamFileMoved
from tongban.people import actions as people
from tongban.people import queries as known
from tongban.services.driver import learner_permit


def took_in(sender: str, letter: ExamFileMoved, own_region: str, actor: Actor) -> None:
    """Take in the letter of another office; a repeat changes nothing."""
    cause = f"office:{sender}"
    person_id = known.find_person(letter.identity_number) or people.register_person(
        identity_number=letter.identity_number, name=letter.name, actor=actor, cause=cause
    )
    person, city = known.get_person(person_id), f"{own_region[:4]}00"
    file = moving.take_in(
        sender=sender, letter=letter, person_id=person_id, born=person.born, region=city,
        office=serving.serving(city), actor=actor,
    )  # fmt: skip
    if letter.portrait:
        documents.keep_portrait(subject=file.id, person_id=person_id, jpeg=base64.b64decode(letter.portrait))
    learner_permit.issue(exam_files.get_file(file.id), actor)
