"""The learner permit as a document (学习驾驶证明): electronic and on paper alike, issued with the pass of subject 1,
void when the file ends or the licence is there.
"""

from uuid import UUID

from tongban.assessment.exams.types import ExamFile
from tongban.core.actor import Actor
from tongban.documents import actions as documents
from tongban.documents import of_vehicles
from tongban.documents.mdoc.unbound import LEARNER, VehicleClaims
from tongban.people import queries as people
from tongban.services.driver.papers import authority_name

_SHOWN = 4  # signs of the identity number that stand on it


def issue(file: ExamFile, actor: Actor) -> None:
    """Issue the document of a file that has a learner permit, in place of the one before."""
    if file.learner_permit is None or not file.live:
        return
    of_vehicles.issue_document(
        vehicle_id=file.id, owner=file.person_id, claims=claims(file), actor=actor, cause=f"exam:{file.id}"
    )


def revoke(file_id: UUID, actor: Actor) -> None:
    """The document does not count any more. Again changes nothing."""
    documents.revoke_credentials(subject=file_id, actor=actor, cause=f"exam:{file_id}", kind=LEARNER.name)


def claims(file: ExamFile) -> VehicleClaims:
    """What the document says. Raises ValueError for a file without a learner permit."""
    held = file.learner_permit
    if held is None:
        raise ValueError("There is no learner permit to state.")
    return VehicleClaims(
        LEARNER,
        {
            "name": people.get_person(file.person_id).name,
            "identity": people.identity_number(file.person_id)[-_SHOWN:],
            "target": file.target,
            "issue_date": held.issued_on,
            "valid_date": held.valid_to,
            "document_number": held.serial,
            "issuing_authority": authority_name(file.region),
        },
        expiry_on=held.valid_to,
    )
